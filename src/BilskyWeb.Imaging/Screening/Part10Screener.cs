using System.IO.Compression;
using BilskyWeb.Core;
using BilskyWeb.Core.Clinical;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>
/// Walks an uploaded DICOM file (PS3.10) within <see cref="ScreeningLimits"/> before anything else may read it.
/// Decodes no pixels, holds a small window of the file in memory, takes time linear in the file's size. Thread-safe.
/// </summary>
/// <param name="limits">How much one file may ask.</param>
public sealed class Part10Screener(ScreeningLimits limits)
{
    private const int SampleBytes = 512;

    // A ratio says nothing about small files: a few hundred bytes may rightly inflate to a blank overlay.
    private const long FreeInflation = 4 << 20;

    /// <summary>How much one file may ask.</summary>
    public ScreeningLimits Limits { get; } = limits;

    /// <summary>Screens one file. Hostile content gives a result, never an exception.</summary>
    /// <param name="file">Readable and seekable; read from its beginning; stays open.</param>
    /// <param name="cancellation">Stops the walk.</param>
    /// <exception cref="IOException">The stream itself failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<ScreeningResult> ScreenAsync(Stream file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        cancellation.ThrowIfCancellationRequested();
        var length = file.Length;
        if (length == 0)
        {
            return new ScreeningResult(ScreeningOutcome.NotDicom, ScreeningCodes.Empty, "The file is empty. It was left out.");
        }

        if (length > Limits.MaxFileBytes)
        {
            return new ScreeningResult(
                ScreeningOutcome.Rejected, ScreeningCodes.TooLarge, $"The file is larger than {Limits.MaxFileBytes >> 20} MB, which no spine MRI is. It was not stored.");
        }

        file.Position = 0;
        var window = new ByteWindow(file, length, 0);
        await window.EnsureAsync((int)Math.Min(SampleBytes, length), cancellation).ConfigureAwait(false);
        var sample = window.Span[..Math.Min(SampleBytes, window.Span.Length)].ToArray();
        var (head, finding) = await FileHead.ReadAsync(window, cancellation).ConfigureAwait(false);
        if (head is null)
        {
            return finding is null ? NotDicom(sample) : Rejected(finding);
        }

        if (head.SopClassUid == StorageClass.MediaStorageDirectory)
        {
            return Dicomdir();
        }

        var syntax = head.TransferSyntaxUid is { } uid ? TransferSyntax.Of(uid) : FileHead.Detect(window.Span);
        if (syntax is null)
        {
            return head.HasMark
                ? Rejected(Finding.Malformed(window.Span.IsEmpty ? "it ends behind its head" : "it does not say how it is encoded"))
                : NotDicom(sample);
        }

        if (!syntax.IsSupported)
        {
            return Unsupported(syntax);
        }

        // What the head says and how the attributes are written may differ. The first attribute shows how they are; whether the file is so to
        // its end, with the pixels that it says it has, makes it certain.
        var found = head.TransferSyntaxUid is not null && !syntax.IsDeflated ? FileHead.Detect(window.Span) : null;
        if (found is null || (found.IsImplicit == syntax.IsImplicit && found.IsBigEndian == syntax.IsBigEndian))
        {
            return await ScreenDatasetAsync(file, window, head, syntax, sample, null, cancellation).ConfigureAwait(false);
        }

