using System.Globalization;
using System.Security.Cryptography;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Imaging.Labels;

namespace BilskyWeb.Training.Datasets;

/// <summary>One label and the place where it is written.</summary>
/// <param name="Row">The label. Of Pascal VOC, which names an image alone, study and series are empty until the image is found.</param>
/// <param name="File">The file that says so.</param>
internal sealed record FolderLabel(LabelRow Row, string File)
{
    /// <summary>The file, and the line where there are lines.</summary>
    internal string Place => Row.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Row.Line}") : File;

    /// <summary>An error that names the place.</summary>
    internal InvalidDataException Wrong(string what) => new($"{Place}: {what}");
}

/// <summary>What a folder says of its images: its <c>labels.csv</c>, or, where it has none, the Pascal VOC files beside the images.</summary>
internal static class FolderLabels
{
    // Pixels that a box may stick out for its edges having been rounded.
    private const double Rounding = 0.5;

    /// <summary>Reads the labels of a folder, all of them or none.</summary>
    /// <exception cref="InvalidDataException">The folder or its labels cannot be used; the message names file and line.</exception>
    internal static IReadOnlyList<FolderLabel> Read(string folder)
    {
        folder = Path.GetFullPath(folder);
        var csv = Path.Combine(folder, LabelsCsv.FileName);
        if (!File.Exists(csv) && Directory.Exists(folder) && VocFiles(folder) is { Count: > 0 } files)
            return [.. files.Select(ReadVoc).OfType<FolderLabel>()];
        return [.. LabelsFile.Read(folder).Select(row => new FolderLabel(row, csv))];
    }

    /// <summary>Adds to a hash what <see cref="Read"/> reads.</summary>
    internal static void Hash(string folder, IncrementalHash hash)
    {
        var csv = Path.Combine(folder, LabelsCsv.FileName);
        foreach (var path in File.Exists(csv) ? [csv] : VocFiles(folder))
        {
            hash.AppendData(File.ReadAllBytes(path));
        }
    }

    /// <summary>Compares a label with its image, and gives one of Pascal VOC the image's study and series.</summary>
    /// <param name="label">The label.</param>
    /// <param name="images">The folder's images by SOP instance UID.</param>
    /// <exception cref="InvalidDataException">No file holds the image, it is of another series, or the box does not lie in it.</exception>
    internal static FolderLabel Place(FolderLabel label, IReadOnlyDictionary<string, IntakeItem> images)
    {
        var row = label.Row;
        if (!images.TryGetValue(row.Sop, out var image))
            throw label.Wrong($"no file in the folder holds the image {row.Sop}.");
        var header = image.Header!;
        if (row.Study.Length > 0 && (row.Study, row.Series) != (header.StudyInstanceUid, header.SeriesInstanceUid))
            throw label.Wrong($"the image {row.Sop} is of the study {header.StudyInstanceUid} and the series {header.SeriesInstanceUid}, not of {row.Study} and {row.Series}.");
        if (row is { Exclusion: not null, Box: { } all } && header is { Columns: { } columns, Rows: { } rows } && WholeImage.IsCoveredBy(all, columns, rows))
            row = row with { Box = null }; // a slice left out as a whole, whose centre is no canal's
        if (row.Box is { } box && header is { Columns: { } width, Rows: { } height } && !(box.X >= -Rounding && box.Y >= -Rounding && box.X + box.Width <= width + Rounding && box.Y + box.Height <= height + Rounding))
        {
            throw label.Wrong(FormattableString.Invariant(
                $"the box lies outside the image, or part of it: it runs from {box.X:0.#}, {box.Y:0.#} to {box.X + box.Width:0.#}, {box.Y + box.Height:0.#} and the image has {width} × {height} pixels. Draw it again inside the image, with the canal at its centre."));
        }

        return label with { Row = row with { Study = header.StudyInstanceUid, Series = header.SeriesInstanceUid } };
    }

    private static IReadOnlyList<string> VocFiles(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    // A file without an object says nothing of its image.
    private static FolderLabel? ReadVoc(string path)
    {
        using var stream = File.OpenRead(path);
        var read = PascalVoc.Read(stream, path);
        if (!read.IsOk)
            throw new InvalidDataException(read.Error!.Message);
        var voc = read.Value;
        if (voc.SaysNothing)
            return null;
        if (voc.Image() is not { } image)
            throw new InvalidDataException($"{path}: neither the file nor the name of its image, {voc.FileName}, says which DICOM image it is of. Name the image after its SOP Instance UID.");
        return new FolderLabel(new LabelRow("", "", image.Sop, image.Frame, voc.Box, voc.Grade, voc.Exclusion), path);
    }
}
