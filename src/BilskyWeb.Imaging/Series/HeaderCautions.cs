using System.Globalization;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Series;

/// <summary>What the headers of a stack say that a reader of its grades has to know.</summary>
internal static class HeaderCautions
{
    /// <summary>Transfer syntaxes that always lose (PS3.5 A.4); JPEG 2000 may or may not, and then (0028,2110) says which.</summary>
    private static readonly HashSet<string> LossySyntaxes =
    [
        "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.53", "1.2.840.10008.1.2.4.55", "1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.4.112",
    ];

    public static IEnumerable<string> Of(IReadOnlyList<FrameReading> frames)
    {
        var instances = frames.Select(f => f.Instance).Distinct().ToList();
        if (Lossy(instances) is { } lossy)
        {
            yield return lossy;
        }

        if (instances.Exists(i => IsYes(i.GetString(DicomTag.BurnedInAnnotation))))
        {
            yield return "Text or marks are burned into the images (0028,0301): what they cover is not seen, and the model takes them for tissue.";
        }
    }

    private static string? Lossy(List<DicomDataset> instances)
    {
        var ratio = instances.SelectMany(i => i.GetDoubles(DicomTag.LossyImageCompressionRatio)).DefaultIfEmpty(0).Max();
        var stated = instances.Exists(i => i.GetString(DicomTag.LossyImageCompression) is "01" or "1") || ratio > 1;
        var bySyntax = instances.Exists(i => i.GetString(DicomTag.AvailableTransferSyntaxUid) is { } syntax && LossySyntaxes.Contains(syntax));
        return !stated && !bySyntax ? null
            : $"Lossy compression{(ratio > 1 ? $", {ratio.ToString("0.#", CultureInfo.InvariantCulture)}:1" : "")} ({(stated ? "0028,2110" : "transfer syntax")}): fine detail at the edge of the cord may be lost.";
    }

    private static bool IsYes(string? value) => string.Equals(value, "YES", StringComparison.OrdinalIgnoreCase);
}
