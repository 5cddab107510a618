using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>
/// Reads what a refused file still says of itself, so that its study can be told that something of it is missing. Nothing here makes a file
/// acceptable, and nothing of it is stored as an image.
/// </summary>
internal static class LostHead
{
    /// <summary>Identification (groups 0008 and 0020) stands well within this in any image of a scanner.</summary>
    private const int ScannedBytes = ByteWindow.Size;

    // Where the attributes cannot be walked, the identifiers are looked for as bytes: (0002,0003) is the SOP instance too (PS3.10 section 7.1).
    private static readonly (DicomTag Mark, DicomTag Meant)[] Identifiers =
    [
        (DicomTag.StudyInstanceUid, DicomTag.StudyInstanceUid),
        (DicomTag.SeriesInstanceUid, DicomTag.SeriesInstanceUid),
        (DicomTag.SopInstanceUid, DicomTag.SopInstanceUid),
        (DicomTag.MediaStorageSopInstanceUid, DicomTag.SopInstanceUid),
    ];

    /// <param name="file">Readable and seekable; its position changes.</param>
    /// <param name="limits">How much the file may ask.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The attributes that could be read; identifiers among them are usable ones. Empty when there are none.</returns>
    /// <exception cref="IOException">The stream itself failed.</exception>
    public static async Task<DicomDataset> ReadAsync(Stream file, ScreeningLimits limits, CancellationToken cancellation)
    {
        var said = await WalkAsync(file, limits, cancellation).ConfigureAwait(false);
        foreach (var tag in Identifiers.Select(i => i.Meant).Distinct().Where(tag => said.GetString(tag) is { } uid && !DicomUid.IsUsable(uid)))
        {
            said.Remove(tag);
        }

        if (Identifiers.All(i => said.Contains(i.Meant)))
        {
            return said;
        }

        file.Position = 0;
        var start = new byte[Math.Min(ScannedBytes, file.Length)];
        var bytes = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        foreach (var (mark, meant) in Identifiers)
        {
            if (!said.Contains(meant) && Find(start.AsSpan(0, bytes), mark) is { } uid)
            {
                said.Set(meant, uid);
            }
        }

        return said;
    }

    private static async Task<DicomDataset> WalkAsync(Stream file, ScreeningLimits limits, CancellationToken cancellation)
    {
        file.Position = 0;
        var window = new ByteWindow(file, file.Length, 0);
        var (head, _) = await FileHead.ReadAsync(window, cancellation).ConfigureAwait(false);
        if (head is null)
        {
            return new DicomDataset();
        }

        var stated = head.TransferSyntaxUid is { } uid ? TransferSyntax.Of(uid) : null;
        Stream? inflater = null;
        try
        {
            if (stated is { IsDeflated: true })
            {
                file.Position = head.DatasetOffset;
                inflater = new DeflateStream(file, CompressionMode.Decompress, leaveOpen: true);
                window = new ByteWindow(inflater, long.MaxValue, 0, limits.MaxInflatedBytes);
            }

            // How the attributes are written shows on them; what the head says may be the very fault.
            var syntax = (stated is { IsDeflated: true } ? null : FileHead.Detect(window.Span)) ?? (stated is { IsImplicit: true } ? stated : TransferSyntax.ExplicitLittleEndian);
            var walk = new DatasetWalk(window, syntax, limits, stopBefore: DicomTag.FloatPixelData);
            try
            {
                await walk.RunAsync(cancellation).ConfigureAwait(false);
            }
            catch (InvalidDataException)
            {
                // The deflated part breaks off; what came before it counts.
            }

            return walk.Kept.ToDataset();
        }
        finally
        {
            inflater?.Dispose();
        }
    }

    /// <summary>The one identifier under a tag, little endian; null when there is none or several, of which nobody can say which is the image's.</summary>
    private static string? Find(ReadOnlySpan<byte> bytes, DicomTag tag)
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(mark, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(mark[2..], tag.Element);
        string? found = null;
        for (var at = 0; at + 8 <= bytes.Length; at++)
        {
            if (!bytes[at..].StartsWith(mark))
            {
                continue;
            }

            var length = bytes.Slice(at + 4, 2).SequenceEqual("UI"u8) ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 6)..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 4)..]);
            if (length is 0 or > 64 || at + 8 + length > bytes.Length)
            {
                continue;
            }

            var uid = Encoding.Latin1.GetString(bytes.Slice(at + 8, (int)length)).TrimEnd('\0', ' ');
            if (!DicomUid.IsUsable(uid))
            {
                continue;
            }

            if (found is not null && found != uid)
            {
                return null;
            }

            found = uid;
        }

        return found;
    }
}
