using System.Globalization;

namespace BilskyWeb.Core.Grading;

/// <summary>Whether prototypes and measurements put a slice on the same side of the pathway line.</summary>
public enum OpinionAgreement
{
    /// <summary>Nothing could be measured: no sac, or no cord in it, is to be seen. The prototypes' answer stands alone.</summary>
    NoGeometry,

    /// <summary>Both put it on one side.</summary>
    Agree,

    /// <summary>One of them calls it high grade and the other does not.</summary>
    Differ,
}

/// <summary>What follows where the two opinions differ; the segmentation's card says it.</summary>
public enum SecondOpinionUse
{
    /// <summary>It is shown, and the prototypes' answer stays as it is.</summary>
    Report,

    /// <summary>The slice is withheld for a reader.</summary>
    Withhold,

    /// <summary>The same, but each opinion's doubt gives way to the other's certainty: see <see cref="TwoOpinions.ClearlyLowFrom"/>.</summary>
    Weigh,
}

/// <summary>Lays two independent opinions of a slice together: what it is like (prototypes), and what is measured on it (<see cref="CompressionGeometry"/>).</summary>
/// <remarks>
/// <see cref="StudyRule"/> sees to it that a study does not lose its flag by a slice that is withheld. Only <see cref="SecondOpinionUse.Weigh"/> makes an answer of what was none: the prototypes' own line is so low (0.033) because
/// alone they must miss nothing, and on real texture most of what lies a little above it is false.
/// </remarks>
public static class TwoOpinions
{
    /// <summary>
    /// Where nothing measured comes near the cord, weighing asks the prototypes for this probability of high grade before it takes them at their word. Chosen with
    /// <see cref="ClearGapMm"/> on phantom validation and on the person who may choose (docs/validation.md): the highest of 0.1, 0.25 and 0.5 that calls no high grade there low.
    /// </summary>
    public const double ClearlyLowFrom = 0.25;

    /// <summary>With more CSF than this between cord and mass, or no mass, nothing comes near the cord.</summary>
    public const double ClearGapMm = 1.5;

    /// <summary>The slice with what both say of it.</summary>
    /// <param name="prototypes">The prototypes' answer.</param>
    /// <param name="geometry">What was measured; null where no sac is to be seen.</param>
    /// <param name="use">What follows where they differ.</param>
    /// <returns>The same grade, for audit; withheld, with both reasons in words, where they differ and <paramref name="use"/> says so.</returns>
    public static GradedSlice Combine(GradedSlice prototypes, CompressionGeometry? geometry, SecondOpinionUse use)
    {
        ArgumentNullException.ThrowIfNull(prototypes);
        if (use == SecondOpinionUse.Weigh && geometry?.Grade is not null && IsDecidable(prototypes))
        {
            prototypes = Weighed(prototypes, geometry);
        }

        var agreement = Compare(prototypes.Grade, geometry?.Grade);
        var both = prototypes with { Geometry = geometry, Agreement = agreement, RestsOnBoth = use != SecondOpinionUse.Report };
        return both is { RestsOnBoth: true, Status: SliceStatus.Graded, Agreement: OpinionAgreement.Differ }
            ? both with { Status = SliceStatus.Abstained, Reason = $"{Words(prototypes.Grade!.Value, geometry!)} A reader must grade it." }
            : both;
    }

    /// <summary>Both opinions in a sentence: "Prototypes say 1c; cord and mass are 2.1 mm apart."</summary>
    /// <param name="prototypes">The prototypes' grade.</param>
    /// <param name="geometry">What was measured.</param>
    public static string Words(BilskyGrade prototypes, CompressionGeometry geometry) => $"Prototypes say {prototypes.ToText()}; {Seen(geometry)}.";

    /// <summary>What the measurements show, in a clinician's words and without a full stop: "mass lies on the cord (0.2 mm of CSF)".</summary>
    public static string Seen(CompressionGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        return geometry.Grade switch
        {
            null => "no cord is seen to measure by",
            BilskyGrade.Grade0 => "no mass is seen in the canal",
            BilskyGrade.Grade1a or BilskyGrade.Grade1b => geometry.CordGapMm is { } gap ? $"cord and mass are {Mm(gap)} mm apart" : "the mass in the canal does not reach the sac",
            BilskyGrade.Grade1c => $"mass lies on the cord ({Mm(geometry.CordGapMm ?? 0)} mm of CSF)",
            BilskyGrade.Grade2 => string.Create(CultureInfo.InvariantCulture, $"the cord is flattened by {geometry.CordFlatteningMm:0.0} mm, with CSF on {geometry.CsfAroundDegrees:0}° around it"),
            _ => string.Create(CultureInfo.InvariantCulture, $"the cord is flattened by {geometry.CordFlatteningMm:0.0} mm, with no CSF to be seen around it"),
        };
    }

    /// <summary>True for a slice that has no grade since the two differ.</summary>
    /// <param name="status">What could be said of it.</param>
    /// <param name="agreement">How the two stand to each other.</param>
    /// <param name="restsOnBoth">Whether the answer rests on both.</param>
    public static bool Withheld(SliceStatus status, OpinionAgreement? agreement, bool restsOnBoth) =>
        restsOnBoth && status == SliceStatus.Abstained && agreement == OpinionAgreement.Differ;

    /// <summary>True where what is measured is far from the pathway line.</summary>
    /// <param name="geometry">What was measured.</param>
    public static bool IsClearlyLow(CompressionGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        return geometry.Grade?.IsHighGrade() == false && (geometry.Grade == BilskyGrade.Grade0 || geometry.CordGapMm is null or >= ClearGapMm);
    }

    // Too coarse, or unlike everything that was learnt from, stays withheld.
    private static bool IsDecidable(GradedSlice slice) =>
        slice.Probabilities.Length == BilskyGrades.Count && (slice.Status == SliceStatus.Graded || slice is { Status: SliceStatus.Abstained, IsOnTheLine: true });

    private static GradedSlice Weighed(GradedSlice slice, CompressionGeometry geometry) => slice with
    {
        Status = SliceStatus.Graded,
        Reason = null,
        Grade = IsClearlyLow(geometry) ? new GradeDecision(ClearlyLowFrom).Of(slice.Probabilities) : slice.Grade,
    };

    private static OpinionAgreement? Compare(BilskyGrade? prototypes, BilskyGrade? measured) =>
        measured is null ? OpinionAgreement.NoGeometry
        : prototypes is null ? null
        : prototypes.Value.IsHighGrade() == measured.Value.IsHighGrade() ? OpinionAgreement.Agree
        : OpinionAgreement.Differ;

    private static string Mm(double mm) => mm.ToString("0.0", CultureInfo.InvariantCulture);
}
