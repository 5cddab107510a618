using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;

namespace BilskyWeb.Imaging.Series;

/// <summary>
/// The diffusion weighting of an image in s/mm²: the standard's attribute (PS3.3 C.8.13.5.9), else the manufacturer's own. Canon writes it
/// into the comments. A series whose images have one is diffusion, whatever it calls itself.
/// </summary>
internal static partial class DiffusionBValue
{
    /// <summary>The manufacturers' fields hold other small numbers where nothing was weighted.</summary>
    private const double LeastPrivate = 20;

    private const double MostPrivate = 20_000;

    /// <summary>Sites' routers that add blocks of their own push the manufacturer's up by a few.</summary>
    private const int BlocksTried = 8;

    private static readonly IReadOnlyList<(DicomTag Tag, string Creator, string Manufacturer)> Private =
    [
        (DicomTag.SiemensDiffusionBValue, "SIEMENS MR HEADER", "SIEMENS"),
        (DicomTag.GeDiffusionBValue, "GEMS_PARM_01", "GE"),
        (DicomTag.PhilipsDiffusionBValue, "Philips Imaging DD 001", "PHILIPS"),
        (DicomTag.UnitedImagingDiffusionBValue, "Image Private Header", "UIH"),
    ];

    /// <summary>The value, at least 1, and where it stands; null when the image states none or 0.</summary>
    public static (double SPerMm2, string Source)? Of(FunctionalGroups groups, int frame)
    {
        if (groups.Number(frame, DicomTag.MrDiffusionSequence, DicomTag.DiffusionBValue) is >= 1 and var standard)
        {
            return (standard, "(0018,9087)");
        }

        foreach (var (usual, creator, manufacturer) in Private)
        {
            foreach (var tag in InAnyBlock(usual))
            {
                if (groups.Holder(frame, tag) is { } holder && IsOf(groups, frame, holder, tag, creator, manufacturer, tag == usual) && Number(holder, tag, usual.StandardVr) is { } number)
                {
                    // GE adds 1,000,000,000 to say that the value is exact.
                    var value = usual == DicomTag.GeDiffusionBValue ? number % 100_000 : number;
                    if (value is >= LeastPrivate and <= MostPrivate)
                    {
                        return (value, $"({tag.Group:X4},{tag.Element:X4})");
                    }
                }
            }
        }

        return groups.Text(frame, DicomTag.ImageComments) is { } comments && Comment().Match(comments) is { Success: true } match
            && double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is >= 1 and var commented
                ? (commented, "(0020,4000)")
                : null;
    }

    /// <summary>The block of a private element is whichever was free when it was written (PS3.5 7.8.1): of the first few of them, the usual one first.</summary>
    private static IEnumerable<DicomTag> InAnyBlock(DicomTag usual) =>
        Enumerable.Range(0, BlocksTried).Select(block => new DicomTag(usual.Group, (ushort)(usual.Element + (block << 8))));

    /// <summary>A private tag means what its creator says; where the creator was removed, what its manufacturer means by the usual one.</summary>
    private static bool IsOf(FunctionalGroups groups, int frame, DicomDataset holder, DicomTag tag, string creator, string manufacturer, bool isUsual) =>
        holder.GetString(new DicomTag(tag.Group, (ushort)(tag.Element >> 8))) is { } stated
            ? stated.Trim() == creator
            : isUsual && groups.Text(frame, DicomTag.Manufacturer)?.StartsWith(manufacturer, StringComparison.OrdinalIgnoreCase) == true;

    private static double? Number(DicomDataset holder, DicomTag tag, string? vr) =>
        holder.GetDouble(tag) ?? (holder.GetBytes(tag) is { Length: > 0 } bytes ? FromBytes(vr, bytes.Span) : null);

    /// <summary>A relay that does not know a private tag hands on its bytes.</summary>
    private static double? FromBytes(string? vr, ReadOnlySpan<byte> bytes) => vr switch
    {
        "FL" when bytes.Length >= 4 => BinaryPrimitives.ReadSingleLittleEndian(bytes) is var single && float.IsFinite(single) ? single : null,
        "FD" when bytes.Length >= 8 => BinaryPrimitives.ReadDoubleLittleEndian(bytes) is var real && double.IsFinite(real) ? real : null,
        "IS" => double.TryParse(Encoding.ASCII.GetString(bytes).Split('\\')[0].Trim(' ', '\0'), NumberStyles.Float, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        _ => null,
    };

    /// <summary>Canon: <c>b=1500(0.445,0.000,0.895)</c>.</summary>
    [GeneratedRegex(@"\bb ?= ?(\d{1,5}(?:\.\d+)?) ?\(")]
    private static partial Regex Comment();
}
