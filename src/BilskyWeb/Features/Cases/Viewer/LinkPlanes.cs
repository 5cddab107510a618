using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Levels;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Grading.Levels;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Series;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>Works out from geometry how the sagittal images and the graded slices of a study cut each other.</summary>
internal sealed class LinkPlanes(IDbContextFactory<BilskyDbContext> contexts, ReadStudyPlanes read)
{
    /// <summary>Half the stretch of a line that is left out, so that the canal under it is never covered.</summary>
    private const double ClearOfTheCanalMm = 14;

    /// <summary>From the canal's middle back to where the names stand, behind the arches.</summary>
    private const double NamesBehindMm = 45;

    /// <summary>From the canal's middle forward to the middle of a body: a pin made on an axial slice is in the canal, which it must not cover.</summary>
    private const double BodyInFrontMm = 26;

    /// <summary>Sagittal images shown. A volume has hundreds, and those far from the canal show no spine.</summary>
    private const int MostImages = 60;

    public async Task<Result<LinkedPlanes>> HandleAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var study = await database.StudiesOpenTo(actor).AsNoTracking().SingleOrDefaultAsync(s => s.Id == studyId, cancellationToken);
        if (study is null)
        {
            return new StudyNotFound();
        }

        if (study.HoldReason is not null && !actor.IsReviewer)
        {
            return new StudyHeld();
        }

        var run = await database.CompleteRunsOf(studyId).AsNoTracking().Include(r => r.Slices.OrderBy(s => s.Ordinal)).FirstOrDefaultAsync(cancellationToken);
        if (run is null)
        {
            return new NotGradedYet();
        }

        var planes = await read.HandleAsync(study.StudyInstanceUid, cancellationToken);
        if (!planes.IsOk)
        {
            return planes.Error!;
        }

