using System.Net;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Accounts;

/// <summary>
/// Opens the demo accounts when demo mode is on and the server listens on loopback only, and closes them otherwise, so that a
/// database that once served a demo has no door left open.
/// </summary>
internal sealed class DemoAccounts(IServiceScopeFactory scopes, IServer server, IOptions<DemoOptions> options, ILogger<DemoAccounts> logger) : IHostedLifecycleService
{
    public const string Domain = "@demo.local";

    private static readonly (string Name, string Role)[] People =
        [("Dr R. Referrer", Role.Referrer), ("Dr S. Reviewer", Role.Reviewer), ("A. Admin", Role.Admin), ("U. Auditor", Role.Auditor)];

    // Addresses are known only once the server listens.
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (!options.Value.IsOn)
        {
            await CloseAsync(scope.ServiceProvider, cancellationToken);
            return;
        }

        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (addresses.FirstOrDefault(a => !IsLoopback(a)) is { } open)
        {
            await CloseAsync(scope.ServiceProvider, cancellationToken);
            throw new OptionsValidationException(DemoOptions.Key, typeof(DemoOptions),
                [$"{DemoOptions.Key}=1 makes sign-ins with a known password, so the server must listen on 127.0.0.1 only; it listens on {open}."]);
        }

        var accounts = scope.ServiceProvider.GetRequiredService<OpenAccount>();
        foreach (var (name, role) in People)
        {
            var opened = await accounts.HandleAsync(role + Domain, name, options.Value.Password, role);
            if (opened.Error is { } error)
            {
                logger.LogError("Demo account for {Role} was not opened: {Reason}", role, error.Message);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal static bool IsLoopback(string address) =>
        BindingAddress.Parse(address) is var binding
        && (string.Equals(binding.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || binding.IsUnixPipe
            || (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    private static async Task CloseAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var database = await services.GetRequiredService<IDbContextFactory<BilskyDbContext>>().CreateDbContextAsync(cancellationToken);
        var users = services.GetRequiredService<UserManager<BilskyUser>>();
        var open = await database.Users
            .Where(u => u.NormalizedEmail!.EndsWith(Domain.ToUpper()) && (u.LockoutEnd == null || u.LockoutEnd < DateTimeOffset.UtcNow))
            .Select(u => u.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in open)
        {
            if (await users.FindByIdAsync(id.ToString()) is { } user)
            {
                user.LockoutEnabled = true;
                await users.SetLockoutEndDateAsync(user, DateTimeOffset.MaxValue);
                await users.UpdateSecurityStampAsync(user);
            }
        }
    }
}
