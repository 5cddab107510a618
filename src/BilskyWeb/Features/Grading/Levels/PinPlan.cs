using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Levels;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading.Levels;

/// <summary>A wish to fix a level.</summary>
/// <param name="Level">C2 to S1.</param>
/// <param name="SopInstanceUid">The image pointed at.</param>
/// <param name="Frame">Its frame, from 1.</param>
/// <param name="X">Column in pixels from the image's left edge; null on an axial slice, where the canal is meant.</param>
/// <param name="Y">Row in pixels from its top edge.</param>
/// <param name="BasedOn">Number of the last step that the person saw; null does not ask whether there are newer ones.</param>
public sealed record PinRequest(string? Level, string? SopInstanceUid, int Frame = 1, double? X = null, double? Y = null, int? BasedOn = null);

/// <summary>What pinning would do, or has done.</summary>
/// <param name="Effect">The names that change.</param>
/// <param name="Instead">The step that this one replaces: the same level elsewhere, or another level at the same place; null when neither.</param>
public sealed record PinOutcome(NamingEffect Effect, PinnedLevel? Instead);

/// <summary>A pin in force, as it is told.</summary>
public sealed record PinnedLevel(Vertebra Level, DateTimeOffset At, string ByName);

/// <summary>Works out what a change of pins does. Shared by the preview and by the change itself, so that what was shown is what happens.</summary>
internal sealed class PinPlan
{
    /// <summary>A body's half height: a pin of another level nearer than this is meant to be replaced.</summary>
    private const double SamePlaceMm = 9;

    /// <summary>From the canal to the front of the largest vertebral body.</summary>
    private const double FarthestOffMm = 70;

    private PinPlan(IReadOnlyList<GradedSpine> spines, GradingRun run, List<LevelPin> history)
    {
        Spines = spines;
        Run = run;
        History = history;
    }

    /// <summary>One for each axis of the run; each is named by its own pins.</summary>
    public IReadOnlyList<GradedSpine> Spines { get; }

    /// <summary>The run on show, tracked: writing names into it changes it.</summary>
    public GradingRun Run { get; }

    public List<LevelPin> History { get; }

    /// <summary>Steps to append.</summary>
    public List<LevelPin> Steps { get; } = [];

    public PinnedLevel? Instead { get; private set; }

    public static async Task<Result<Study>> FindStudyAsync(BilskyDbContext database, Actor actor, string studyInstanceUid, CancellationToken cancellationToken)
    {
        if (await database.StudiesVisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(s => s.StudyInstanceUid == studyInstanceUid, cancellationToken) is not { } study)
        {
            return new StudyNotFound();
        }

        return actor.IsReviewer ? study : new NotAReviewer();
    }

    /// <summary>Reads what a change starts from.</summary>
    public static async Task<Result<PinPlan>> OpenAsync(BilskyDbContext database, Study study, StudyPlanes planes, int? basedOn, CancellationToken cancellationToken)
    {
        var history = await database.LevelPins.AsNoTracking().Where(p => p.StudyId == study.Id).OrderBy(p => p.Number).ToListAsync(cancellationToken);
        if (basedOn is { } seen && history is [.., var last] && last.Number > seen)
        {
            return new PinsChangedMeanwhile(last.ByName, $"{last.Level} {last.Kind.ToString().ToLowerInvariant()}");
        }

        var run = await database.CompleteRunsOf(study.Id).AsSplitQuery().Include(r => r.Slices).Include(r => r.Levels).FirstOrDefaultAsync(cancellationToken);
        return run is not null && GradedSpine.Through([.. run.Slices.OrderBy(s => s.Ordinal)], s => planes.Of(s.SopInstanceUid, s.Frame)) is { Count: > 0 } spines
            ? new PinPlan(spines, run, history)
            : new NoSpineToName();
    }

