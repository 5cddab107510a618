using System.Text;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>What stands before the data set: preamble, mark and meta header (PS3.10 section 7.1), each of which may be missing.</summary>
/// <param name="HasMark">The file says DICM at byte 128.</param>
/// <param name="SopClassUid">As the meta header says; null when it does not.</param>
/// <param name="TransferSyntaxUid">As the meta header says; null when it does not.</param>
/// <param name="DatasetOffset">Where the data set begins.</param>
internal sealed record FileHead(bool HasMark, string? SopClassUid, string? TransferSyntaxUid, long DatasetOffset)
{
    internal const int PreambleBytes = 128;

    private const int MaxElements = 64;

    /// <summary>Reads the head and leaves the window at the data set.</summary>
    /// <returns>The head or what is wrong with it; neither when this is no DICOM file.</returns>
    internal static async ValueTask<(FileHead? Head, Finding? Finding)> ReadAsync(ByteWindow window, CancellationToken cancellation)
    {
        var hasMark = await window.EnsureAsync(PreambleBytes + 4, cancellation).ConfigureAwait(false)
            && window.Span.Slice(PreambleBytes, 4).SequenceEqual("DICM"u8);
        if (hasMark)
        {
            window.Advance(PreambleBytes + 4);
        }

        string? sopClass = null, syntax = null;
        for (var count = 0; ; count++)
        {
            await window.EnsureAsync(ElementHeader.MaxSize, cancellation).ConfigureAwait(false);
            if (window.Span.Length < ElementHeader.MinSize || !window.Span.StartsWith<byte>([2, 0]))
            {
                break;
            }

            if (count == MaxElements)
            {
                return (null, Finding.TooManyElements(MaxElements));
            }

            if (ElementHeader.Read(window.Span, false, false, out var header) is { } broken)
            {
                return (null, hasMark ? broken : null);
            }

            if (header.IsUndefined || header.Length > window.Length - window.Position - header.Size)
            {
                return (null, hasMark ? Finding.Truncated : null);
            }

            window.Advance(header.Size);
            if (header.Vr == "UI" && header.Length <= 128)
            {
                await window.EnsureAsync((int)header.Length, cancellation).ConfigureAwait(false);
                var value = Encoding.Latin1.GetString(window.Span[..(int)header.Length]).Trim(' ', '\0');
                sopClass = header.Tag == DicomTag.MediaStorageSopClassUid && value.Length > 0 ? value : sopClass;
                syntax = header.Tag == DicomTag.TransferSyntaxUid && value.Length > 0 ? value : syntax;
            }

            if (!await window.SkipAsync(header.Length, cancellation).ConfigureAwait(false))
            {
                return (null, Finding.Truncated);
            }
        }

        return (new FileHead(hasMark, sopClass, syntax, window.Position), null);
    }

    /// <summary>
    /// Finds the encoding of a data set whose meta header does not say, from its first attribute: identification (group 0008)
    /// always comes first in an image. Null when it does not look like one.
    /// </summary>
    internal static TransferSyntax? Detect(ReadOnlySpan<byte> start)
    {
        if (start.Length < ElementHeader.MinSize)
        {
            return null;
        }

        var hasVr = ElementHeader.VrAt(start[4..]) is not null;
        return (start[0], start[1]) switch
        {
            (8, 0) when hasVr => TransferSyntax.ExplicitLittleEndian,
            (0, 8) when hasVr => TransferSyntax.ExplicitBigEndian,
            // The first attribute of an implicit file is short: a character set, an image type or a group length.
            (8, 0) when start[6] == 0 && start[7] == 0 && start[5] < 2 => TransferSyntax.ImplicitLittleEndian,
            _ => null,
        };
    }
}
