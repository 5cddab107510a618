using System.Text.Json.Serialization;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;

namespace BilskyWeb.Features.Mdt.OnCall;

/// <summary>Rota and circulations for programs.</summary>
internal static class OnCallEndpoints
{
    public static void MapOnCallApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/api/cases/{id:guid}/circulations", async (Guid id, CirculationBody body, CirculateCase circulate, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await circulate.HandleAsync(await actors.GetAsync(), id, body.Id, body.Reason, cancellationToken)).ToHttp(told => Results.Ok(new { body.Id, told })))
            .RequireAuthorization(Policy.Reviewer).WithTags("Cases").RequireAntiforgeryHeader();
        endpoints.MapPost("/api/circulations/{id:guid}/acknowledge", async (Guid id, AcknowledgeCirculation acknowledge, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await acknowledge.HandleAsync(await actors.GetAsync(), id, cancellationToken)).ToHttp(_ => Results.NoContent()))
            .RequireAuthorization(Policy.Reviewer).WithTags("Cases").RequireAntiforgeryHeader();
        endpoints.MapGet("/api/on-call", async (ListShifts list, SiteZone site, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await list.HandleAsync(await actors.GetAsync(), cancellationToken)).ToHttp(rota => Results.Ok(RotaJson.From(rota, site.Zone))))
            .RequireAuthorization(Policy.Reviewer).WithTags("Cases").Produces<RotaJson>();
        endpoints.MapPost("/api/on-call", async (ShiftBody body, ArrangeShift arrange, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await arrange.HandleAsync(await actors.GetAsync(), new NewShift(body.Id, body.UserId, body.Place, body.From, body.Until, body.Weeks), cancellationToken)).ToHttp(_ => Results.Ok(new { body.Id })))
            .RequireAuthorization(Policy.Reviewer).WithTags("Cases").RequireAntiforgeryHeader();
    }

    internal sealed record CirculationBody([property: JsonRequired] Guid Id, string? Reason);

    internal sealed record ShiftBody([property: JsonRequired] Guid Id, [property: JsonRequired] Guid UserId, DateTime? From, DateTime? Until, int Place = 1, int Weeks = 1);
}

/// <summary>The rota for programs.</summary>
/// <param name="TimeZone">In which shifts are given.</param>
/// <param name="Now">Who is on call, in the order in which they are told.</param>
/// <param name="Team">Who can be on call.</param>
internal sealed record RotaJson(string TimeZone, IReadOnlyList<RotaJson.Person> Now, IReadOnlyList<RotaJson.Person> Team)
{
    internal sealed record Person(Guid UserId, string Name);

    public static RotaJson From(RotaView rota, TimeZoneInfo zone) => new(zone.Id, [.. rota.Now.Select(p => new Person(p.UserId, p.Name))], [.. rota.Team.Select(m => new Person(m.UserId, m.Name))]);
}
