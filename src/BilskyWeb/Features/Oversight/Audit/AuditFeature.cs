using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;

namespace BilskyWeb.Features.Oversight.Audit;

/// <summary>What was graded with what, and who did what.</summary>
internal static class AuditFeature
{
    public static void AddAudit(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ListGradings>();
        builder.Services.AddSingleton<ShowGrading>();
        builder.Services.AddSingleton<ListAuditTrail>();
        builder.Services.AddSingleton<ReadFacts>();
        builder.Services.AddSingleton<ExportLedger>();
    }

    public static void MapAudit(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/admin/trail.csv", async (string? action, string? person, string? study, string? model, DateOnly? from, DateOnly? to, ExportLedger export, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await export.HandleAsync(
                await actors.GetAsync(),
                new LedgerFilter { Action = action is { Length: > 0 } ? action : null, Person = person ?? "", Study = study ?? "", Model = model ?? "", From = from, To = to },
                cancellationToken))
                .ToHttp(write => Results.Stream(target => write(target, cancellationToken), "text/csv; charset=utf-8", "ledger.csv")))
            .RequireAuthorization(Policy.Auditor).ExcludeFromDescription();
}
