using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace BilskyWeb.LocalServers;

/// <summary>What to start and how it ends.</summary>
/// <param name="Program">Absolute path of the program.</param>
/// <param name="Arguments">Its arguments. Anyone on the machine can read them: never a secret.</param>
/// <param name="LogFile">File to which standard output and standard error are appended.</param>
public sealed record TetheredStart(string Program, IReadOnlyList<string> Arguments, string LogFile)
{
    /// <summary>Variables set on top of the parent's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Account to run as, or null for the parent's own.</summary>
    public ServiceAccount? Account { get; init; }

    /// <summary>Working directory, or null for the parent's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Signal that the kernel sends when the parent dies without stopping the child.</summary>
    public ProcessSignal OnParentDeath { get; init; } = ProcessSignal.Kill;
}

/// <summary>The signals used to end a server, with their Linux numbers.</summary>
public enum ProcessSignal
{
    /// <summary>SIGINT; PostgreSQL's fast shutdown.</summary>
    Interrupt = 2,

    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,
}

/// <summary>
/// A child server that cannot outlive its parent: the kernel ends it when this process dies, however it dies.
/// It runs in a session of its own, so that Ctrl-C in the terminal reaches only the parent, which then stops
/// its children in the right order.
/// </summary>
public sealed class TetheredProcess : IAsyncDisposable
{
    // PR_SET_PDEATHSIG fires when the *thread* that forked ends, and pool threads retire after seconds of idleness,
    // so every child is forked from one thread that lives as long as the process.
    private static readonly BlockingCollection<Action> Forks = [];
    private readonly Process _process;

    static TetheredProcess()
    {
        var forker = new Thread(() =>
        {
            foreach (var fork in Forks.GetConsumingEnumerable())
            {
                fork();
            }
        })
        { IsBackground = true, Name = "forks tethered children" };
        forker.Start();
    }

    private TetheredProcess(Process process, string logFile)
    {
        _process = process;
        LogFile = logFile;
        Exited = process.WaitForExitAsync();
    }

    /// <summary>Process id.</summary>
    public int Id => _process.Id;

    /// <summary>Completes when the process has ended, for whatever reason.</summary>
    public Task Exited { get; }

    /// <summary>True once it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Exit status; valid once it has ended. A signal n reads as 128 + n.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Where its output goes.</summary>
    public string LogFile { get; }

    /// <summary>Starts the program.</summary>
    /// <exception cref="Win32Exception">The program or one of util-linux's <c>setsid</c> and <c>setpriv</c> is missing.</exception>
    public static async Task<TetheredProcess> StartAsync(TetheredStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        // The shell opens the log before the account is changed, so the account needs no right to it, and the kernel
        // writes the output: no pipe can fill up or break. A core dump would hold patients' data.
        var info = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            WorkingDirectory = start.WorkingDirectory ?? "",
            ArgumentList = { "-c", "ulimit -c 0; umask 077; log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", start.LogFile, "setsid", "setpriv" },
        };
        // setpriv knows signals by name only.
        info.ArgumentList.Add("--pdeathsig=" + start.OnParentDeath switch
        {
            ProcessSignal.Interrupt => "INT",
            ProcessSignal.Terminate => "TERM",
            _ => "KILL",
        });
        if (start.Account is { } account)
        {
            info.ArgumentList.Add($"--reuid={account.Name}");
            info.ArgumentList.Add($"--regid={account.GroupId}");
            info.ArgumentList.Add("--init-groups");
        }

        info.ArgumentList.Add("--");
        info.ArgumentList.Add(start.Program);
        foreach (var argument in start.Arguments)
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        if (start.Account is not null)
        {
            // Without these the server would look for its own files in the parent's home.
            info.Environment["HOME"] = "/nonexistent";
            info.Environment["USER"] = start.Account.Name;
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Forks.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e) when (e is Win32Exception or InvalidOperationException)
            {
                started.SetException(e);
            }
        });
        return new TetheredProcess(await started.Task.ConfigureAwait(false), start.LogFile);
    }

    /// <summary>Asks the process to end, and ends it after <paramref name="patience"/>.</summary>
    public async Task StopAsync(ProcessSignal signal, TimeSpan patience)
    {
        Send(signal);
        try
        {
            await Exited.WaitAsync(patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Send(ProcessSignal.Kill);
            await Exited.ConfigureAwait(false);
        }
    }

    /// <summary>Sends a signal; does nothing once the process has ended.</summary>
    public void Send(ProcessSignal signal)
    {
        if (!_process.HasExited)
        {
            Send(_process.Id, signal);
        }
    }

    /// <summary>Sends a signal to any process of ours; does nothing when there is none with that id.</summary>
    public static void Send(int processId, ProcessSignal signal) => _ = NativeKill(processId, (int)signal);

    /// <summary>The end of its log, to explain a failed start.</summary>
    public string LogTail(int lines = 15) => LogTail(LogFile, lines);

    /// <summary>The last lines of a log file; empty when there is none.</summary>
    public static string LogTail(string logFile, int lines)
    {
        if (!File.Exists(logFile))
        {
            return "";
        }

        using var stream = new FileStream(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(stream.Length, 16 * 1024), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(lines));
    }

    /// <summary>Ends the process at once if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(ProcessSignal.Kill, TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int processId, int signal);
}
