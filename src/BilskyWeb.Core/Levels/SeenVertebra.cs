namespace BilskyWeb.Core.Levels;

/// <summary>A vertebral body as it was seen on a sagittal image.</summary>
/// <param name="XMm">Its middle, in millimetres backwards.</param>
/// <param name="YMm">Its middle, in millimetres towards the feet.</param>
/// <param name="Score">How sure whoever saw it is, in [0, 1].</param>
public readonly record struct SeenVertebra(double XMm, double YMm, double Score)
{
    /// <summary>Distance in the image's plane.</summary>
    public double DistanceMm(SeenVertebra other) => double.Hypot(XMm - other.XMm, YMm - other.YMm);
}

/// <summary>What was seen on a sagittal image.</summary>
/// <param name="Bodies">Bodies from C2 to S1, in any order; doubles and strays among them.</param>
/// <param name="C2">Where C2 is, if anywhere; the best place.</param>
/// <param name="S1">Where the first sacral vertebra is, if anywhere; the best place.</param>
public sealed record SeenSpine(IReadOnlyList<SeenVertebra> Bodies, SeenVertebra? C2, SeenVertebra? S1);
