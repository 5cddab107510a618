using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Phantom.Implants;

/// <summary>A folder cannot take implants. The message names the file, and the line where there are lines.</summary>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record WrongHost(string Message) : InvalidInputError("implant.host", Message);

/// <summary>The axial series of one real person, with masks of cord, sac or canal: <c>0001.dcm</c> … and masks of the same names.</summary>
/// <remarks>
/// Masks lie in <c>masks/cord</c>, <c>masks/canal</c> and <c>masks/sac</c> of the folder, or beside it in <c>masks/NAME_cord</c> (or <c>_cordcrop</c>), <c>_canal</c> and <c>_sac</c>. Not black is inside. A
/// slice needs a cord or a canal. A <c>labels.csv</c> in the folder is optional: slices that it excludes, or that have a grade above 0, take no implant.
/// </remarks>
public sealed class HostFolder
{
    private static readonly (string Word, MaskKind Kind)[] Kinds = [("cord", MaskKind.Cord), ("cordcrop", MaskKind.Cord), ("canal", MaskKind.Canal), ("sac", MaskKind.Sac)];

    private HostFolder(string path, string person, IReadOnlyList<HostFile> slices)
    {
        (Path, Person, All) = (path, person, slices);
        Slices = [.. slices.Where(s => s.Masks.Count > 0)];
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Its name, which is told where a host is named.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Whose spine it is, by the patient ID of the images, or by the study where they have none. Never written to a file or a log.</summary>
    public string Person { get; }

    /// <summary>The slices with a mask, in their order along the spine, head first.</summary>
    internal IReadOnlyList<HostFile> Slices { get; }

    /// <summary>Those without a mask, too, head first.</summary>
    internal IReadOnlyList<HostFile> All { get; }

    /// <summary>Reads headers, names and sizes of a folder, and no pixels.</summary>
    /// <returns>The folder, or what is wrong with it.</returns>
    public static async Task<Result<HostFolder>> OpenAsync(string folder, CancellationToken cancellation = default)
    {
        folder = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        if (!Directory.Exists(folder))
            return new WrongHost($"{folder} is not a folder. Give one that holds an axial T2 series as DICOM files.");

        var images = Directory.EnumerateFiles(folder, "*.dcm").Order(StringComparer.Ordinal).ToDictionary(f => System.IO.Path.GetFileNameWithoutExtension(f)!, StringComparer.Ordinal);
        if (images.Count == 0)
            return new WrongHost($"{folder} holds no DICOM file (*.dcm).");
        try
        {
            var masks = Masks(folder, images);
            return masks.IsOk ? await ReadAsync(folder, images, masks.Value, cancellation).ConfigureAwait(false) : masks.Error!;
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new WrongHost(wrong.Message);
        }
    }

    // By the name of the image, the masks of it.
    private static Result<Dictionary<string, List<HostMask>>> Masks(string folder, Dictionary<string, string> images)
    {
        var found = new Dictionary<string, List<HostMask>>(StringComparer.Ordinal);
        var name = System.IO.Path.GetFileName(folder);
        var inside = System.IO.Path.Combine(folder, "masks");
        var beside = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(folder) ?? folder, "masks");
        foreach (var (word, kind) in Kinds)
        {
            foreach (var path in new[] { System.IO.Path.Combine(inside, word), System.IO.Path.Combine(beside, $"{name}_{word}") }.Where(Directory.Exists))
            {
                foreach (var mask in Directory.EnumerateFiles(path, "*.png").Order(StringComparer.Ordinal))
                {
                    var stem = System.IO.Path.GetFileNameWithoutExtension(mask);
                    if (!images.ContainsKey(stem))
                        return new WrongHost($"{mask}: {folder} holds no image {stem}.dcm that this mask could be of.");
                    if (!found.TryGetValue(stem, out var masks))
                        found.Add(stem, masks = []);
                    if (masks.Find(m => m.Kind == kind) is { } other)
                        return new WrongHost($"{mask}: the image {stem}.dcm has a mask of the {kind.ToString().ToLowerInvariant()} already, {other.Path}. Keep the one that is right.");
                    masks.Add(new HostMask(kind, mask));
                }
            }
        }

        if (found.Count == 0)
        {
            return new WrongHost(
                $"{folder} has no masks, and without one it is not known where the cord lies. Put PNG files named as the images into {System.IO.Path.Combine(inside, "cord")} or {System.IO.Path.Combine(inside, "canal")}, or beside the folder into {System.IO.Path.Combine(beside, name + "_cord")}.");
        }

        return found;
    }

    private static async Task<Result<HostFolder>> ReadAsync(string folder, Dictionary<string, string> images, Dictionary<string, List<HostMask>> masks, CancellationToken cancellation)
    {
        var slices = new List<HostFile>();
        foreach (var (stem, path) in images)
        {
            var header = await HostFile.ReadAsync(path, masks.GetValueOrDefault(stem) ?? [], cancellation).ConfigureAwait(false);
            if (!header.IsOk)
                return header.Error!;
            var slice = header.Value;
            if (slices.Count > 0 && (slices[0].StudyUid, slices[0].SeriesUid) != (slice.StudyUid, slice.SeriesUid))
                return new WrongHost($"{path} is of another series than {slices[0].Path}. Give each series a folder of its own.");
            foreach (var mask in slice.Masks)
            {
                var (width, height) = MaskPng.SizeOf(mask.Path);
                if ((width, height) != (slice.Columns, slice.Rows))
                    return new WrongHost($"{mask.Path}: the mask has {width} × {height} pixels and its image {System.IO.Path.GetFileName(path)} has {slice.Columns} × {slice.Rows}.");
            }

            slices.Add(slice);
        }

        if (Labels(folder, slices) is { } wrong)
            return wrong;
        return new HostFolder(folder, slices[0].PatientId ?? slices[0].StudyUid, [.. slices.OrderByDescending(s => s.AlongMm)]);
    }

    private static WrongHost? Labels(string folder, List<HostFile> slices)
    {
        var path = System.IO.Path.Combine(folder, LabelsCsv.FileName);
        if (!File.Exists(path))
            return null;
        var images = slices.ToDictionary(s => s.SopUid, StringComparer.Ordinal);
        foreach (var row in LabelsFile.Read(folder))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{path}:{row.Line}");
            if (!images.TryGetValue(row.Sop, out var slice))
                return new WrongHost($"{place}: no file in the folder holds the image {row.Sop}.");
            if ((row.Study, row.Series) != (slice.StudyUid, slice.SeriesUid))
                return new WrongHost($"{place}: the image {row.Sop} is of the study {slice.StudyUid} and the series {slice.SeriesUid}, not of {row.Study} and {row.Series}.");
            slice.Refusal = row.Exclusion is { } reason ? $"labelled as {reason.ToText()}" : row.Grade is > BilskyGrade.Grade0 ? "has disease already" : slice.Refusal;
        }

        return null;
    }
}

/// <summary>What a mask shows.</summary>
internal enum MaskKind
{
    /// <summary>The cord.</summary>
    Cord,

    /// <summary>The canal, its fat with it or not.</summary>
    Canal,

    /// <summary>Cord and CSF.</summary>
    Sac,
}

/// <summary>One mask of one slice.</summary>
internal sealed record HostMask(MaskKind Kind, string Path);
