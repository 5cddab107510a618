using System.Collections.Frozen;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>How a data set is encoded (PS3.5 section 10).</summary>
/// <param name="Uid">Its identifier.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="IsSupported">True when the archive can hand out its frames uncompressed.</param>
internal sealed record TransferSyntax(string Uid, string Name, bool IsSupported)
{
    private const string Prefix = "1.2.840.10008.1.2";

    private static readonly FrozenDictionary<string, TransferSyntax> Known = new TransferSyntax[]
    {
        new(Prefix, "Implicit VR Little Endian", true),
        new(Prefix + ".1", "Explicit VR Little Endian", true),
        new(Prefix + ".1.99", "Deflated Explicit VR Little Endian", true),
        new(Prefix + ".2", "Explicit VR Big Endian", true),
        new(Prefix + ".5", "RLE Lossless", true),
        new(Prefix + ".4.50", "JPEG Baseline", true),
        new(Prefix + ".4.51", "JPEG Extended", true),
        new(Prefix + ".4.57", "JPEG Lossless", true),
        new(Prefix + ".4.70", "JPEG Lossless, first-order prediction", true),
        new(Prefix + ".4.80", "JPEG-LS Lossless", true),
        new(Prefix + ".4.81", "JPEG-LS Near-Lossless", true),
        new(Prefix + ".4.90", "JPEG 2000 Lossless", true),
        new(Prefix + ".4.91", "JPEG 2000", true),
        new(Prefix + ".1.98", "Encapsulated Uncompressed Explicit VR Little Endian", false),
        new(Prefix + ".4.92", "JPEG 2000 Part 2 Lossless", false),
        new(Prefix + ".4.93", "JPEG 2000 Part 2", false),
        new(Prefix + ".4.94", "JPIP Referenced", false),
        new(Prefix + ".4.95", "JPIP Referenced Deflate", false),
        new(Prefix + ".4.100", "MPEG-2 Main Profile", false),
        new(Prefix + ".4.101", "MPEG-2 High Profile", false),
        new(Prefix + ".4.102", "MPEG-4 AVC/H.264 High Profile", false),
        new(Prefix + ".4.103", "MPEG-4 AVC/H.264 BD-compatible", false),
        new(Prefix + ".4.104", "MPEG-4 AVC/H.264 for 2D video", false),
        new(Prefix + ".4.105", "MPEG-4 AVC/H.264 for 3D video", false),
        new(Prefix + ".4.106", "MPEG-4 AVC/H.264 Stereo", false),
        new(Prefix + ".4.107", "HEVC/H.265 Main Profile", false),
        new(Prefix + ".4.108", "HEVC/H.265 Main 10 Profile", false),
        new(Prefix + ".4.110", "JPEG XL Lossless", false),
        new(Prefix + ".4.111", "JPEG XL JPEG Recompression", false),
        new(Prefix + ".4.112", "JPEG XL", false),
        new(Prefix + ".4.201", "High-Throughput JPEG 2000 Lossless", false),
        new(Prefix + ".4.202", "High-Throughput JPEG 2000 with RPCL Lossless", false),
        new(Prefix + ".4.203", "High-Throughput JPEG 2000", false),
        new(Prefix + ".6.1", "RFC 2557 MIME encapsulation", false),
        new(Prefix + ".6.2", "XML Encoding", false),
        new("1.2.840.113619.5.2", "GE private implicit VR with big endian pixels", false),
    }.ToFrozenDictionary(syntax => syntax.Uid);

    internal static TransferSyntax ImplicitLittleEndian { get; } = Known[Prefix];

    internal static TransferSyntax ExplicitLittleEndian { get; } = Known[Prefix + ".1"];

    internal static TransferSyntax ExplicitBigEndian { get; } = Known[Prefix + ".2"];

    internal bool IsImplicit => Uid == Prefix;

    internal bool IsBigEndian => Uid == Prefix + ".2";

    internal bool IsDeflated => Uid == Prefix + ".1.99";

    /// <summary>Pixel data in fragments rather than as plain samples.</summary>
    internal bool IsEncapsulated => Uid == Prefix + ".5" || Uid.StartsWith(Prefix + ".4.", StringComparison.Ordinal);

    /// <summary>The entry for an identifier; one that is not known here is not supported and bears no name.</summary>
    internal static TransferSyntax Of(string uid) => Known.GetValueOrDefault(uid) ?? new TransferSyntax(uid, "", false);
}
