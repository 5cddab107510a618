using System.Net.Http.Headers;
using System.Text;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Fixtures;

/// <summary>Collection fixture: the web application itself on a free port, with a database of its own and the shared archive.</summary>
public class AppFixture : IAsyncLifetime
{
    private readonly DatabaseFixture _database = new();
    private WebApplication? _app;

    public PrivateOrthancAddress Archive { get; private set; } = null!;

    public string DataFolder { get; } = TestDirectory.Named($"data-{Guid.NewGuid():N}");

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    /// <summary>Settings beyond the usual, as <c>--Section:Key=value</c>.</summary>
    protected virtual IEnumerable<string> Settings => [];

    /// <summary>The archive that the application uses.</summary>
    protected virtual async Task<PrivateOrthancAddress> StartArchiveAsync()
    {
        var orthanc = await SharedOrthanc.GetAsync();
        return new PrivateOrthancAddress(orthanc.Url, orthanc.User, orthanc.Password, orthanc.DicomPort, orthanc.AeTitle);
    }

    public virtual async Task InitializeAsync()
    {
        await _database.InitializeAsync();
        Archive = await StartArchiveAsync();
        await StartAppAsync();
    }

    public async Task StartAppAsync()
    {
        _app = Program.Build(
        [
            "--urls=http://127.0.0.1:0",
            $"--BILSKY_DB={_database.ConnectionString}",
            $"--BILSKY_ARCHIVE={Archive.Url}",
            $"--BILSKY_ARCHIVE_USER={Archive.User}",
            $"--BILSKY_ARCHIVE_PASSWORD={Archive.Password}",
            $"--BILSKY_DATA={DataFolder}",
            "--Studies:QuietSeconds=0.5",
            "--Studies:PollSeconds=0.2",
            "--Jobs:PollSeconds=0.2",
            "--Uploads:MinFreeBytes=0",
            "--WorkerCheck:IsOn=false",
            "--Http:SignInsPerMinute=10000", // all tests sign in from one address
            "--Serilog:MinimumLevel:Default=Warning",
            .. Settings,
        ]);
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async Task StopAppAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>For processes of their own beside the application.</summary>
    public string ConnectionString => _database.ConnectionString;

    public BilskyDbContext NewContext() => _database.NewContext();

    /// <summary>Orthanc's own interface to the archive, beside the application.</summary>
    public HttpClient ArchiveClient()
    {
        var client = new HttpClient { BaseAddress = Archive.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Archive.User}:{Archive.Password}")));
        return client;
    }

    /// <summary>A program's HTTP client that acts for a new person in a role.</summary>
    public async Task<(HttpClient Client, Guid UserId)> SignInAsync(string role)
    {
        var address = $"{role}-{Guid.NewGuid():N}@test.local";
        await using var scope = Services.CreateAsyncScope();
        var user = (await scope.ServiceProvider.GetRequiredService<OpenAccount>().HandleAsync(address, role, Guid.NewGuid().ToString(), role)).Value;
        var key = (await scope.ServiceProvider.GetRequiredService<IssueApiKey>().HandleAsync(role, address, "test", default)).Value;
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(3) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return (client, user);
    }

    public virtual async Task DisposeAsync()
    {
        await StopAppAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>Tests that share one running application: starting one takes seconds.</summary>
[CollectionDefinition(Name)]
public sealed class AppTests : ICollectionFixture<AppFixture>
{
    public const string Name = "application";
}

/// <summary>Where an archive is.</summary>
public sealed record PrivateOrthancAddress(Uri Url, string User, string Password, int DicomPort, string AeTitle);
