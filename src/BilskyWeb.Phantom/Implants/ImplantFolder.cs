using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Phantom.Dicom;
using BilskyWeb.Phantom.Labels;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Implants;

/// <summary>What to implant.</summary>
/// <param name="Hosts">Folders of real axial series with masks; studies go round them.</param>
/// <param name="Studies">How many studies.</param>
/// <param name="Seed">The same seed gives the same bytes.</param>
public sealed record ImplantRequest(IReadOnlyList<HostFolder> Hosts, int Studies, long Seed)
{
    /// <summary>Share of studies without a lesion.</summary>
    public double HealthyShare { get; init; } = 0.25;

    /// <summary>Also write a map beside each slice, four times as fine: 0 outside, 1 CSF, 2 cord, 3 epidural mass.</summary>
    public bool Masks { get; init; }
}

/// <summary>What was written.</summary>
/// <param name="Studies">Studies written.</param>
/// <param name="Refused">Studies that could not be made, a sentence each.</param>
public sealed record ImplantsWritten(int Studies, IReadOnlyList<string> Refused);

/// <summary>Writes real spines with implanted lesions: <c>labels.csv</c> as <c>evaluate --data</c> reads it, <c>implants.csv</c> with what each grade follows from, and per study <c>IM-…/0001/001.dcm</c>.</summary>
public static class ImplantFolder
{
    /// <summary>Beside the labels and not among them.</summary>
    internal const string ImplantsFile = "implants.csv";

    private const string Header =
        "study,series,sop,frame,host,image,patient,side,chose_shipped_models,peak_grade,grade,origin,donor,brightness,mass_mm2,sac_indentation_mm,cord_gap_mm,cord_flattening_mm,csf_around,cord_before_mm2,cord_after_mm2";

    private const int MaskScale = 4;

    /// <summary>Writes all studies, one slice in memory at a time.</summary>
    /// <param name="folder">Made when absent.</param>
    /// <param name="request">What to write.</param>
    /// <param name="said">Told what is done, and what is refused and why.</param>
    /// <param name="cancellation">Stops between slices.</param>
    /// <returns>What was written; an error where no host can take an implant.</returns>
    public static Result<ImplantsWritten> Write(string folder, ImplantRequest request, Action<string> said, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(said);
        var hosts = new List<HostCanals>();
        foreach (var host in request.Hosts)
        {
            var canals = HostCanals.Of(host, cancellation);
            if (!canals.IsOk)
                return canals.Error!;
            hosts.Add(canals.Value);
            said(string.Create(CultureInfo.InvariantCulture, $"{host.Name}: {canals.Value.Usable} of {host.Slices.Count} slices with a mask can take an implant{string.Concat(canals.Value.Refused.Select(r => $"; {r.Slices} not: {r.Reason}"))}"));
        }

        Directory.CreateDirectory(folder);
        using var labels = PhantomFolder.Table(folder, LabelsCsv.FileName, LabelsCsv.Header);
        using var implants = PhantomFolder.Table(folder, ImplantsFile, Header);
        var refused = new List<string>();
        var written = 0;
        for (var i = 0; i < request.Studies; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var host = hosts[i % hosts.Count];
            var wanted = GradeOf(i, hosts.Count, request.HealthyShare);
            if (ImplantStudy.Draw(host, wanted, (long)SeededRandom.Derive(request.Seed, "implant study", i)) is not { } study)
            {
                refused.Add($"study {i + 1}: {host.Folder.Name} cannot carry a grade {wanted!.Value.ToText()} where it was tried: the canal leaves no room for a mass that makes it and for the whole cord");
                said(refused[^1]);
                continue;
            }

            Write(folder, request, i, study, labels, implants, cancellation);
            written++;
            said(string.Create(CultureInfo.InvariantCulture, $"study {i + 1} of {request.Studies} · {host.Folder.Name} · {study.Files.Count} slices · {(wanted is { } g ? "grade " + g.ToText() : "control")}"));
            labels.Flush();
            implants.Flush();
        }

        return new ImplantsWritten(written, refused);
    }

    /// <summary>Grades go round the hosts: each host gets its share of controls and all six grades in turn.</summary>
    internal static BilskyGrade? GradeOf(int study, int hosts, double healthyShare)
    {
        var round = study / hosts;
        if (Math.Floor((round + 1) * healthyShare) > Math.Floor(round * healthyShare))
            return null;
        var lesion = round - (int)Math.Floor(round * healthyShare);
        return BilskyGrades.All[lesion % BilskyGrades.Count];
    }

