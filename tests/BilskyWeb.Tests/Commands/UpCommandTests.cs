using System.Diagnostics;
using System.Net;
using BilskyWeb.Platform.LocalServers;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Commands;

/// <summary>Runs the real program, as ./bilsky does, in a directory of its own.</summary>
[Trait("Kind", "integration")]
public sealed class UpCommandTests
{
    [Fact]
    public async Task Up_Detached_IsReadyThenRestartsWhatDiesThenStops()
    {
        var instance = new LocalInstance(TestDirectory.Named("up"));
        Assert.Contains("Nothing runs", (await RunAsync("status", instance)).Output, StringComparison.Ordinal);

        var up = await RunAsync("up", instance, "--port", "0", "--no-demo", "--detach");

        try
        {
            Assert.Equal("", up.Error);
            Assert.Equal(0, up.ExitCode);
            var running = instance.Running();
            Assert.NotNull(running);
            Assert.Equal(HttpStatusCode.OK, await HealthAsync(running.Address));

            var second = await RunAsync("up", instance);
            Assert.Equal(0, second.ExitCode);
            Assert.Contains($"Already running in {instance.Directory}", second.Output, StringComparison.Ordinal);
            Assert.Equal(2, (await RunAsync("up", instance, "--port", "1")).ExitCode);

            var web = running.Servers.Single(s => s.Name == "web");
            Kill(web.ProcessId);
            await EventuallyAsync(() => instance.Running()?.Servers.Single(s => s.Name == "web") is { Restarts: 1 } now && now.ProcessId != web.ProcessId);
            await EventuallyAsync(async () => await HealthAsync(running.Address) == HttpStatusCode.OK);

            Assert.Contains("web", (await RunAsync("status", instance)).Output, StringComparison.Ordinal);
        }
        finally
        {
            var servers = instance.Running()?.Servers ?? [];
            Assert.Equal(0, (await RunAsync("down", instance)).ExitCode);
            Assert.Null(instance.Running());
            Assert.All(servers, s => Assert.False(IsAlive(s.ProcessId), s.Name));
        }
    }

    [Fact]
    public async Task Up_SupervisorKilled_TakesItsServersWithIt()
    {
        var instance = new LocalInstance(TestDirectory.Named("up-killed"));
        var up = await RunAsync("up", instance, "--port", "0", "--no-demo", "--detach");
        Assert.True(up.ExitCode == 0, up.Output + up.Error);
        var running = instance.Running()!;

        Kill(running.ProcessId);

        await EventuallyAsync(() => running.Servers.All(s => !IsAlive(s.ProcessId)));
        Assert.Null(instance.Running());
    }

    [Fact]
    public async Task Up_PortTaken_SaysSoAndExits2()
    {
        var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var up = await RunAsync("up", new LocalInstance(TestDirectory.Named("up-port")), "--port", $"{port}", "--no-demo");

        listener.Stop();
        Assert.Equal(2, up.ExitCode);
        Assert.Contains($"Port {port} is taken", up.Error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string command, LocalInstance instance, params string[] arguments)
    {
        var (program, start) = ThisProgram.Command([command, .. arguments, "--data", instance.Directory]);
        using var process = Process.Start(new ProcessStartInfo(program, start) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (process.ExitCode, await output, await error);
    }

    private static async Task<HttpStatusCode?> HealthAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        try
        {
            using var response = await http.GetAsync(new Uri("health/ready", UriKind.Relative));
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }

    // A killed process whose new parent has not noticed yet is a zombie: dead, but still listed.
    private static bool IsAlive(int processId)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{processId}/stat");
            return status[status.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task EventuallyAsync(Func<bool> condition) => EventuallyAsync(() => Task.FromResult(condition()));

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "It did not come true within a minute.");
            await Task.Delay(100);
        }
    }
}
