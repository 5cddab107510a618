using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Imaging.Series;

/// <summary>The sagittal stack that is shown beside the axial one.</summary>
/// <param name="Series">The stack.</param>
/// <param name="Reason">Why this one, a sentence for people.</param>
public sealed record SagittalChoice(SeriesFacts Series, string Reason);

/// <summary>Chooses the sagittal series for orientation and for naming levels: T2-weighted where there is one, else the best there is.</summary>
public static class SagittalSelector
{
    private const double MostOfTheAxial = 0.8;

    /// <summary>What a stack must be; the rest of the axial rules is about grading and does not matter for orientation.</summary>
    private static readonly string[] Required = ["modality", "image", "region", "derived"];

    /// <summary>What makes one better than another, the weightiest first; a smaller number is better.</summary>
    private static readonly IReadOnlyList<(string Name, Func<SeriesFacts, IReadOnlyList<SeriesFacts>, double> Penalty)> Preferences =
    [
        ("frame of reference", (s, axial) => axial.Count > 0 && axial.All(a => a.FrameOfReferenceUid != s.FrameOfReferenceUid) ? 1 : 0),
        ("scout", (s, _) => IsScout(s) ? 1 : 0),
        ("coverage", (s, axial) => Coverage(s, axial) >= MostOfTheAxial ? 0 : 1),
        ("weighting", (s, _) => (double)(T2Weighting.Judge(s).Rank ?? SeriesRank.OtherGradientEcho)),
        ("covered length", (s, axial) => -Math.Round(Coverage(s, axial), 1)),
        ("pixel size", (s, _) => s.PixelSpacing?.RowMm ?? double.MaxValue),
        ("number", (s, _) => s.Number ?? int.MaxValue),
    ];

    /// <summary>Decides.</summary>
    /// <param name="series">The stacks of one study, from <see cref="SeriesFacts.FromInstances"/>.</param>
    /// <param name="axial">The axial stacks that are shown beside it; may be empty.</param>
    /// <returns>Null when the study has no sagittal series.</returns>
    public static SagittalChoice? Choose(IReadOnlyList<SeriesFacts> series, IReadOnlyList<SeriesFacts> axial)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(axial);
        var candidates = series.Where(s => s.Plane == SlicePlane.Sagittal && SeriesRules.All.Where(r => Required.Contains(r.Name)).All(r => r.Apply(s).Passed));
        var best = Preferences.Aggregate(candidates.OrderBy(_ => 0), (sorted, preference) => sorted.ThenBy(s => preference.Penalty(s, axial))).FirstOrDefault();
        return best is null ? null : new SagittalChoice(best, Reason(best));
    }

    private static string Reason(SeriesFacts series)
    {
        var judged = T2Weighting.Judge(series);
        var what = IsScout(series) ? "Sagittal scout, the only sagittal images"
            : judged.Rank is null ? "Sagittal, not T2-weighted: the study has no better one"
            : $"Sagittal. {judged.Sentence}";

        // Its tilt to the patient's length is that of every sagittal stack.
        return $"{what}: {(series.Layout with { TiltDegrees = null }).Describe()}.";
    }

    private static bool IsScout(SeriesFacts series) => SeriesRules.Scout(series) is not null;

    /// <summary>Share of the axial stacks' length along the patient that the sagittal images show; 1 when there is nothing to cover.</summary>
    private static double Coverage(SeriesFacts sagittal, IReadOnlyList<SeriesFacts> axial)
    {
        var wanted = axial.SelectMany(a => a.Slices).Select(s => s.ImagePlane?.Centre.Z).OfType<double>().ToList();
        if (wanted.Count == 0)
        {
            return 1;
        }

        var shown = sagittal.Slices.Select(s => s.ImagePlane).OfType<ImagePlane>()
            .SelectMany(p => new[] { p.ToPatient(new ImagePoint(p.Columns / 2.0, 0)).Z, p.ToPatient(new ImagePoint(p.Columns / 2.0, p.Rows)).Z, p.ToPatient(new ImagePoint(0, p.Rows / 2.0)).Z, p.ToPatient(new ImagePoint(p.Columns, p.Rows / 2.0)).Z })
            .ToList();
        return shown.Count == 0 ? 0 : (double)wanted.Count(z => z >= shown.Min() && z <= shown.Max()) / wanted.Count;
    }
}
