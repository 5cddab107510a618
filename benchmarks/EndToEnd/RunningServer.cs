using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.LocalServers;

namespace BilskyWeb.Benchmarks.EndToEnd;

/// <summary>The program as <c>up</c> runs it, in a folder of its own: PostgreSQL, Orthanc, web process. Asked over HTTP as any program asks.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-bench-").FullName;
    private readonly LocalInstance _instance;
    private readonly LocalSupervisor _supervisor;
    private readonly FileStream? _lock;
    private HttpClient _http = new();

    private RunningServer()
    {
        _instance = new LocalInstance(_folder);
        _instance.Create();
        _lock = _instance.TryLock();
        _supervisor = new LocalSupervisor(_instance, new LocalOptions(FreePort(), Demo: true) { Database = null, Archive = null }, Console.Error.WriteLine);
    }

    public static async Task<RunningServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new RunningServer();
        try
        {
            await server._supervisor.StartAsync(cancellationToken);
            server._http = new HttpClient { BaseAddress = server._supervisor.Address };
            server._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await server.IssueKeyAsync(cancellationToken));
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <returns>From the first byte sent until the grades can be read.</returns>
    public async Task<TimeSpan> UploadAndGradeAsync(PhantomOnDisk phantom, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        foreach (var file in phantom.Files)
        {
            form.Add(new StreamContent(File.OpenRead(file)), "files", Path.GetFileName(file));
        }

        var start = TimeProvider.System.GetTimestamp();
        using (var answer = await _http.PostAsync(new Uri("api/uploads", UriKind.Relative), form, cancellationToken))
        {
            answer.EnsureSuccessStatusCode();
        }

        while (await StateAsync(phantom.Study.StudyInstanceUid, cancellationToken) != "complete")
        {
            await Task.Delay(LookEvery, cancellationToken);
        }

        return TimeProvider.System.GetElapsedTime(start);
    }

    /// <returns>The grading of a study that counts.</returns>
    public async Task<Guid> RunOfAsync(string study, CancellationToken cancellationToken)
    {
        using var body = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri($"api/studies/{study}/review", UriKind.Relative), cancellationToken));
        return body.RootElement.GetProperty("runId").GetGuid();
    }

    /// <summary>Asks for a picture once.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="known">The tag of the one that is at hand; null when none is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Its tag.</returns>
    public async Task<EntityTagHeaderValue> AskForPictureAsync(string address, EntityTagHeaderValue? known, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        using var answer = await _http.SendAsync(request, cancellationToken);
        return answer.StatusCode == (known is null ? HttpStatusCode.OK : HttpStatusCode.NotModified)
            ? answer.Headers.ETag!
            : throw new InvalidOperationException($"{address} answered {(int)answer.StatusCode}.");
    }

    /// <summary>Forgets every picture that was drawn.</summary>
    public void ForgetPictures() => Directory.Delete(Path.Combine(_instance.StagingDirectory, "pictures"), recursive: true);

    /// <summary>What web application and archive have used of the processor. PostgreSQL's own processes are not among them.</summary>
    public TimeSpan ProcessorTime() => TimeSpan.FromTicks(_instance.Running()!.Servers.Where(s => s.Name != "database").Sum(s => Process.GetProcessById(s.ProcessId).TotalProcessorTime.Ticks));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _supervisor.DisposeAsync();
        if (_lock is not null)
        {
            await _lock.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> StateAsync(string study, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(new Uri($"api/studies/{study}/grading", UriKind.Relative), cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            return "waiting";
        }

        using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        var state = body.RootElement.GetProperty("studies")[0].GetProperty("state").GetString()!;
        return state is "failed" or "rejected" or "cancelled" ? throw new InvalidOperationException($"A phantom was not graded: {state}.") : state;
    }

    private async Task<string> IssueKeyAsync(CancellationToken cancellationToken)
    {
        var (program, arguments) = ThisProgram.Command("token", "--role", Role.Reviewer, "--data", _folder);
        using var token = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var key = (await token.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
        await token.WaitForExitAsync(cancellationToken);
        return token.ExitCode == 0 ? key : throw new InvalidOperationException("No key for the benchmark.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