        var pins = LevelPin.InForce(await database.LevelPins.AsNoTracking().Where(p => p.StudyId == studyId).ToListAsync(cancellationToken));
        return Link(study.StudyInstanceUid, run.Slices, planes.Value, pins);
    }

    /// <summary>The same from what was read.</summary>
    internal static LinkedPlanes Link(string studyInstanceUid, IReadOnlyList<SliceResult> slices, StudyPlanes planes, IReadOnlyList<LevelPin> pins)
    {
        var linked = new LinkedPlanes { StudyInstanceUid = studyInstanceUid, Slices = [.. slices.Select(s => new LinkedFrame(s.SopInstanceUid, s.Frame))] };
        var graded = slices.Select(s => s.SeriesInstanceUid).ToHashSet();
        var axial = planes.Series.Where(s => s.Plane == SlicePlane.Axial && graded.Contains(s.SeriesInstanceUid)).ToList();
        if (SagittalSelector.Choose(planes.Series, axial) is not { } choice)
        {
            return linked with { Note = "This study has no sagittal series." };
        }

        // Each axis has its own spine; the sagittal images show the one of their frame of reference.
        var spines = GradedSpine.Through(slices, s => planes.Of(s.SopInstanceUid, s.Frame));
        var spine = spines.FirstOrDefault(s => s.FrameOfReferenceUid == choice.Series.FrameOfReferenceUid) ?? (spines is [var first, ..] ? first : null);
        var middle = spine?.Curve.At(spine.Curve.LengthMm / 2);
        var images = choice.Series.Slices.Where(s => s.ImagePlane is not null)
            .OrderBy(s => middle is { } m ? Math.Abs(s.ImagePlane!.DistanceMm(m)) : 0).Take(MostImages)
            .OrderByDescending(s => s.PositionMm).Select(s => (Slice: s, Plane: s.ImagePlane!)).ToList();
        if (images.Count == 0)
        {
            return linked with { Note = "The sagittal images do not say where they lie in the patient, so they cannot be shown beside the axial ones." };
        }

        var axials = slices.Select(s => planes.Of(s.SopInstanceUid, s.Frame)).ToList();
        var canal = slices.Select(s => spines.Select(x => x.AlongMm(s.Ordinal) is { } mm ? x.Curve.At(mm) : (PatientVector?)null).FirstOrDefault(at => at is not null)).ToList();
        var naming = spine?.Name(pins);
        var start = middle is { } centre ? images.FindIndex(i => i.Plane == images.MinBy(other => Math.Abs(other.Plane.DistanceMm(centre))).Plane) : images.Count / 2;
        return linked with
        {
            Sagittal = new LinkedSeries(
                choice.Series.SeriesInstanceUid, choice.Series.Title, choice.Reason, [.. images.Select(i => new LinkedFrame(i.Slice.SopInstanceUid, i.Slice.Frame))], start,
                images[0].Plane.ColumnSpacingMm, images[0].Plane.RowSpacingMm),
            Note = WhyNoLines(axials, images[start].Plane),
            OnSagittal = [.. images.Select(image => axials.Select((plane, i) => Line(plane, image.Plane, canal[i])).ToList())],
            OnAxial = [.. images.Select(image => axials.Select((plane, i) => Line(image.Plane, plane, canal[i])).ToList())],
            Levels = spine is not null && naming is { IsOk: true } ? Names(spine, naming.Value.Value, images.ConvertAll(i => i.Plane)) : [],
            Pins = [.. pins.Select(p => Pin(p, images.ConvertAll(i => i.Plane)))],
        };
    }

    private static string? WhyNoLines(List<ImagePlane?> axials, ImagePlane sagittal)
    {
        var reasons = axials.Select(a => a is null ? NoCrossLine.FrameOfReferenceUnknown : CrossLine.Of(a, sagittal).WhyNot).ToList();
        return reasons.Contains(null) ? null : reasons.Count == 0 ? null : reasons[0] switch
        {
            NoCrossLine.DifferentFrameOfReference => "No reference lines: the sagittal images were taken in another coordinate system (frame of reference), so where the slices cut them is not known.",
            NoCrossLine.FrameOfReferenceUnknown => "No reference lines: the images do not say in which coordinate system they were taken.",
            NoCrossLine.NearlyParallel => "No reference lines: the slices lie nearly parallel to the sagittal images.",
            _ => "No reference lines: the sagittal images show another part of the body than the slices.",
        };
    }

    private static LinkedLine? Line(ImagePlane? cutting, ImagePlane? shown, PatientVector? canal)
    {
        if (cutting is null || shown is null || CrossLine.Of(cutting, shown) is not { WhyNot: null } line)
        {
            return null;
        }

        var (from, to) = (1.0, 1.0);
        if (canal is { } point)
        {
            var middle = shown.Project(point);
            var (dx, dy) = ((line.To.X - line.From.X) * shown.ColumnSpacingMm, (line.To.Y - line.From.Y) * shown.RowSpacingMm);
            var (px, py) = ((middle.X - line.From.X) * shown.ColumnSpacingMm, (middle.Y - line.From.Y) * shown.RowSpacingMm);
            var length = Math.Sqrt((dx * dx) + (dy * dy));
            var at = ((px * dx) + (py * dy)) / (length * length);
            (from, to) = (Math.Clamp(at - (ClearOfTheCanalMm / length), 0, 1), Math.Clamp(at + (ClearOfTheCanalMm / length), 0, 1));
        }

        return new LinkedLine(Round(line.From.X), Round(line.From.Y), Round(line.To.X), Round(line.To.Y), Math.Round(from, 4), Math.Round(to, 4));
    }

    private static List<LinkedLevel> Names(GradedSpine spine, LevelNaming naming, List<ImagePlane> images) =>
        [.. from vertebra in Vertebrae.All
            let along = naming.AlongMmOf(vertebra)
            let name = naming.At(along)
            where name is not null
            select new LinkedLevel(vertebra.ToString(), Math.Round(name!.Confidence, 3), Places(spine.Curve.At(along).Plus(new PatientVector(0, NamesBehindMm, 0)), images))];

    private static LinkedPin Pin(LevelPin pin, List<ImagePlane> images)
    {
        var place = pin.OnSagittal ? pin.Place : pin.Place.Plus(new PatientVector(0, -BodyInFrontMm, 0));
        return new LinkedPin(pin.Level.ToString(), pin.ByName, images.IndexOf(images.MinBy(i => Math.Abs(i.DistanceMm(place)))!), Places(place, images));
    }

    private static List<double[]> Places(PatientVector place, List<ImagePlane> images) =>
        images.ConvertAll(image =>
        {
            var (x, y) = image.Project(place);
            return new[] { Round(x), Round(y) };
        });

    private static double Round(double pixels) => Math.Round(pixels, 2);
}
