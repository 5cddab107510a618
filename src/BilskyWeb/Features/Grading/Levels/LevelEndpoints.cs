using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;

namespace BilskyWeb.Features.Grading.Levels;

/// <summary>Pinned levels for programs. The pages use the same use cases.</summary>
internal static class LevelEndpoints
{
    public static void MapLevels(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/studies/{uid}/levels", async (string uid, ReadLevels read, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await read.HandleAsync(await actors.GetAsync(), uid, cancellationToken)).ToHttp()).RequireAuthorization(Policy.Referrer).WithTags("Levels").WithMetadata(new ShowsStudyByUidAttribute(StudyWay.Api));
        var pins = endpoints.MapGroup("/api/studies/{uid}/level-pins").RequireAuthorization(Policy.Reviewer).RequireAntiforgeryHeader().WithTags("Levels");
        pins.MapPost("", async (string uid, PinRequest? request, PinLevel pin, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await pin.HandleAsync(await actors.GetAsync(), uid, request ?? new PinRequest(null, null), cancellationToken)).ToHttp(outcome => Results.Ok(PinAnswer.From(outcome))));
        pins.MapDelete("{level}", async (string uid, string level, int? basedOn, RemovePin remove, ActorAccessor actors, CancellationToken cancellationToken) =>
            (await remove.HandleAsync(await actors.GetAsync(), uid, level, basedOn, cancellationToken)).ToHttp(outcome => Results.Ok(PinAnswer.From(outcome))));
    }

    /// <summary>What a change of pins did.</summary>
    /// <param name="Effect">In words.</param>
    /// <param name="Instead">The level whose earlier pin this replaced, or null.</param>
    private sealed record PinAnswer(string Effect, int SlicesNamed, int SlicesRenamed, string? Instead)
    {
        public static PinAnswer From(PinOutcome outcome) =>
            new(outcome.Effect.Text, outcome.Effect.SlicesNamed, outcome.Effect.SlicesRenamed, outcome.Instead?.Level.ToString());
    }
}
