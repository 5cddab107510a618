using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Inference.Sessions;

namespace BilskyWeb.Inference.Segmentation;

/// <summary>What the segmentation made of one region.</summary>
/// <param name="Shape">Cord, sac and canal as they are measured.</param>
/// <param name="Contours">The same with the mass, for the eye, in pixels of the image.</param>
internal sealed record SeenCanal(CanalShape Shape, CanalContours Contours);

/// <summary>Tells the tissues around the canal apart, and finds cord, sac and mass among them.</summary>
/// <param name="model">The segmentation: <c>region</c> [N, 1, 80, 80] → <c>tissues</c> [N, 6, 80, 80].</param>
internal sealed class CanalSegmenter(OnnxModel model) : IDisposable
{
    internal const string Input = "region", Output = "tissues";

    private const int Side = 80, Samples = Side * Side, Shares = Samples * CanalTissues.Count;

    private readonly double _sideMm = model.Card.RoiSizeMm ?? throw new ArgumentException("A segmentation card has a roiSizeMm.", nameof(model));

    public SecondOpinionUse Use => model.Card.Combine ?? SecondOpinionUse.Report;

    /// <summary>As it stands in the pipeline's version: what follows where the opinions differ decides results as the network does.</summary>
    public string Version => $"{model.Card.Version}+{Word(Use)}";

    public string Sha256 => model.Card.Sha256;

    public bool ResearchOnly => model.Card.ResearchOnly;

    /// <param name="images">The slices of one batch.</param>
    /// <param name="regions">Where the canal of each is; the network sees its own size around the same centre.</param>
    /// <param name="intensity">The range of each.</param>
    /// <returns>Per slice what was seen; null where no sac is, and where the network gave no numbers.</returns>
    public SeenCanal?[] See(IReadOnlyList<GreyImage> images, IReadOnlyList<RegionOfInterest> regions, IReadOnlyList<SeriesIntensity> intensity)
    {
        var squares = images.Select((image, n) => RoiCrop.Around(image, regions[n].CentreX, regions[n].CentreY, _sideMm, regions[n].Score)).ToArray();
        var values = new float[images.Count * Samples];
        for (var n = 0; n < images.Count; n++)
        {
            RoiCrop.Cut(images[n], squares[n], intensity[n], Side).CopyTo(values, n * Samples);
        }

        using var outputs = model.Run(values, images.Count, 1, Side, Side);
        var tissues = outputs[0].GetTensorDataAsSpan<float>();
        if (tissues.Length != images.Count * Shares)
        {
            throw new InvalidOperationException($"The segmentation gave {tissues.Length} shares for {images.Count} regions of {Shares}.");
        }

        var seen = new SeenCanal?[images.Count];
        for (var n = 0; n < seen.Length; n++)
        {
            var shares = tissues.Slice(n * Shares, Shares).ToArray();
            if (!Array.TrueForAll(shares, float.IsFinite))
            {
                continue;
            }

            var map = new CanalMap(Side, _sideMm / Side, shares);
            seen[n] = CanalShape.Of(map) is { } shape ? new SeenCanal(shape, CanalContours.Of(shape, map, squares[n])) : null;
        }

        return seen;
    }

    private static string Word(SecondOpinionUse use) => use switch
    {
        SecondOpinionUse.Report => "report",
        SecondOpinionUse.Withhold => "withhold",
        SecondOpinionUse.Weigh => "weigh",
    };

    public void Dispose() => model.Dispose();
}