    /// <summary>Adds the steps of a wish.</summary>
    public Result<Done> Pin(PinRequest request, StudyPlanes planes, Actor actor, DateTimeOffset now)
    {
        if (!Vertebrae.TryParse(request.Level, out var level))
        {
            return new UnknownVertebra();
        }

        if (request.SopInstanceUid is not { } sop || planes.Of(sop, request.Frame) is not { } plane)
        {
            return new PinImageUnknown();
        }

        if (Spines.FirstOrDefault(s => s.Holds(plane.FrameOfReferenceUid, sop)) is not { } spine)
        {
            return new PinInAnotherFrame();
        }

        var place = Place(request, plane, spine);
        if (!place.IsOk)
        {
            return place.Error!;
        }

        var (along, off) = spine.Curve.Nearest(place.Value);
        if (off > FarthestOffMm)
        {
            return new PinOffTheSpine(off);
        }

        var inForce = LevelPin.InForce(History);
        var same = inForce.FirstOrDefault(p => p.Level == level);
        var here = inForce.Where(p => p.Level != level && spine.Holds(p.FrameOfReferenceUid, p.SopInstanceUid) && Math.Abs(spine.Curve.Nearest(p.Place).AlongMm - along) < SamePlaceMm).ToList();
        Instead = (same ?? here.FirstOrDefault()) is { } other ? new PinnedLevel(other.Level, other.At, other.ByName) : null;
        foreach (var replaced in here)
        {
            Steps.Add(Step(LevelPinKind.Removed, replaced.Level, replaced.Place, replaced, actor, now));
        }

        Steps.Add(Step(same is null ? LevelPinKind.Placed : LevelPinKind.Moved, level, place.Value, new LevelPin
        {
            ByName = "",
            Effect = "",
            FrameOfReferenceUid = plane.FrameOfReferenceUid,
            SopInstanceUid = sop,
            Frame = request.Frame,
            OnSagittal = planes.IsSagittal(sop, request.Frame) && request.X is not null,
        }, actor, now));
        return default(Done);
    }

    /// <summary>Adds the step that removes a pin.</summary>
    public Result<Done> Remove(Vertebra level, Actor actor, DateTimeOffset now)
    {
        if (LevelPin.InForce(History).FirstOrDefault(p => p.Level == level) is not { } pin)
        {
            return new PinNotFound();
        }

        Instead = new PinnedLevel(pin.Level, pin.At, pin.ByName);
        Steps.Add(Step(LevelPinKind.Removed, level, pin.Place, pin, actor, now));
        return default(Done);
    }

    /// <summary>Names the run anew and writes into the steps what that changed.</summary>
    public Result<PinOutcome> Apply()
    {
        var pins = LevelPin.InForce(History.Concat(Steps));
        var namings = new List<(GradedSpine Spine, LevelNaming? Naming)>();
        foreach (var spine in Spines)
        {
            var named = spine.Name(pins);
            if (named.Error is not (null or NoPins))
            {
                return named.Error;
            }

            namings.Add((spine, named.IsOk ? named.Value : null));
        }

        var effect = LevelNames.Write(Run, namings);
        foreach (var step in Steps)
        {
            step.Effect = effect.Text.Length <= 1000 ? effect.Text : effect.Text[..1000];
        }

        return new PinOutcome(effect, Instead);
    }

    private static Result<PatientVector> Place(PinRequest request, ImagePlane plane, GradedSpine spine)
    {
        if (request.X is null || request.Y is null)
        {
            return spine.Curve.Crossing(plane) is { } mm ? spine.Curve.At(mm) : new PinImageUnknown();
        }

        var point = new ImagePoint(request.X.Value, request.Y.Value);
        return plane.Contains(point) ? plane.ToPatient(point) : new PinOutsideImage(plane.Columns, plane.Rows);
    }

    private LevelPin Step(LevelPinKind kind, Vertebra level, PatientVector place, LevelPin on, Actor actor, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        StudyId = Run.StudyId,
        Number = (History is [.., var last] ? last.Number : 0) + Steps.Count + 1,
        At = now,
        ById = actor.UserId,
        ByName = actor.DisplayName.Length <= 200 ? actor.DisplayName : actor.DisplayName[..200],
        Kind = kind,
        Level = level,
        FrameOfReferenceUid = on.FrameOfReferenceUid,
        X = place.X,
        Y = place.Y,
        Z = place.Z,
        OnSagittal = on.OnSagittal,
        SopInstanceUid = on.SopInstanceUid,
        Frame = on.Frame,
        Effect = "",
    };
}
