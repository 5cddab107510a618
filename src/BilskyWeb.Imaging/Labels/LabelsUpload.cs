using System.Globalization;
using System.IO.Hashing;
using BilskyWeb.Core;
using BilskyWeb.Imaging.Intake;

namespace BilskyWeb.Imaging.Labels;

/// <summary>
/// Reads labels that somebody sends: <c>labels.csv</c>, one Pascal VOC file, or a ZIP of either. Anybody may have made the file, so that everything has a
/// bound: entries, bytes of each and of all together. Names in a ZIP are only ever shown, never used as paths; what is no label in it is not unpacked.
/// Of <c>labels.csv</c> and Pascal VOC files side by side the table is read, as in a folder of images, and the others are counted.
/// </summary>
public static class LabelsUpload
{
    /// <summary>Most bytes of the file as sent. Images may lie beside the labels in a ZIP.</summary>
    public const long MostBytes = 2L << 30;

    private const int MostTableBytes = 64 << 20;
    private const int MostVocBytes = 4 * PascalVoc.MostCharacters;
    private const long MostUnpackedBytes = 256L << 20;

    private static readonly IntakeLimits Limits = new() { MaxFiles = 100_000 };

    /// <summary>Reads all labels. A file that holds none gives one error.</summary>
    /// <param name="file">Seekable, at its start.</param>
    /// <param name="name">As handed over; only ever shown.</param>
    /// <param name="cancellationToken">Cancels between entries.</param>
    public static async Task<FoundLabels> ReadAsync(Stream file, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        name = Shown(name);
        var head = new byte[4];
        var read = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        file.Position = 0;
        if (FileSignature.IsZip(head.AsSpan(0, read)))
            return await ReadZipAsync(file, name, cancellationToken).ConfigureAwait(false);
        var isVoc = name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase);
        if (file.Length > (isVoc ? MostVocBytes : MostTableBytes))
            return Fault($"{name} is larger than {(isVoc ? MostVocBytes : MostTableBytes) >> 10} kB. Send it in parts.");
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        bytes.Position = 0;
        return isVoc ? Voc([(name, bytes)]) : Table(bytes, name);
    }

    private static async Task<FoundLabels> ReadZipAsync(Stream zip, string name, CancellationToken cancellationToken)
    {
        try
        {
            var entries = ZipDirectory.Read(zip, Limits).FindAll(e => !e.IsFolder && IsOurs(e.Name));
            var tables = entries.FindAll(e => FileName(e.Name).Equals(LabelsCsv.FileName, StringComparison.OrdinalIgnoreCase));
            var vocs = entries.FindAll(e => e.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase));
            if (tables.Count > 1)
                return Fault($"{name} holds {tables.Count} files named {LabelsCsv.FileName}. Send one at a time.");
            if (tables.Count + vocs.Count == 0)
                return Fault($"{name} holds neither {LabelsCsv.FileName} nor Pascal VOC XML.");
            if (tables is [var table])
            {
                var text = await UnpackAsync(zip, table, MostTableBytes, cancellationToken).ConfigureAwait(false);
                return text.IsOk ? Table(text.Value, Shown(table.Name)) with { PassedOver = vocs.Count } : new FoundLabels([text.Error!]);
            }

            return await ReadVocsAsync(zip, name, vocs, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is BadZipException or EndOfStreamException)
        {
            return Fault($"{name}: {(failure as BadZipException ?? ZipDirectory.Damaged()).Message}");
        }
    }

    private static async Task<FoundLabels> ReadVocsAsync(Stream zip, string name, List<ZipEntry> vocs, CancellationToken cancellationToken)
    {
        var files = new List<(string, MemoryStream)>();
        var faults = new List<Result<FoundLabel>>();
        long unpacked = 0;
        foreach (var entry in vocs)
        {
            var content = await UnpackAsync(zip, entry, MostVocBytes, cancellationToken).ConfigureAwait(false);
            if (content.Error is { } fault)
            {
                faults.Add(fault);
                continue;
            }

            files.Add((Shown(entry.Name), content.Value));
            unpacked += content.Value.Length;
            if (unpacked > MostUnpackedBytes)
                return Fault($"{name} unpacks to more than {MostUnpackedBytes >> 20} MB of labels. Send it in parts.");
        }

        var read = Voc(files);
        return read with { Labels = [.. faults, .. read.Labels] };
    }

    /// <summary>An entry's content; the reading stops at the bound, whatever the ZIP claims.</summary>
    private static async Task<Result<MemoryStream>> UnpackAsync(Stream zip, ZipEntry entry, int mostBytes, CancellationToken cancellationToken)
    {
        var name = Shown(entry.Name);
        if (entry.Encrypted || entry.Method is not (0 or 8))
            return new WrongLabels($"{name} is protected or packed in an unusual way. Pack it again as an ordinary ZIP.", 0);
        try
        {
            var content = new MemoryStream();
            var crc = new Crc32();
            var buffer = new byte[16 << 10];
            var source = ZipEntryStream.Open(zip, entry);
            await using (source.ConfigureAwait(false))
            {
                int read;
                while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                {
                    if (content.Length + read > mostBytes)
                        return new WrongLabels($"{name} is larger than {mostBytes >> 10} kB, so it is no file of labels.", 0);
                    crc.Append(buffer.AsSpan(0, read));
                    content.Write(buffer, 0, read);
                }
            }

            content.Position = 0;
            return crc.GetCurrentHashAsUInt32() == entry.Crc32 && content.Length == entry.Bytes ? content : Damaged(name);
        }
        catch (Exception failure) when (failure is InvalidDataException or BadZipException or EndOfStreamException)
        {
            return Damaged(name);
        }
    }

    private static FoundLabels Table(MemoryStream content, string name)
    {
        var found = LabelsCsv.Read(content, name);
        return new FoundLabels([.. found.Rows.Select(row => row.Match<Result<FoundLabel>>(
            r => r is { Grade: not null, Exclusion: not null }
                ? new WrongLabels($"{At(name, r.Line)}: columns \"grade\" and \"exclusion\" are both filled in. A slice has a grade or an exclusion, not both.", r.Line)
                : new FoundLabel(At(name, r.Line), r.Sop, r.Frame, r.Box, r.Grade, r.Exclusion) { Study = r.Study, Series = r.Series },
            error => error))])
        { Notes = found.Notes };
    }

    private static FoundLabels Voc(IReadOnlyList<(string Name, MemoryStream Content)> files)
    {
        var labels = new List<Result<FoundLabel>>();
        var seen = new Dictionary<(string, int), string>();
        var saidNothing = 0;
        foreach (var (name, content) in files)
        {
            var read = PascalVoc.Read(content, name);
            if (read.Error is { } fault)
            {
                labels.Add(fault);
            }
            else if (read.Value.SaysNothing)
            {
                saidNothing++;
            }
            else if (read.Value.Image() is not { } image)
            {
                labels.Add(new WrongLabels($"{name}:1:1: neither the file nor the name of its image, {read.Value.FileName}, says which DICOM image it is of. Name the image after its SOP Instance UID.", 1));
            }
            else if (!seen.TryAdd(image, name))
            {
                labels.Add(new WrongLabels($"{name}:1:1: this image has a file already, {seen[image]}.", 1));
            }
            else
            {
                labels.Add(new FoundLabel(name, image.Sop, image.Frame, read.Value.Box, read.Value.Grade, read.Value.Exclusion) { IsPascalVoc = true, Size = read.Value.HasSize ? (read.Value.Width, read.Value.Height) : null });
            }
        }

        return new FoundLabels(labels, saidNothing);
    }

    private static bool IsOurs(string name) =>
        !name.Split('/', '\\').Contains("__MACOSX", StringComparer.Ordinal) && !FileName(name).StartsWith("._", StringComparison.Ordinal)
        && (name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || FileName(name).Equals(LabelsCsv.FileName, StringComparison.OrdinalIgnoreCase));

    private static string FileName(string name) => name[(name.LastIndexOfAny(['/', '\\']) + 1)..];

    private static string Shown(string name)
    {
        var clean = string.Concat(name.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)));
        return clean.Length <= 160 ? clean : "…" + clean[^159..];
    }

    private static string At(string name, int line) => string.Create(CultureInfo.InvariantCulture, $"{name}:{line}");

    private static WrongLabels Damaged(string name) => new($"{name} is damaged in the ZIP. Pack it again.", 0);

    private static FoundLabels Fault(string what) => new([new WrongLabels(what, 0)]);
}
