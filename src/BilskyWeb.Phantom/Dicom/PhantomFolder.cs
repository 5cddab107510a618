using System.Globalization;
using System.Text;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Phantom.Labels;

namespace BilskyWeb.Phantom.Dicom;

/// <summary>What was written of one study.</summary>
/// <param name="PatientId">Its patient's identifier, also the name of its folder.</param>
/// <param name="StudyInstanceUid">Its study identifier.</param>
/// <param name="AxialSlices">Number of axial files.</param>
/// <param name="HighestGrade">The highest grade of any slice; null when none is graded.</param>
public sealed record WrittenStudy(string PatientId, string StudyInstanceUid, int AxialSlices, BilskyGrade? HighestGrade);

/// <summary>
/// Writes phantom studies as a folder: <c>labels.csv</c> for all axial slices, <c>confounders.csv</c> for those in which something could mislead a reader, and per study <c>PH-…/axial-t2/001.dcm</c> with a Pascal VOC box
/// <c>001.xml</c> beside it, and <c>PH-…/sagittal-t2/001.dcm</c>. The same requests give the same bytes.
/// </summary>
/// <remarks>Both formats say the same of a slice, a canal out of view included. A box lies inside its image with the canal at its centre: 40 mm wide, or less near an edge.</remarks>
public static class PhantomFolder
{
    /// <summary>Beside the labels and not among them: there, a further column is a reader.</summary>
    internal const string ConfoundersFile = "confounders.csv";

    /// <summary>Writes all studies without tissue maps.</summary>
    /// <inheritdoc cref="Write(string, IEnumerable{PhantomRequest}, bool, Action{WrittenStudy}, CancellationToken)"/>
    public static void Write(string folder, IEnumerable<PhantomRequest> requests, Action<WrittenStudy>? written = null, CancellationToken cancellationToken = default) =>
        Write(folder, requests, false, written, cancellationToken);

    /// <summary>Writes all studies, several slices at a time.</summary>
    /// <param name="folder">Made when absent; files of the same name are replaced.</param>
    /// <param name="requests">One study each.</param>
    /// <param name="masks">Also write <c>001.mask.png</c>: grey values are the numbers of <see cref="Physics.Tissue"/>.</param>
    /// <param name="written">Told after each study; may be null.</param>
    /// <param name="cancellationToken">Stops between slices.</param>
    public static void Write(string folder, IEnumerable<PhantomRequest> requests, bool masks, Action<WrittenStudy>? written = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        Directory.CreateDirectory(folder);
        using var labels = Table(folder, LabelsCsv.FileName, LabelsCsv.Header);
        using var confounders = Table(folder, ConfoundersFile, "study,series,sop,frame,confounders");
        foreach (var request in requests)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var study = PhantomStudy.Generate(request);
            var identity = new PhantomIdentity(study);
            WriteImages(folder, study, identity, masks, cancellationToken);
            foreach (var slice in study.Slices)
            {
                var row = Row(identity, slice);
                labels.WriteLine(LabelsCsv.Line(row));
                if (slice.Label.Confounders != Confounders.None)
                    confounders.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Study},{row.Series},{row.Sop},{row.Frame},{slice.Label.Confounders.ToText()}"));
            }

            written?.Invoke(new WrittenStudy(identity.PatientId, identity.StudyInstanceUid, study.Slices.Count, study.Slices.Max(s => s.Label.Grade)));
            labels.Flush();
            confounders.Flush();
        }
    }

    internal static StreamWriter Table(string folder, string name, string header)
    {
        var table = new StreamWriter(Path.Combine(folder, name), false, new UTF8Encoding(false)) { NewLine = "\n" };
        table.WriteLine(header);
        return table;
    }

    private static void WriteImages(string folder, PhantomStudy study, PhantomIdentity identity, bool masks, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        var axial = Directory.CreateDirectory(Path.Combine(folder, identity.PatientId, "axial-t2")).FullName;
        var axialInstance = new PhantomInstance(study, identity, SeriesDescription.Axial(study));
        Parallel.For(0, study.Slices.Count, parallel, i =>
        {
            var slice = study.Slices[i];
            File.WriteAllBytes(Path.Combine(axial, FileName(i, "dcm")), axialInstance.Write(i, slice.Plane, slice.Render()));
            File.WriteAllText(Path.Combine(axial, FileName(i, "xml")), PascalVoc.Write(Box(identity, slice)));
            if (masks)
            {
                File.WriteAllBytes(Path.Combine(axial, FileName(i, "mask.png")), GreyPng.Encode(slice.Size, slice.Size, slice.Mask()));
            }
        });

        var sagittal = Directory.CreateDirectory(Path.Combine(folder, identity.PatientId, "sagittal-t2")).FullName;
        var sagittalInstance = new PhantomInstance(study, identity, SeriesDescription.Sagittal(study));
        Parallel.For(0, study.Sagittal.Planes.Count, parallel, i =>
            File.WriteAllBytes(Path.Combine(sagittal, FileName(i, "dcm")), sagittalInstance.Write(i, study.Sagittal.Planes[i], study.Sagittal.Render(i))));
    }

    internal static LabelRow Row(PhantomIdentity identity, PhantomSlice slice)
    {
        var label = slice.Label;
        RegionOfInterest? box = label.Roi is { } roi ? Rounded(roi, slice.Size) : null;
        return new LabelRow(identity.StudyInstanceUid, identity.SeriesUid(2), identity.SopUid(2, slice.Index), 1, box, label.Grade, label.Exclusion.ToReason());
    }

    private static RegionOfInterest Rounded(RegionOfInterest roi, int size)
    {
        // A box that just fits must not be rounded to one that doesn't.
        double left = Math.Max(Math.Round(roi.X, 2), 0), top = Math.Max(Math.Round(roi.Y, 2), 0);
        var side = Math.Min(Math.Round(roi.Width, 2), Math.Round(size - Math.Max(left, top), 2));
        return new RegionOfInterest(left, top, side, side, 1);
    }

    internal static VocFile Box(PhantomIdentity identity, PhantomSlice slice)
    {
        var row = Row(identity, slice);
        RegionOfInterest? box = null;
        if (row.Box is { } roi)
        {
            // LabelImg knows whole pixels.
            double left = Math.Round(roi.X), top = Math.Round(roi.Y);
            box = new RegionOfInterest(left, top, Math.Round(roi.X + roi.Width) - left, Math.Round(roi.Y + roi.Height) - top, 1);
        }

        return new VocFile(FileName(slice.Index, "dcm"), slice.Size, slice.Size) { Folder = "axial-t2", Sop = row.Sop, Box = box, Grade = row.Grade, Exclusion = row.Exclusion, NoCanal = box is null };
    }

    private static string FileName(int index, string extension) => string.Create(CultureInfo.InvariantCulture, $"{index + 1:D3}.{extension}");
}
