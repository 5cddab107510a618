using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading.Levels;

/// <summary>A step of the history, or a pin in force, for programs and pages.</summary>
/// <param name="Number">Its number within the study; pass the highest as <c>basedOn</c>.</param>
/// <param name="Level">The vertebra.</param>
/// <param name="Kind">placed, moved or removed.</param>
/// <param name="XMm">Place in the patient's frame, to the left.</param>
/// <param name="YMm">To the back.</param>
/// <param name="ZMm">To the head.</param>
public sealed record LevelPinView(
    int Number, string Level, string Kind, DateTimeOffset At, string By, string FrameOfReferenceUid, double XMm, double YMm, double ZMm, string SopInstanceUid, int Frame, string Effect)
{
    internal static LevelPinView From(LevelPin pin) => new(
        pin.Number, pin.Level.ToString(), pin.Kind.ToString().ToLowerInvariant(), pin.At, pin.ByName, pin.FrameOfReferenceUid, pin.X, pin.Y, pin.Z, pin.SopInstanceUid, pin.Frame, pin.Effect);
}

/// <summary>The pinned levels of a study.</summary>
/// <param name="Last">Number of the newest step; 0 before the first.</param>
/// <param name="Pins">In force, head first.</param>
/// <param name="History">Every step, newest first.</param>
public sealed record StudyLevels(int Last, IReadOnlyList<LevelPinView> Pins, IReadOnlyList<LevelPinView> History);

/// <summary>The pinned levels of a study and who pinned them.</summary>
internal sealed class ReadLevels(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<Result<StudyLevels>> HandleAsync(Actor actor, string studyInstanceUid, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.StudyIdOpenToAsync(actor, studyInstanceUid, cancellationToken) is not { } id)
        {
            return new StudyNotFound();
        }

        var history = await database.LevelPins.AsNoTracking().Where(p => p.StudyId == id).OrderByDescending(p => p.Number).ToListAsync(cancellationToken);
        return new StudyLevels(
            history.Count == 0 ? 0 : history[0].Number,
            [.. LevelPin.InForce(history).Select(LevelPinView.From)],
            [.. history.Select(LevelPinView.From)]);
    }
}
