using System.Diagnostics;

namespace BilskyWeb.LocalServers;

/// <summary>
/// A process that stands still until this is disposed: what it has on disk then is what a power cut would leave, and can be copied.
/// It goes on by itself when this process dies, however it dies.
/// </summary>
public sealed class FrozenProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _holder;

    private FrozenProcess(Process holder) => _holder = holder;

    /// <summary>Stops the process and returns once all of its threads stand still.</summary>
    /// <param name="processId">A process of this user's, or any when this one is root's.</param>
    /// <param name="cancellationToken">Lets it go on at once.</param>
    /// <exception cref="IOException">There is no such process, or it does not stop.</exception>
    public static async Task<FrozenProcess> FreezeAsync(int processId, CancellationToken cancellationToken)
    {
        // The shell holds it still for as long as its input is open, and the kernel closes that with this process.
        var frozen = new FrozenProcess(Process.Start(new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            ArgumentList = { "-c", "trap 'kill -CONT \"$1\"' EXIT; trap exit INT TERM HUP; kill -STOP \"$1\" && cat >/dev/null", "sh", $"{processId}" },
        })!);
        try
        {
            var start = Stopwatch.GetTimestamp();
            while (!StandsStill(processId))
            {
                if (frozen._holder.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
                {
                    throw new IOException($"Process {processId} could not be held still.");
                }

                await Task.Delay(10, cancellationToken).ConfigureAwait(false);
            }

            return frozen;
        }
        catch
        {
            await frozen.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets it go on.</summary>
    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync().ConfigureAwait(false);
        _holder.Dispose();
    }

    // The signal reaches a process at once and its threads one by one.
    private static bool StandsStill(int processId)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{processId}/task").All(task =>
            {
                var status = File.ReadAllText(Path.Combine(task, "stat"));
                return status[status.LastIndexOf(')') + 2] is 'T' or 't';
            });
        }
        catch (IOException)
        {
            return false;
        }
    }
}
