using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Imaging.Intake;

/// <summary>Takes untrusted files, folders and ZIPs of any size in bounded memory: every file is screened, gets an outcome, and
/// if good lies as a numbered copy with a zeroed preamble in the staging folder. One instance serves one intake (an upload, one
/// run of the <c>grade</c> command), one call at a time; the folder is the caller's to delete.</summary>
/// <param name="stagingFolder">An existing empty folder of the caller's.</param>
/// <param name="screener">Walks every file before it counts as accepted.</param>
/// <param name="limits">Hard stops.</param>
/// <param name="onItem">Told of every file once, in order, as soon as its outcome is known.</param>
public sealed class FileIntake(string stagingFolder, Part10Screener screener, IntakeLimits limits, Func<IntakeItem, CancellationToken, ValueTask> onItem)
{
    /// <summary>The code of an image whose SOP Instance UID another series of the same intake uses too.</summary>
    public const string SeriesConflict = "intake.series_conflict";

    /// <summary>The code of an image whose SOP Instance UID another image of its series uses too.</summary>
    public const string SopConflict = "intake.sop_conflict";

    private readonly Dictionary<string, (byte[] Sha256, string SeriesUid)> _takenBySopUid = new(StringComparer.Ordinal);
    private readonly StagingWriter _writer = new(stagingFolder, limits);
    private const string WorkingFile = "working.part";
    private int _files;

    /// <summary>Bytes read so far, unpacked.</summary>
    public long BytesRead => _writer.TotalBytes;

