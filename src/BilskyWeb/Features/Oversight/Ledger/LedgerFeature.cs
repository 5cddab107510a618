using BilskyWeb.Platform.Health;

namespace BilskyWeb.Features.Oversight.Ledger;

/// <summary>Sealing and verifying what is written to the ledger.</summary>
internal static class LedgerFeature
{
    public static void AddLedger(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<SealLedger>();
        services.AddHostedService(provider => provider.GetRequiredService<SealLedger>());
        services.AddSingleton<VerifyLedger>();
        services.AddSingleton<ListAnchors>();
        services.AddSingleton<ReadLedgerStanding>();
        services.AddHostedService<CheckLedgerDaily>();
        services.AddHealthChecks().AddCheck<LedgerHealthCheck>("ledger", tags: [HealthRegistration.Ready]);
    }
}
