using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Features.Grading;

/// <summary>Which stacks that were left show a part of the spine that nobody graded.</summary>
internal static class StacksLeft
{
    /// <summary>A slice stands for the spine so far to both sides.</summary>
    private const double ReachMm = StudyCoverage.WidestStepMm / 2;

    /// <summary>Rules that say that a stack is no stack of the spine's slices; the others leave the question which part nobody graded.</summary>
    private static readonly string[] NoSpine = ["modality", "image", "region", "scout", "derived"];

    public static IReadOnlyList<LeftStack> Of(SeriesChoices choices, IReadOnlyList<ImageGrade> graded)
    {
        var heights = graded.Where(g => g.Plane is not null).Select(g => g.Placed.PositionMm).ToList();
        var frames = graded.Select(g => g.Plane?.FrameOfReferenceUid).Where(f => !string.IsNullOrEmpty(f)).ToHashSet();
        return [.. choices.All
            .Where(c => !c.Taken && c.Series.Slices.Count > 0 && (c.Series.Plane is SlicePlane.Axial or SlicePlane.Unknown))
            .Where(c => c.Rules.All(r => r.Passed || !NoSpine.Contains(r.Rule)))
            .Select(c => Left(c, heights, frames)).OfType<LeftStack>(), .. choices.All.Where(c => c.Taken && c.MayBeOtherContrast).Select(Untold)];
    }

    // Which of the two shows the canal as the grader knows it nobody has said: what was graded may be the wrong one.
    private static LeftStack Untold(SeriesChoice taken) => new(
        taken.Series.SeriesInstanceUid,
        taken.Series.Title,
        "Its earlier images of the same places differ as another contrast does, and no tag says which are T2-weighted: the later ones were graded.",
        null);

    private static LeftStack? Left(SeriesChoice choice, List<double> heights, HashSet<string?> frames)
    {
        var series = choice.Series;
        var own = series.Slices.Select(s => s.ImagePlane?.Centre.Z).OfType<double>().ToList();
        if (own.Count < series.Slices.Count || heights.Count == 0)
        {
            return new LeftStack(series.SeriesInstanceUid, series.Title, choice.Reason, null);
        }

        // Heights tell also across frames of reference that there is nothing new; how much is new they tell within one only.
        var fresh = own.Where(z => !heights.Exists(h => Math.Abs(h - z) <= ReachMm)).ToList();
        var moreMm = fresh.Count == 0 ? 0 : Math.Min(fresh.Max() - fresh.Min(), fresh.Count * (series.Layout.SpacingMm ?? ReachMm));

        // What was looked at without an answer is told however short it is: disease hides a canal.
        return moreMm < StudyCoverage.WidestStepMm && !(choice.WithoutCanal && fresh.Count > 0) ? null
            : new LeftStack(series.SeriesInstanceUid, series.Title, choice.Reason, frames.Contains(series.FrameOfReferenceUid) ? moreMm : null);
    }
}