    private static void Write(string folder, ImplantRequest request, int number, ImplantStudy study, StreamWriter labels, StreamWriter implants, CancellationToken cancellation)
    {
        var host = study.Host.Folder;
        var identity = new ImplantIdentity(host.Person, study.Files[0].SeriesUid, request.Seed, number);
        var instance = new ImplantInstance(identity, study.SpacingMm);
        var path = Directory.CreateDirectory(Path.Combine(folder, identity.PatientId, string.Create(CultureInfo.InvariantCulture, $"{number + 1:D4}"))).FullName;
        var split = PersonSplit.Current;
        for (var i = 0; i < study.Files.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var slice = study.Make(i);
            var name = Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{i + 1:D3}"));
            File.WriteAllBytes(name + ".dcm", instance.Write(slice, i));
            if (request.Masks)
                File.WriteAllBytes(name + ".mask.png", GreyPng.Encode(slice.File.Columns * MaskScale, slice.File.Rows * MaskScale, Map(slice)));
            labels.WriteLine(LabelsCsv.Line(new LabelRow(identity.StudyUid, identity.SeriesUid, identity.SopUid(i), 1, Box(slice), slice.Grade, null)));
            var (m, lesion) = (slice.Measured, slice.Canal is null ? null : study.Lesion);
            implants.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{identity.StudyUid},{identity.SeriesUid},{identity.SopUid(i)},1,{Cell(host.Name)},{Cell(Path.GetFileName(slice.File.Path))},{identity.PatientId},{split.SideOf(host.Person)},{split.ChoseShippedModels(host.Person)},{study.Wanted?.ToText()},{slice.Grade.ToText()},{lesion?.Mass.Origin},{lesion?.Look.Donor},{lesion?.Look.Brightness:0.00},{m.EpiduralMassMm2:0.0},{m.SacIndentationMm:0.00},{m.CordGapMm:0.00},{m.CordFlatteningMm:0.00},{m.CsfAround:0.000},{slice.Before.Cord.AreaMm2:0.0},{(slice.Canal?.Cord ?? slice.Before.Cord).AreaMm2:0.0}"));
        }
    }

    // A host's folder may be named in any way.
    private static string Cell(string text) => text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static RegionOfInterest Box(ImplantSlice slice)
    {
        var (file, wall) = (slice.File, slice.Before.Wall);
        double x = wall.CentreX / file.ColumnSpacingMm, y = wall.CentreY / file.RowSpacingMm;

        // A box cut at the image's edge would have another centre.
        var half = Math.Min(SliceLabel.RoiSizeMm / 2, Math.Min(Math.Min(x, file.Columns - x) * file.ColumnSpacingMm, Math.Min(y, file.Rows - y) * file.RowSpacingMm) - 0.01);
        double halfX = half / file.ColumnSpacingMm, halfY = half / file.RowSpacingMm;
        return new RegionOfInterest(Math.Round(x - halfX, 2), Math.Round(y - halfY, 2), Math.Round(2 * halfX, 2), Math.Round(2 * halfY, 2), 1);
    }

    private static byte[] Map(ImplantSlice slice)
    {
        var (file, before, canal) = (slice.File, slice.Before, slice.Canal);
        int width = file.Columns * MaskScale, height = file.Rows * MaskScale;
        var map = new byte[width * height];
        for (var i = 0; i < map.Length; i++)
        {
            double x = ((i % width) + 0.5) * file.ColumnSpacingMm / MaskScale, y = ((i / width) + 0.5) * file.RowSpacingMm / MaskScale;
            if (Math.Abs(x - before.Wall.CentreX) > SliceWindow.ReachMm || Math.Abs(y - before.Wall.CentreY) > SliceWindow.ReachMm)
                continue;
            map[i] = (canal?.Cord ?? before.Cord).Distance(x, y) < 0 ? (byte)2
                : (canal?.Sac ?? before.Sac).Distance(x, y) < 0 ? (byte)1
                : canal is { Mass.IsEpidural: true } && before.Wall.Distance(x, y) < 0 && canal.Mass.EpiduralDistance(x, y) < 0 ? (byte)3 : (byte)0;
        }

        return map;
    }
}
