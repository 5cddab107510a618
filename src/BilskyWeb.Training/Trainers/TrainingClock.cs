using System.Diagnostics;
using System.Globalization;

namespace BilskyWeb.Training.Trainers;

/// <summary>Progress on stderr, with the time left, at most once every few seconds.</summary>
internal sealed class TrainingClock(TextWriter output, long totalSteps, long startStep)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _last = TimeSpan.MinValue;

    /// <summary>Hours in full, beyond a day too, as 30:05:09.</summary>
    internal static string Left(TimeSpan left) => string.Create(CultureInfo.InvariantCulture, $"{(long)left.TotalHours:00}:{left:mm\\:ss}");

    internal void Step(long step, Func<string> facts)
    {
        if (_last != TimeSpan.MinValue && _watch.Elapsed - _last < Quiet && step != totalSteps)
            return;

        _last = _watch.Elapsed;
        var done = Math.Max(1, step - startStep);
        var left = TimeSpan.FromSeconds(_watch.Elapsed.TotalSeconds / done * (totalSteps - step));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step}/{totalSteps}  {Left(left)} left  {facts()}"));
    }
}