    /// <summary>Takes a file, a ZIP or a folder with all below it (links are not followed) from this machine.</summary>
    /// <returns>Done, or why the whole intake must stop (<see cref="StagingDiskFull"/>, <see cref="IntakeTooLarge"/>, <see cref="IntakeTooMany"/>).</returns>
    public async Task<Result<Done>> TakePathAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var files = Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
                .Order(StringComparer.Ordinal)
            : (IEnumerable<string>)[path];
        foreach (var file in files)
        {
            var name = Directory.Exists(path) ? Path.GetRelativePath(path, file) : Path.GetFileName(file);
            FileStream content;
            try
            {
                content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                await ReportAsync(name, 0, IntakeVerdict.Rejected, "intake.unreadable", "The file cannot be opened. Check its permissions.", cancellationToken);
                continue;
            }
            await using (content)
            {
                if (await TakeAsync(name, content, cancellationToken) is { Error: { } error })
                {
                    return error;
                }
            }
        }
        return new Done();
    }

    /// <summary>Takes one stream: a DICOM file, a ZIP (recognised by its bytes), or anything else. Reads it to its end.</summary>
    /// <param name="name">As handed over; only ever shown.</param>
    /// <param name="content">Read once, forward; a ZIP that cannot seek is spooled to the staging folder first.</param>
    /// <param name="cancellationToken">Stops between buffers.</param>
    /// <returns>Done (the outcomes went to the callback), or why the whole intake must stop.</returns>
    public async Task<Result<Done>> TakeAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(content);
        name = Clean(name);
        try
        {
            var head = new byte[FileSignature.Length];
            var headBytes = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
            if (FileSignature.IsZip(head.AsSpan(0, headBytes)))
            {
                await TakeZipAsync(name, head.AsMemory(0, headBytes), content, cancellationToken);
            }
            else
            {
                await TakeFileAsync(name, head.AsMemory(0, headBytes), content, cancellationToken);
            }
            return new Done();
        }
        catch (IntakeStoppedException stop)
        {
            return stop.Error;
        }
    }

    private async Task TakeZipAsync(string name, ReadOnlyMemory<byte> head, Stream content, CancellationToken cancellationToken)
    {
        if (content.CanSeek)
        {
            await WalkZipAsync(name, content, cancellationToken);
            return;
        }
        var spool = _writer.PathOf("spool.zip");
        await using var zip = new FileStream(spool, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        await _writer.SpoolAsync(zip, head, content, cancellationToken);
        await WalkZipAsync(name, zip, cancellationToken);
    }

    private async Task WalkZipAsync(string zipName, Stream zip, CancellationToken cancellationToken)
    {
        List<ZipEntry> entries;
        try
        {
            entries = ZipDirectory.Read(zip, limits);
        }
        catch (Exception exception) when (exception is BadZipException or EndOfStreamException)
        {
            var bad = exception as BadZipException ?? ZipDirectory.Damaged();
            await ReportAsync(zipName, zip.Length, IntakeVerdict.Rejected, bad.Code, bad.Message, cancellationToken);
            return;
        }
        if (!entries.Exists(e => !e.IsFolder))
        {
            await ReportAsync(zipName, zip.Length, IntakeVerdict.Skipped, "zip.empty", "The ZIP holds no files.", cancellationToken);
            return;
        }
        long unpacked = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (entry.IsFolder)
            {
                continue;
            }
            var name = Clean($"{zipName}/{entry.Name}");
            var before = _writer.TotalBytes;
            await TakeEntryAsync(name, zip, entry, cancellationToken);
            unpacked += _writer.TotalBytes - before;
            if (unpacked > limits.RatioFreeBytes && unpacked > zip.Length * limits.MaxRatio)
            {
                await ReportAsync(zipName, zip.Length, IntakeVerdict.Rejected, "zip.bomb",
                    $"The ZIP unpacks to more than {limits.MaxRatio:N0} times its size, as archive bombs do; its last {entries.Count - i - 1:N0} entries were not unpacked.",
                    cancellationToken);
                return;
            }
        }
    }

    private async Task TakeEntryAsync(string name, Stream zip, ZipEntry entry, CancellationToken cancellationToken)
    {
        if (SkippedByName(entry.Name) is { } reason)
        {
            await ReportAsync(name, 0, IntakeVerdict.Skipped, "intake.not_dicom", reason, cancellationToken);
            return;
        }
        if (entry.Encrypted)
        {
            await ReportAsync(name, 0, IntakeVerdict.Rejected, "zip.encrypted", "The entry is protected by a password. Pack the files again without one.", cancellationToken);
            return;
        }
        if (entry.Method is not (0 or 8))
        {
            await ReportAsync(name, 0, IntakeVerdict.Rejected, "zip.method",
                $"The entry is packed by a method ({entry.Method}) that is not read here. Pack the files again as an ordinary ZIP.", cancellationToken);
            return;
        }
        try
        {
            await using var content = ZipEntryStream.Open(zip, entry);
            var head = new byte[FileSignature.Length];
            var headBytes = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
            if (FileSignature.IsZip(head.AsSpan(0, headBytes)))
            {
                await ReportAsync(name, entry.Bytes, IntakeVerdict.Skipped, "zip.nested",
                    "A ZIP inside a ZIP is not unpacked. Unpack it and upload what it holds.", cancellationToken);
                return;
            }
            await TakeFileAsync(name, head.AsMemory(0, headBytes), content, cancellationToken, entry);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadZipException or EndOfStreamException)
        {
            await ReportAsync(name, 0, IntakeVerdict.Rejected, "zip.damaged_entry", "The ZIP entry is damaged. Pack the file again.", cancellationToken);
        }
    }

    private async Task TakeFileAsync(string name, ReadOnlyMemory<byte> head, Stream content, CancellationToken cancellationToken, ZipEntry? entry = null)
    {
        if (head.Length == 0)
        {
            await ReportAsync(name, 0, IntakeVerdict.Skipped, "intake.empty", "The file is empty.", cancellationToken);
            return;
        }
        if (FileSignature.KnownOther(head.Span) is var (code, reason))
        {
            var bytes = entry?.Bytes ?? await _writer.DrainAsync(head.Length, content, cancellationToken);
            await ReportAsync(name, bytes, IntakeVerdict.Skipped, code, reason, cancellationToken);
            return;
        }
        if (content.CanSeek)
        {
            if (_writer.CountInPlace(content.Length) is var (tooLargeCode, tooLarge))
            {
                await ReportAsync(name, content.Length, IntakeVerdict.Rejected, tooLargeCode, tooLarge, cancellationToken, content);
                return;
            }
            await ScreenAsync(name, content, cancellationToken);
            return;
        }
        try
        {
            var copy = await CopyInAsync(head, content, entry, cancellationToken);
            await using var working = _writer.OpenStaged(WorkingFile);
            if (copy.Fault is var (faultCode, fault))
            {
                await ReportAsync(name, copy.Bytes, IntakeVerdict.Rejected, faultCode, fault, cancellationToken, working);
                return;
            }
            await ScreenAsync(name, working, cancellationToken);
        }
        finally
        {
            File.Delete(_writer.PathOf(WorkingFile));
        }
    }

    /// <summary>A packed entry that breaks off leaves what came before: enough to tell whose image is lost.</summary>
    private async Task<WorkingCopy> CopyInAsync(ReadOnlyMemory<byte> head, Stream content, ZipEntry? entry, CancellationToken cancellationToken)
    {
        try
        {
            return await _writer.CopyInAsync(WorkingFile, head, content, entry, cancellationToken);
        }
        catch (Exception exception) when (entry is not null && exception is InvalidDataException or EndOfStreamException)
        {
            return new WorkingCopy(0, StagingWriter.Damaged);
        }
    }

    private async Task ScreenAsync(string name, Stream file, CancellationToken cancellationToken)
    {
        var screened = await screener.ScreenAsync(file, cancellationToken);
        if (!screened.IsAccepted)
        {
            var verdict = screened.Outcome == ScreeningOutcome.Rejected ? IntakeVerdict.Rejected : IntakeVerdict.Skipped;
            await ReportAsync(name, file.Length, verdict, screened.Code, screened.Message, cancellationToken, file, screened.IsUnknownKind);
            return;
        }
        var stagedName = (_files + 1).ToString("D6", CultureInfo.InvariantCulture) + ".dcm";
        var sha256 = await _writer.StageAsync(stagedName, file, screened.Header, cancellationToken);
        var item = Judge(name, stagedName, file.Length, sha256, screened.Header);
        if (item.StagedName is null)
        {
            File.Delete(_writer.PathOf(stagedName));
        }
        await ReportAsync(item with { Unread = UnreadFile.Of(name, item.Verdict, item.Code, item.Header?.Attributes, false) }, cancellationToken);
    }

    // One SOP Instance UID is one instance (PS3.5 chapter 9): the same bytes again are the same file, other bytes are a mistake that a person must sort out.
    private IntakeItem Judge(string name, string stagedName, long bytes, byte[] sha256, ScreenedHeader header)
    {
        if (!_takenBySopUid.TryGetValue(header.SopInstanceUid, out var known))
        {
            _takenBySopUid.Add(header.SopInstanceUid, (sha256, header.SeriesInstanceUid));
            return new IntakeItem(name, bytes, IntakeVerdict.Accepted, null, header.Note, header, stagedName);
        }
        return known.Sha256.AsSpan().SequenceEqual(sha256)
            ? new IntakeItem(name, bytes, IntakeVerdict.Duplicate, "intake.duplicate", "The same image is already in this upload; it counts once.", header, null)
            : known.SeriesUid != header.SeriesInstanceUid
            ? new IntakeItem(name, bytes, IntakeVerdict.Rejected, SeriesConflict,
                "Two series use the same image numbers (SOP Instance UIDs), so their images cannot be told apart. The series that came first was taken, this image of the other was not. Have the sender export the study again from the scanner.", header, null)
            : new IntakeItem(name, bytes, IntakeVerdict.Rejected, SopConflict,
                "Another file of this upload has the same SOP Instance UID but different content; the first was taken, this one was not. Ask the sender which is right.", header, null);
    }

    private async ValueTask ReportAsync(
        string name, long bytes, IntakeVerdict verdict, string code, string reason, CancellationToken cancellationToken, Stream? file = null, bool isUnknownKind = false)
    {
        var said = file is not null && (verdict == IntakeVerdict.Rejected || isUnknownKind) ? await LostHead.ReadAsync(file, screener.Limits, cancellationToken) : null;
        await ReportAsync(new IntakeItem(name, bytes, verdict, code, reason, null, null) { Unread = UnreadFile.Of(name, verdict, code, said, isUnknownKind) }, cancellationToken);
    }

    private ValueTask ReportAsync(IntakeItem item, CancellationToken cancellationToken) =>
        ++_files > limits.MaxFiles ? throw new IntakeStoppedException(new IntakeTooMany(limits.MaxFiles)) : onItem(item, cancellationToken);

    private static string? SkippedByName(string entryName)
    {
        var parts = entryName.Split('/', '\\');
        return parts.Contains("__MACOSX", StringComparer.Ordinal) || parts[^1].StartsWith("._", StringComparison.Ordinal) || parts[^1] is ".DS_Store" or "Thumbs.db"
            ? "A file that the operating system added when packing; left out." : null;
    }

    private static string Clean(string name)
    {
        var clean = string.Concat(name.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));
        return clean.Length <= 400 ? clean : "…" + clean[^399..];
    }
}
