using BilskyWeb.Core;
using BilskyWeb.Core.Cases;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt.Decisions;
using BilskyWeb.Features.Mdt.Meetings;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt;

/// <summary>Cases for programs. What the pages do goes over their live connection.</summary>
internal static class CaseEndpoints
{
    // The longest texts and names, every letter of them escaped.
    private const int LargestDecision = ((2 * CaseDecisionTable.TextLength) + (CaseDecisionTable.MostNames * CaseDecisionTable.NameLength) + CaseEventTable.WordsLength) * 6 + 2000;

    public static void MapCaseApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/studies/{uid}/case", async (string uid, CaseOfUid find, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await find.HandleAsync(await actors.GetAsync(), uid, cancellationToken)).ToHttp())
            .RequireAuthorization(Policy.Reviewer).WithTags("Cases").Produces<CaseJson>().WithMetadata(new ShowsStudyByUidAttribute(StudyWay.Api));

        var cases = endpoints.MapGroup("/api/cases/{id:guid}").RequireAuthorization(Policy.Reviewer).WithTags("Cases");
        cases.MapPost("steps", async (Guid id, StepBody body, MoveCase move, ActorAccessor actors, CancellationToken cancellationToken) =>
            !Enum.TryParse<CaseStage>(body.To, ignoreCase: true, out var to) || !Enum.IsDefined(to)
                ? new UnknownStage().ToHttp()
                : (await move.HandleAsync(await actors.GetAsync(), id, new CaseStep(to, body.Version, body.Why), cancellationToken)).ToHttp(version => Results.Ok(new { version })))
            .RequireAntiforgeryHeader();
        cases.MapPost("decisions", async (Guid id, DecisionBody body, SignDecision sign, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await sign.HandleAsync(await actors.GetAsync(), id, body.Decision(), cancellationToken)).ToHttp(signed => Results.Ok(DecisionJson.From(signed))))
            .RequireAntiforgeryHeader().WithMetadata(new RequestSizeLimitAttribute(LargestDecision));
        endpoints.MapPost("/api/meetings", async (MeetingBody body, ArrangeMeeting arrange, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await arrange.MakeAsync(await actors.GetAsync(), body.Id, body.StartsAt, body.Place, cancellationToken)).ToHttp(id => Results.Ok(new { id })))
            .RequireAuthorization(Policy.Reviewer).WithTags("Cases").RequireAntiforgeryHeader();
    }

    internal sealed record StepBody(string? To, int Version, string? Why);

    internal sealed record MeetingBody(Guid Id, DateTimeOffset? StartsAt, string? Place);

    internal sealed record DecisionBody(Guid Id, int BasedOn, string? Choice, string? Rationale, string? Advice, IReadOnlyList<string>? AgreedBy, string? WhyChanged)
    {
        public NewDecision Decision() =>
            new(Id, BasedOn, null, Enum.TryParse<CaseChoice>(Choice, ignoreCase: true, out var choice) ? choice : null, Rationale, Advice, AgreedBy ?? [], WhyChanged);
    }

    private sealed record UnknownStage()
        : InvalidInputError("case.unknown_stage", $"“to” is one of {string.Join(", ", CaseStages.All)}. Nothing was changed.");
}

/// <summary>A decision for programs.</summary>
internal sealed record DecisionJson(
    Guid Id, int Version, string Choice, string Rationale, string? Advice, IReadOnlyList<string> AgreedBy, string? WhyChanged, string SignedBy, DateTimeOffset SignedAt)
{
    public static DecisionJson From(CaseDecision decision) => new(
        decision.Id, decision.Version, decision.Choice.ToString(), decision.Rationale, decision.Advice, decision.AgreedBy, decision.WhyChanged, decision.SignedByName, decision.SignedAt);
}

/// <summary>A case for programs.</summary>
internal sealed record CaseJson(Guid CaseId, int Number, string Stage, int Version, bool ResearchOnly, IReadOnlyList<DecisionJson> Decisions);

/// <summary>Finds the case of a study by its UID, with its decisions.</summary>
internal sealed class CaseOfUid(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<Result<CaseJson>> HandleAsync(Actor actor, string studyInstanceUid, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (
            from study in database.Studies
            join link in database.CaseStudies on study.Id equals link.StudyId
            join home in database.PatientCases on link.CaseId equals home.Id
            where study.StudyInstanceUid == studyInstanceUid
            select home).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        return found is null
            ? new CaseNotFound()
            : new CaseJson(found.Id, found.Number, found.Stage.ToString(), found.Version, ResearchOnly: true, [.. (await ReadDecisions.OfAsync(database, found.Id, cancellationToken)).Select(DecisionJson.From)]);
    }
}
