using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>Makes and checks unique identifiers (PS3.5 section 9 and Annex B.2: <c>2.25.</c> followed by a UUID as a decimal number).</summary>
public static class DicomUid
{
    /// <summary>MR Image Storage.</summary>
    public const string MrImageStorage = "1.2.840.10008.5.1.4.1.1.4";

    /// <summary>Enhanced MR Image Storage.</summary>
    public const string EnhancedMrImageStorage = "1.2.840.10008.5.1.4.1.1.4.1";

    /// <summary>Secondary Capture Image Storage.</summary>
    public const string SecondaryCaptureImageStorage = "1.2.840.10008.5.1.4.1.1.7";

    /// <summary>Key Object Selection Document Storage.</summary>
    public const string KeyObjectSelectionStorage = "1.2.840.10008.5.1.4.1.1.88.59";

    /// <summary>Comprehensive 3D SR Storage.</summary>
    public const string Comprehensive3DSrStorage = "1.2.840.10008.5.1.4.1.1.88.34";

    /// <summary>Explicit VR Little Endian, what <see cref="Part10Writer"/> writes.</summary>
    public const string ExplicitVrLittleEndian = "1.2.840.10008.1.2.1";

    /// <summary>Names BilskyWeb as the writer of a file (a fixed UUID, so that it never changes).</summary>
    public static string ImplementationClass { get; } = FromSeed("BilskyWeb implementation class");

    /// <summary>A new random identifier.</summary>
    public static string New() => FromUuid(RandomNumberGenerator.GetBytes(16));

    /// <summary>The identifier that belongs to a seed: the same seed gives the same identifier on every machine.</summary>
    /// <param name="seed">Any text, for example <c>phantom/7/study/3/series/1</c>.</param>
    public static string FromSeed(string seed)
    {
        ArgumentNullException.ThrowIfNull(seed);
        return FromUuid(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, 16));
    }

    /// <summary>True for digits and dots, at most 64 characters, no empty component and no leading zero in one.</summary>
    /// <param name="text">The identifier without padding.</param>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 64)
        {
            return false;
        }

        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == '.')
            {
                if (i == start || (i - start > 1 && text[start] == '0'))
                {
                    return false;
                }

                start = i + 1;
            }
            else if (!char.IsAsciiDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for what every reader can live with: as <see cref="IsValid"/>, but a component may begin with a zero, as some scanners write it.</summary>
    internal static bool IsUsable(string text) =>
        text.Length is > 0 and <= 64
        && text.All(c => char.IsAsciiDigit(c) || c == '.')
        && text[0] != '.' && text[^1] != '.' && !text.Contains("..", StringComparison.Ordinal);

    private static string FromUuid(ReadOnlySpan<byte> random)
    {
        Span<byte> uuid = stackalloc byte[16];
        random.CopyTo(uuid);
        // RFC 9562 version 8 (custom) and variant bits: Annex B.2 asks for a UUID, not for any 128 bits.
        uuid[6] = (byte)((uuid[6] & 0x0F) | 0x80);
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        var number = new UInt128(BinaryPrimitives.ReadUInt64BigEndian(uuid), BinaryPrimitives.ReadUInt64BigEndian(uuid[8..]));
        return $"2.25.{number}";
    }
}
