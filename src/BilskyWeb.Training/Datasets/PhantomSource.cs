using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Labels;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Datasets;

/// <summary>Phantom studies straight from memory, labelled by their geometry.</summary>
internal static class PhantomSource
{
    private const double DeepMm = 6, DeepestMm = 14;

    /// <summary>The paper's test sets: whole studies with the class mix of their cohort. Seeds of other purposes never meet these.</summary>
    internal static IEnumerable<LabelledSeries> WholeStudies(PhantomCohort cohort, long seed, int studies, bool? healthy = null)
    {
        for (var n = 0; n < studies; n++)
        {
            var study = PhantomStudy.Generate(new PhantomRequest(SplitSeed.Of(seed, n), cohort, healthy));
            yield return Labelled(study, $"{cohort}-{seed}-{n}");
        }
    }

    /// <summary>
    /// A few slices each of many studies of the balanced cohort: each study gives at most <paramref name="perStudy"/> slices, the grades still rare
    /// so far first, so that the six grades end up about equally frequent and persons differ as much as can be.
    /// </summary>
    internal static IEnumerable<LabelledSeries> Balanced(long seed, int studies, int perStudy)
    {
        var counts = new int[BilskyGrades.Count];
        for (var n = 0; n < studies; n++)
        {
            var random = new Random(SplitSeed.Of(seed, -1 - n));

            // Even in the balanced cohort deep masses are rare, slices at the edge of one being shallower: two studies in five are asked for one.
            var depth = random.NextDouble() < 0.4 ? DeepestMm - (random.NextDouble() * (DeepestMm - DeepMm)) : (double?)null;
            var study = PhantomStudy.Generate(new PhantomRequest(SplitSeed.Of(seed, n), PhantomCohort.Balanced) { LesionDepthMm = depth });
            var left = study.Slices.Where(s => s.Label.Grade is not null).OrderBy(_ => random.Next()).ToList();
            var chosen = new List<PhantomSlice>();
            while (chosen.Count < perStudy && left.Count > 0)
            {
                var next = left.MinBy(s => counts[(int)s.Label.Grade!.Value])!;
                counts[(int)next.Label.Grade!.Value]++;
                chosen.Add(next);
                left.Remove(next);
            }

            // One slice outside the graded region, where there is one: the detector is to find those canals too.
            if (study.Slices.FirstOrDefault(s => s.Label.Exclusion == SliceExclusion.Region) is { } outside)
                chosen.Add(outside);
            yield return LabelledSeries.Of($"Balanced-{seed}-{n}", [.. chosen.Select(Labelled)]);
        }
    }

    /// <summary>Slices unlike any one scanner, each a series of its own, with the canal in view or not: for the detector.</summary>
    internal static IEnumerable<LabelledSeries> Randomised(long seed, int slices)
    {
        for (var n = 0; n < slices; n++)
        {
            var drawn = DetectorSlice.Draw(SplitSeed.Of(seed, n));
            yield return LabelledSeries.Of($"Randomised-{seed}-{n}", [new LabelledSlice(drawn.Image, drawn.Canal, null, null)]);
        }
    }

    /// <summary>Graded slices drawn wider than any scanner, each a series of its own: to judge by whether shape was learnt.</summary>
    internal static IEnumerable<LabelledSeries> Wide(long seed, int slices)
    {
        for (var n = 0; n < slices; n++)
        {
            var drawn = SegmentationSlice.Draw(SplitSeed.Of(seed, n));
            if (drawn.Grade is { } grade)
                yield return LabelledSeries.Of($"Wide-{seed}-{n}", [new LabelledSlice(drawn.Image, drawn.Canal, grade, null)]);
        }
    }

    /// <summary>All slices of a study.</summary>
    internal static LabelledSeries Labelled(PhantomStudy study, string name) => LabelledSeries.Of(name, [.. study.Slices.Select(Labelled)]);

    private static LabelledSlice Labelled(PhantomSlice slice)
    {
        var label = slice.Label;
        return new LabelledSlice(
            slice.Render(),
            label.Roi is { } roi ? (roi.CentreX, roi.CentreY) : null,
            label.Grade,
            label.Exclusion == SliceExclusion.None ? null : label.Exclusion.ToString());
    }
}
