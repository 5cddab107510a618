namespace BilskyWeb.Platform.Jobs;

/// <summary>How long to wait before what failed is tried again: five seconds, then twice as long each time, a quarter of an hour at most.</summary>
internal static class RetryPause
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <param name="attempts">How often it was tried; 1 or more.</param>
    public static TimeSpan After(int attempts) => TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Min(attempts - 1, 20)));
}
