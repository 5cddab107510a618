using BilskyWeb.LocalServers;


namespace BilskyWeb.Platform.LocalServers;

/// <summary>Starts a server again whenever it dies, a little later each time that it dies soon.</summary>
internal sealed class KeptAlive(string name, Func<Task> exited, Func<CancellationToken, Task> restart, Action<string> say, Action changed)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public string Name => name;

    public int Restarts { get; private set; }

    /// <summary>Watches until cancelled.</summary>
    public async Task WatchAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (true)
        {
            var since = clock.GetTimestamp();
            await exited().WaitAsync(cancellationToken);
            if (clock.GetElapsedTime(since) > Soon)
            {
                pause = TimeSpan.FromSeconds(1);
            }

            var running = false;
            while (!running)
            {
                say($"The {name} server ended; starting it again in {pause.TotalSeconds:0} s.");
                await Task.Delay(pause, clock, cancellationToken);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                try
                {
                    await restart(cancellationToken);
                    running = true;
                }
                catch (ServerStartException fault)
                {
                    say(fault.Message);
                }
            }

            Restarts++;
            say($"The {name} server runs again.");
            changed();
        }
    }
}
