using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using BilskyWeb.Platform.LocalServers;
using Microsoft.Playwright;
using Npgsql;

namespace BilskyWeb.Browser.Tests.Fixtures;

/// <summary>
/// The whole program as <c>up</c> runs it (PostgreSQL, Orthanc, web process, all real and private) and a real Chromium.
/// One for the assembly: its tests share it and use studies of their own.
/// </summary>
public sealed class RunningBilsky : IAsyncLifetime
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("bilsky-browser-").FullName;
    private LocalInstance _instance = null!;
    private FileStream? _lock;
    private LocalSupervisor _supervisor = null!;
    private Task _keptAlive = Task.CompletedTask;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public Uri Address => _supervisor.Address;

    public async Task InitializeAsync()
    {
        UseShippedModels();
        _instance = new LocalInstance(_directory);
        _instance.Create();
        _lock = _instance.TryLock();
        _supervisor = new LocalSupervisor(_instance, new LocalOptions(FreePort(), Demo: true) { Database = null, Archive = null }, _ => { });
        await _supervisor.StartAsync(_stopping.Token);
        _keptAlive = _supervisor.KeepAliveAsync(_stopping.Token);
        _playwright = await Playwright.CreateAsync();

        // The whole program and a browser that draws without a graphics card may share two busy cores.
        Assertions.SetDefaultExpectTimeout(30_000);
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _stopping.CancelAsync();
        await _keptAlive.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _supervisor.DisposeAsync();
        if (_lock is not null)
        {
            await _lock.DisposeAsync();
        }

        _stopping.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>A browser of its own for one person, signed in and at their first page.</summary>
    public async Task<IPage> SignInAsync(string role, Screen? screen = null)
    {
        var page = await OpenAsync(screen ?? Screen.Desk);
        await page.GotoAsync("/account/signin", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await page.GetByLabel("E-mail address").FillAsync(role + "@demo.local");
        await page.GetByLabel("Password").FillAsync(_instance.DemoPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        // WaitForURLAsync with "commit" waits for ever where the browser got there first.
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("signin"), new() { Timeout = 120_000 });
        return page;
    }

    /// <summary>A browser of its own in which nobody is signed in.</summary>
    public async Task<IPage> OpenAsync(Screen screen)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address.ToString(),
            ViewportSize = new ViewportSize { Width = screen.Width, Height = screen.Height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(120_000);
        if (screen.Theme is { } theme)
        {
            await context.AddCookiesAsync([new Microsoft.Playwright.Cookie { Name = "bilsky-theme", Value = theme, Url = Address.ToString() }]);
        }

        return await context.NewPageAsync();
    }

    /// <summary>Kills the web process as the kernel would; the supervisor starts it again. Returns once it is ready.</summary>
    public async Task KillWebProcessAsync()
    {
        var before = WebProcessId();
        using (var web = System.Diagnostics.Process.GetProcessById(before))
        {
            web.Kill();
            await web.WaitForExitAsync();
        }

        using var client = new HttpClient { BaseAddress = Address };
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                if (WebProcessId() != before && (await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(200);
        }

        throw new TimeoutException("The web process did not come back within a minute.");
    }

    /// <summary>A client with a key of that role, made as an operator makes one.</summary>
    public async Task<HttpClient> ApiAsync(string role)
    {
        var (program, arguments) = ThisProgram.Command("token", "--role", role);
        var start = new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory };
        foreach (var (name, value) in _instance.ReadSettings())
        {
            start.Environment[name] = value;
        }

        using var token = System.Diagnostics.Process.Start(start)!;
        var key = (await token.StandardOutput.ReadToEndAsync()).Trim().Split('\n')[^1];
        await token.WaitForExitAsync();
        Assert.Equal(0, token.ExitCode);
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>One number from the database, for what no page shows.</summary>
    public async Task<long> CountAsync(string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(_instance.ReadSettings()["BILSKY_DB"]);
        await using var command = source.CreateCommand(sql);
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"p{i}", values[i]);
        }

        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The launcher names the models' folder; a test started without it must not wait for models for ever.</summary>
    private static void UseShippedModels()
    {
        if (Environment.GetEnvironmentVariable("BILSKY_MODELS") is null)
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(root.FullName, "BilskyWeb.sln")))
            {
                root = root.Parent ?? throw new DirectoryNotFoundException("The tests lie outside the repository, so its models cannot be found.");
            }

            Environment.SetEnvironmentVariable("BILSKY_MODELS", Path.Combine(root.FullName, "models"));
        }
    }

    private int WebProcessId() => _instance.Running()!.Servers.Single(s => s.Name == "web").ProcessId;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Where somebody sits.</summary>
public sealed record Screen(int Width, int Height, string? Theme = null)
{
    public static Screen Desk { get; } = new(1440, 900);

    public static Screen Phone { get; } = new(390, 844);

    /// <summary>The desk's at a zoom of 200% (WCAG 1.4.4), and near enough a tablet held upright.</summary>
    public static Screen Zoomed { get; } = new(720, 450);
}

[CollectionDefinition(Name)]
public sealed class BilskyCollection : ICollectionFixture<RunningBilsky>
{
    public const string Name = "running program";
}
