using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>A set's labels on their way out. Files are named after DICOM identifiers, as both formats need them, and never after a patient.</summary>
/// <param name="slices">All slices by number, each with its current label.</param>
/// <param name="studies">Study instance UIDs.</param>
/// <param name="archive">Where the pictures are; null leaves them out.</param>
internal sealed class LabelExport(IReadOnlyList<LabelSlice> slices, IReadOnlyDictionary<Guid, string> studies, DicomWebArchive? archive)
{
    /// <summary>Writes the ZIP. An archive that fails meanwhile ends the writing, so that nobody takes a part for the whole.</summary>
    public async Task WriteToAsync(Stream target, CancellationToken cancellationToken)
    {
        await using var buffer = new ZipBuffer();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, ExportNotice.FileName, Encoding.UTF8.GetBytes(ExportNotice.Text + ".\n"));
            Add(zip, archive is null ? LabelsCsv.FileName : "predefined_classes.txt", Encoding.UTF8.GetBytes(archive is null ? Table() : string.Join('\n', Classes) + "\n"));
            foreach (var series in slices.GroupBy(s => (s.StudyNumber, s.SeriesInstanceUid)))
            {
                await foreach (var (name, content) in FilesAsync([.. series], cancellationToken))
                {
                    Add(zip, name, content);
                    await buffer.DrainAsync(target, cancellationToken);
                }
            }
        }

        await buffer.DrainAsync(target, cancellationToken);
    }

    private static IEnumerable<string> Classes =>
        [.. BilskyGrades.All.Select(g => g.ToText()), .. Enum.GetValues<ExclusionReason>().Select(e => e.ToText()), PascalVoc.Canal, PascalVoc.NoCanal];

    private string Table()
    {
        var text = new StringBuilder(LabelsCsv.Header).Append('\n');
        foreach (var slice in slices.Where(s => s.Labels.Count > 0))
        {
            var label = slice.Labels[0].Value.Plain(slice.Width, slice.Height);
            text.Append(LabelsCsv.Line(new LabelRow(studies[slice.StudyId], slice.SeriesInstanceUid, slice.SopInstanceUid, slice.Frame, label.Box, label.Grade, label.Exclusion))).Append('\n');
        }

        return text.ToString();
    }

    private async IAsyncEnumerable<(string Name, byte[] Content)> FilesAsync(IReadOnlyList<LabelSlice> series, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = series[0].StudyNumber.ToString("'study-'000", CultureInfo.InvariantCulture);
        var images = archive is null ? null : await ReadAsync(archive, series[0], cancellationToken);
        foreach (var slice in series)
        {
            var name = VocFile.NameOf(slice.Number, slice.SopInstanceUid, slice.Frame);
            if (images is not null)
            {
                var picture = OrThrow(await LabelPicture.ReadAsync(archive!, images[slice.SopInstanceUid], slice.Frame, cancellationToken));
                yield return ($"{folder}/{name}.png", KeyImageRenderer.PixelForPixel(picture.Image, picture.Window));
            }

            if (slice.Labels.Count > 0)
            {
                yield return ($"{folder}/{name}.xml", Encoding.UTF8.GetBytes(PascalVoc.Write(Voc(slice, folder, name + (images is null ? ".dcm" : ".png")))));
            }
        }
    }

    private static VocFile Voc(LabelSlice slice, string folder, string fileName)
    {
        var label = slice.Labels[0].Value.Plain(slice.Width, slice.Height);
        return new VocFile(fileName, slice.Width, slice.Height)
        {
            Folder = folder,
            Sop = slice.SopInstanceUid,
            Frame = slice.Frame,
            Box = label.Box,
            Grade = label.Grade,
            Exclusion = label.Exclusion,
            NoCanal = label is { Box: null, Grade: null, Exclusion: null },
        };
    }

    private async Task<Dictionary<string, DicomDataset>> ReadAsync(DicomWebArchive from, LabelSlice slice, CancellationToken cancellationToken) =>
        OrThrow(await from.ReadMetadataAsync(studies[slice.StudyId], slice.SeriesInstanceUid, cancellationToken)).DistinctBy(i => i.GetString(DicomTag.SopInstanceUid)).ToDictionary(i => i.GetString(DicomTag.SopInstanceUid)!);

    private static T OrThrow<T>(Result<T> result) => result.IsOk ? result.Value : throw new IOException($"The export broke off: {result.Error!.Message}");

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name, name.EndsWith(".png", StringComparison.Ordinal) ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open();
        stream.Write(content);
    }
}