        var note = $"It says that it is written as {syntax.Name} and is written as {found.Name}. It was read, and is stored as what it is.";
        var screened = syntax.IsEncapsulated ? null : await ScreenDatasetAsync(file, window, head, found, sample, note, cancellation).ConfigureAwait(false);
        return screened is null or { Code: ScreeningCodes.Malformed or ScreeningCodes.Truncated } ? Rejected(Finding.OtherEncoding(syntax.Name, found.Name)) : screened;
    }

    /// <summary>
    /// SHA-256 of what a file says, whatever way it is written: two files with the same digest hold the same image, even if one went through
    /// another program on its way. Compressed and plain pixel data differ, as do the byte orders.
    /// </summary>
    /// <param name="file">Readable and seekable; read from its beginning; stays open.</param>
    /// <param name="withoutPatient">Leaves out who the patient is, so that an image can be told from its twin under another name.</param>
    /// <param name="cancellation">Stops the walk.</param>
    /// <returns>Null when the file is none that screening accepts, or a part of it is not understood.</returns>
    public async Task<byte[]?> DigestAsync(Stream file, bool withoutPatient, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Position = 0;
        var window = new ByteWindow(file, file.Length, 0);
        var (head, _) = await FileHead.ReadAsync(window, cancellation).ConfigureAwait(false);
        if (head is null || (head.TransferSyntaxUid is { } uid ? TransferSyntax.Of(uid) : FileHead.Detect(window.Span)) is not { IsSupported: true } syntax)
        {
            return null;
        }

        using var digest = new ContentDigest(withoutPatient);
        var (_, finding) = await WalkAsync(file, window, head, syntax, digest, cancellation).ConfigureAwait(false);
        return finding is null ? digest.Finish() : null;
    }

    /// <summary>
    /// Reads what a stored file says of itself before its pixels: the very values that screening shows, where the archive's own JSON answers
    /// lose letters of other scripts and numbers that it cannot read.
    /// </summary>
    /// <param name="file">Read forward from where it stands, and not beyond what stands before the pixel data; stays open.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The attributes, with the file's transfer syntax as (0008,3002); null when the head is damaged or beyond the limits, or the file is deflated.</returns>
    /// <exception cref="IOException">The stream itself failed.</exception>
    public async Task<DicomDataset?> ReadHeadAsync(Stream file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        var window = new ByteWindow(file, long.MaxValue, 0, Limits.MaxFileBytes);
        var (head, _) = await FileHead.ReadAsync(window, cancellation).ConfigureAwait(false);
        if (head is null || (head.TransferSyntaxUid is { } uid ? TransferSyntax.Of(uid) : FileHead.Detect(window.Span)) is not { IsSupported: true, IsDeflated: false } syntax)
        {
            return null;
        }

        var walk = new DatasetWalk(window, syntax, Limits, stopBefore: DicomTag.FloatPixelData);
        return await walk.RunAsync(cancellation).ConfigureAwait(false) is null ? walk.Kept.ToDataset().Set(DicomTag.AvailableTransferSyntaxUid, syntax.Uid) : null;
    }

    /// <summary>
    /// Writes a file onward as another patient's: his ID, name, birth date and sex replaced, other names and numbers of the former one left
    /// out, everything else, identifiers and pixels above all, byte for byte as it is.
    /// </summary>
    /// <param name="file">Readable and seekable; read from its beginning; stays open.</param>
    /// <param name="patient">Whose the image is.</param>
    /// <param name="output">Receives the file; stays open.</param>
    /// <param name="cancellation">Stops the copy.</param>
    /// <returns>Done, or why it cannot be written.</returns>
    public Task<Result<Done>> CopyForPatientAsync(Stream file, PatientIdentity patient, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return CopyChangedAsync(file, output, (syntax, walk) => PatientCopy.WriteAsync(file, syntax, walk, patient, output, cancellation), cancellation);
    }

    /// <summary>Copies a file under other identifiers. References to other images are left out; all else stays byte for byte.</summary>
    /// <param name="file">A file that was screened: readable, seekable; its position changes.</param>
    /// <param name="uids">The identifiers.</param>
    /// <param name="output">Receives the file; stays open.</param>
    /// <param name="cancellation">Stops the copy.</param>
    /// <returns><see cref="IdentityNotWritable"/> when the file is of a kind that is not rewritten.</returns>
    public Task<Result<Done>> CopyWithUidsAsync(Stream file, InstanceUids uids, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(uids);
        return CopyChangedAsync(file, output, (syntax, walk) => UidCopy.WriteAsync(file, syntax, walk, uids, output, cancellation), cancellation);
    }

    private async Task<Result<Done>> CopyChangedAsync(Stream file, Stream output, Func<TransferSyntax, DatasetWalk, Task<Result<Done>>> write, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(output);
        file.Position = 0;
        var window = new ByteWindow(file, file.Length, 0);
        var (head, _) = await FileHead.ReadAsync(window, cancellation).ConfigureAwait(false);
        if (head?.TransferSyntaxUid is not { } uid || TransferSyntax.Of(uid) is not { IsSupported: true, IsDeflated: false } syntax)
        {
            return new IdentityNotWritable("it is written in a way that is not rewritten here");
        }

        var (walk, finding) = await WalkAsync(file, window, head, syntax, null, cancellation).ConfigureAwait(false);
        return finding is not null ? new IdentityNotWritable("it is damaged") : await write(syntax, walk).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes an accepted file onward with the preamble zeroed, a meta header made anew and nothing behind the data set,
    /// so that no other format can hide around the DICOM (the PS3.10 preamble attack). The data set's bytes are unchanged,
    /// but a deflated one goes on inflated: the archive's own inflation has no limit.
    /// </summary>
    /// <param name="file">The stream that was screened.</param>
    /// <param name="header">What screening returned for it.</param>
    /// <param name="output">Receives the file; need not be seekable; stays open.</param>
    /// <param name="cancellation">Stops the copy.</param>
    /// <exception cref="IOException">A stream failed, or the file has become shorter since it was screened.</exception>
    public static Task CopyAsync(Stream file, ScreenedHeader header, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(output);
        return ScreenedCopy.WriteAsync(file, header, output, cancellation);
    }

    /// <summary>The bytes that <see cref="CopyAsync"/> will write.</summary>
    public static long CopyLength(ScreenedHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return ScreenedCopy.Length(header);
    }

    private async Task<ScreeningResult> ScreenDatasetAsync(
        Stream file, ByteWindow window, FileHead head, TransferSyntax syntax, byte[] sample, string? note, CancellationToken cancellation)
    {
        var (walk, finding) = await WalkAsync(file, window, head, syntax, null, cancellation).ConfigureAwait(false);
        var attributes = walk.Kept.ToDataset();
        if (finding is not null && !head.HasMark && head.TransferSyntaxUid is null && !attributes.Contains(DicomTag.SopClassUid))
        {
            return NotDicom(sample);
        }

        // Of a cut-off file that is too large anyway, the size is what its sender should hear of.
        finding = finding?.Code == ScreeningCodes.Truncated ? ImageCheck.Size(attributes, Limits) ?? finding : finding;
        if (finding is not null)
        {
            return Rejected(finding);
        }

        if (walk.MissingEnd.Length > 0)
        {
            if (walk.Pixels is null && StorageClass.IsImage(attributes.GetString(DicomTag.SopClassUid) ?? ""))
            {
                return Rejected(Finding.Truncated);
            }

            note = string.Join(' ', new[] { note, "The mark that ends its last sequence is missing at the very end. It was read, and is stored with one." }.Where(n => n is not null));
        }

        if (walk.Has(DicomTag.DirectoryRecordSequence))
        {
            return Dicomdir();
        }

        if ((Kind(attributes) ?? Identity(attributes) ?? Content(attributes, walk.Pixels)) is { } fault)
        {
            return Rejected(fault);
        }

        attributes.Set(DicomTag.AvailableTransferSyntaxUid, syntax.Uid);
        var (offset, bytes) = syntax.IsDeflated ? (head.DatasetOffset, walk.EndPosition) : (head.DatasetOffset, walk.EndPosition - head.DatasetOffset);
        return new ScreeningResult(
            ScreeningOutcome.Accepted, ScreeningCodes.Accepted, note ?? "Checked.", new ScreenedHeader(syntax.Uid, attributes, offset, bytes, walk.MissingEnd, note));
    }

    private async Task<(DatasetWalk Walk, Finding? Finding)> WalkAsync(
        Stream file, ByteWindow window, FileHead head, TransferSyntax syntax, ContentDigest? digest, CancellationToken cancellation)
    {
        if (!syntax.IsDeflated)
        {
            var plain = new DatasetWalk(window, syntax, Limits, digest);
            return (plain, await plain.RunAsync(cancellation).ConfigureAwait(false));
        }

        var deflated = file.Length - head.DatasetOffset;
        file.Position = head.DatasetOffset;
        var budget = Math.Min(Limits.MaxInflatedBytes, Math.Max(FreeInflation, deflated * Limits.MaxInflationRatio));
        using var inflater = new DeflateStream(file, CompressionMode.Decompress, leaveOpen: true);
        var walk = new DatasetWalk(new ByteWindow(inflater, long.MaxValue, 0, budget), syntax, Limits, digest);
        try
        {
            return (walk, await walk.RunAsync(cancellation).ConfigureAwait(false));
        }
        catch (InvalidDataException)
        {
            return (walk, Finding.DeflateBroken);
        }
    }

    private static Finding? Kind(DicomDataset attributes)
    {
        var sopClass = attributes.GetString(DicomTag.SopClassUid);
        return sopClass is null || !DicomUid.IsUsable(sopClass) || StorageClass.IsImage(sopClass) || StorageClass.IsDocument(sopClass)
            ? null
            : new Finding(
                ScreeningCodes.UnsupportedSopClass,
                $"This is {StorageClass.NameOfOther(sopClass)}. Images, reports, key objects and presentation states are stored; it was left out.");
    }

    private static Finding? Identity(DicomDataset attributes)
    {
        foreach (var (tag, name) in new[]
        {
            (DicomTag.SopClassUid, "SOP Class UID"),
            (DicomTag.SopInstanceUid, "SOP Instance UID"),
            (DicomTag.StudyInstanceUid, "Study Instance UID"),
            (DicomTag.SeriesInstanceUid, "Series Instance UID"),
        })
        {
            if (attributes.GetString(tag) is not { } uid)
            {
                return Finding.MissingUid(name);
            }

            if (!DicomUid.IsUsable(uid) || attributes.GetStrings(tag).Count != 1)
            {
                return Finding.InvalidUid(name);
            }
        }

        return null;
    }

    private Finding? Content(DicomDataset attributes, PixelElement? pixels)
    {
        if (pixels is not null)
        {
            return ImageCheck.Pixels(attributes, pixels, Limits);
        }

        var isImage = StorageClass.IsImage(attributes.GetString(DicomTag.SopClassUid)!);
        return ImageCheck.Size(attributes, Limits) ?? (isImage ? Finding.PixelDataMismatch("it has no pixel data") : null);
    }

    private static ScreeningResult Rejected(Finding finding) => new(ScreeningOutcome.Rejected, finding.Code, finding.Message);

    private static ScreeningResult NotDicom(byte[] sample) => new(ScreeningOutcome.NotDicom, ScreeningCodes.NotDicom, FileKind.Describe(sample)) { IsUnknownKind = !FileKind.IsKnown(sample) };

    private static ScreeningResult Dicomdir() => new(
        ScreeningOutcome.Dicomdir, ScreeningCodes.Dicomdir, "This is a DICOMDIR, the table of contents of a disc. It holds no image and was left out.");

    private static ScreeningResult Unsupported(TransferSyntax syntax)
    {
        // An unknown identifier is the file's own text: repeated only if it is digits and dots.
        var name = syntax.Name.Length > 0 ? syntax.Name : DicomUid.IsUsable(syntax.Uid) ? syntax.Uid : "an unknown encoding";
        return new ScreeningResult(
            ScreeningOutcome.Rejected, ScreeningCodes.UnsupportedTransferSyntax, $"The file is encoded as {name}, which is not supported. Export it uncompressed (Explicit VR Little Endian).");
    }
}
