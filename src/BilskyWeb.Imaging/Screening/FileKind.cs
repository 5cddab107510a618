using System.Text;

namespace BilskyWeb.Imaging.Screening;

/// <summary>Says what a file that is no DICOM is, from its first bytes, so that the sentence can help.</summary>
internal static class FileKind
{
    /// <summary>True when the first bytes tell what the file is.</summary>
    internal static bool IsKnown(ReadOnlySpan<byte> start) => start.StartsWith("%PDF"u8) || start.StartsWith("PK"u8) || Name(start) is not null;

    internal static string Describe(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("%PDF"u8))
        {
            return "This is a PDF, not a DICOM image. Reports belong in the clinical note; send the images.";
        }

        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8))
        {
            return "This is a ZIP file within the upload. Unpack it, or send it by itself.";
        }

        var name = Name(start);
        return name switch
        {
            "NIfTI" or "JPEG" or "PNG" or "TIFF" or "BMP" or "GIF" =>
                $"This is a {name} picture, not DICOM: it lacks the geometry that grading needs. Export the original DICOM files from the PACS.",
            not null => $"This is {name}, not a DICOM file. It was left out.",
            null => "This is not a DICOM file: it has no DICM mark and does not begin like an image's attributes. It was left out.",
        };
    }

    private static string? Name(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
        {
            return "JPEG";
        }

        if (start.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            return "PNG";
        }

        if (start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8))
        {
            return "TIFF";
        }

        if (start.StartsWith("GIF8"u8))
        {
            return "GIF";
        }

        if (start.StartsWith("BM"u8) && start.Length > 14 && start[6] == 0)
        {
            return "BMP";
        }

        if (start.StartsWith<byte>([0x5C, 0x01, 0, 0]) || start.StartsWith<byte>([0, 0, 0x01, 0x5C]))
        {
            return "NIfTI";
        }

        if (start.StartsWith<byte>([0x1F, 0x8B]) || start.StartsWith("7z\xBC"u8[..2]) || start.StartsWith("Rar!"u8))
        {
            return "a compressed archive";
        }

        if (start.StartsWith("MZ"u8) || start.StartsWith<byte>([0x7F, (byte)'E', (byte)'L', (byte)'F']))
        {
            return "a program";
        }

        return IsText(start) ? "a text file" : null;
    }

    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (var b in start)
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
            {
                return false;
            }
        }

        // A cut character at the end of the sample is no sign against text.
        return start.Length > 0 && new UTF8Encoding(false, false).GetString(start).Count(c => c == '\uFFFD') <= 1;
    }
}
