using System.Diagnostics;
using BilskyWeb.LocalServers;

namespace BilskyWeb.Platform.LocalServers;

/// <summary>The web application as a child of the supervisor: this same program, command <c>serve</c>.</summary>
internal sealed class WebServer(Uri address, IReadOnlyDictionary<string, string> settings, string logFile) : IAsyncDisposable
{
    private const long LongestLog = 20 * 1024 * 1024;

    private TetheredProcess? _process;

    public int ProcessId => _process?.Id ?? 0;

    public Task Exited => _process!.Exited;

    public Uri Address => address;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await StopAsync();
        if (File.Exists(logFile) && new FileInfo(logFile).Length > LongestLog)
        {
            File.Move(logFile, logFile + ".1", overwrite: true);
        }

        var (program, arguments) = ThisProgram.Command("serve", "--urls", address.GetLeftPart(UriPartial.Authority));
        _process = await TetheredProcess.StartAsync(new TetheredStart(program, arguments, logFile) { Environment = settings, WorkingDirectory = AppContext.BaseDirectory });
    }

    /// <summary>Waits until <c>/health/ready</c> says yes.</summary>
    /// <exception cref="ServerStartException">The process ended, or stayed not ready for too long; holds the end of its log or the reasons that it gave.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(15) };
        var start = Stopwatch.GetTimestamp();
        var lastAnswer = "no answer";
        while (Stopwatch.GetElapsedTime(start) < patience)
        {
            if (_process!.Exited.IsCompleted)
            {
                throw new ServerStartException($"The web application ended while starting (exit code {_process.ExitCode}). The end of {logFile}:\n{_process.LogTail(20)}");
            }

            try
            {
                using var response = await http.GetAsync(new Uri("health/ready", UriKind.Relative), cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }

                lastAnswer = await response.Content.ReadAsStringAsync(cancellationToken);
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                lastAnswer = "no answer in time";
            }

            await Task.Delay(200, cancellationToken);
        }

        throw new ServerStartException($"The web application is not ready after {patience.TotalSeconds:0} s: {lastAnswer}\nThe end of {logFile}:\n{_process!.LogTail(20)}");
    }

    /// <summary>Lets requests and jobs in hand come to an end.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.StopAsync(ProcessSignal.Terminate, TimeSpan.FromSeconds(35));
            await process.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
