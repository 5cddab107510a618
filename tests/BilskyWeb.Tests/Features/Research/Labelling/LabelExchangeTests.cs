using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Research.Labelling;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static BilskyWeb.Core.Grading.BilskyGrade;
using static BilskyWeb.Tests.Features.Research.Labelling.LabelSetHost;

namespace BilskyWeb.Tests.Features.Research.Labelling;

/// <summary>Labels that leave a set and come back.</summary>
[Trait("Kind", "integration")]
public sealed class LabelExchangeTests(DatabaseFixture database, ArchiveFixture archive) : IClassFixture<DatabaseFixture>, IClassFixture<ArchiveFixture>, IDisposable
{
    private readonly LabelSetHost _host = new(database, archive);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Import_WhatWasExported_IntoAnotherSet_LosesNothing()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        var (set, studies) = await LabelledAsync(admin);
        await using var context = database.NewContext();
        foreach (var kind in Enum.GetValues<LabelExportKind>())
        {
            var other = await _host.SetAsync(admin, studies);
            var zip = await ExportAsync(admin, set, kind);

            var imported = await ImportAsync(admin, other, "labels.zip", zip);

            Assert.Equal((5, 0, 0), (imported.Value.Added, imported.Value.Replaced, imported.Value.Unchanged));
            Assert.Equal(kind == LabelExportKind.Dicom ? 5 : 0, imported.Value.PassedOver);
            Assert.Equal(await ValuesAsync(set), await ValuesAsync(other));
            Assert.Equal(Texts(zip), Texts(await ExportAsync(admin, other, kind)));

            // And once more into the same set: nothing is new.
            Assert.Equal(new ImportedLabels(0, 0, 5, 0, imported.Value.PassedOver), (await ImportAsync(admin, other, "labels.zip", zip)).Value);
            Assert.Equal(2, await context.AuditEvents.CountAsync(e => e.Action == AuditAction.ImportedLabels && e.Detail!.StartsWith(other.ToString())));
        }

        Assert.Equal(2, await context.AuditEvents.CountAsync(e => e.Action == AuditAction.ExportedLabels && e.Detail!.StartsWith(set.ToString())));
    }

    [Fact]
    public async Task Export_ForLabelImg_HasAPictureOfEachSliceInItsOwnPixels()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        var (set, _) = await LabelledAsync(admin);

        using var zip = new ZipArchive(new MemoryStream(await ExportAsync(admin, set, LabelExportKind.Pictures)));

        var pictures = zip.Entries.Where(e => e.Name.EndsWith(".png", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, pictures.Count);
        Assert.Equal(5, zip.Entries.Count(e => e.Name.EndsWith(".xml", StringComparison.Ordinal)));
        Assert.All(zip.Entries, e => Assert.Matches(@"^(study-\d{3}/\d{3}_[0-9.]+\.(png|xml)|predefined_classes\.txt|README\.txt)$", e.FullName));
        using var bytes = new MemoryStream();
        await using (var picture = await pictures[0].OpenAsync())
        {
            await picture.CopyToAsync(bytes);
        }

        // PNG: width and height stand in the header, most significant byte first.
        Assert.Equal((240, 200), (bytes.GetBuffer()[19], bytes.GetBuffer()[23]));
        using var xml = (await zip.Entries.First(e => e.Name.EndsWith(".xml", StringComparison.Ordinal)).OpenAsync());
        var voc = PascalVoc.Read(xml, "a.xml").Value;
        Assert.Equal(pictures[0].Name, voc.FileName);
        Assert.DoesNotContain("Secret", Encoding.Latin1.GetString(bytes.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_Table_KeepsBoxesToTheirLastDigit()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        var study = await _host.StudyAsync((Grade0, 0.1), (Grade2, 0.5));
        var set = await _host.SetAsync(admin, study);
        var rows = await RowsAsync(set, ["-3.2500000000000004,20.1,80.12345678901234,60,2,", ",,,,,degenerative"]);

        var imported = await ImportAsync(admin, set, "labels.csv", rows);

        Assert.Equal(2, imported.Value.Added);
        Assert.Equal(Encoding.UTF8.GetString(rows), Texts(await ExportAsync(admin, set, LabelExportKind.Dicom))["labels.csv"]);

        // Pascal VOC cannot say that a box reaches beyond the image: what comes back of it takes nothing away.
        Assert.Equal(2, (await ImportAsync(admin, set, "labels.zip", await ExportAsync(admin, set, LabelExportKind.Pictures), replace: true)).Value.Unchanged);
        Assert.Equal(Encoding.UTF8.GetString(rows), Texts(await ExportAsync(admin, set, LabelExportKind.Dicom))["labels.csv"]);
    }

    /// <summary>LabelImg cuts corners to whole pixels and raises one at 0 to 1: opened and saved, every label is the same label, and one left out as a whole has no box.</summary>
    [Fact]
    public async Task Import_WhatLabelImgSavedAgain_IsTheSame()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        var (set, studies) = await LabelledAsync(admin);
        await _host.SaveAsync(admin, set, Label(5, "2", box: new BoxJson(-3.25, 20.75, 80.5, 60.125)));
        var before = await ValuesAsync(set);
        var saved = SavedByLabelImg(await ExportAsync(admin, set, LabelExportKind.Pictures));

        var imported = await ImportAsync(admin, set, "saved.zip", saved);
        var other = await _host.SetAsync(admin, studies);
        await ImportAsync(admin, other, "saved.zip", saved);

        Assert.Equal((0, 0, 6), (imported.Value.Added, imported.Value.Replaced, imported.Value.Unchanged));
        Assert.Equal(before, await ValuesAsync(set));
        Assert.Equal(before.Select(v => v.Item2.Box is null), (await ValuesAsync(other)).Select(v => v.Item2.Box is null));
    }

    /// <summary>What was taken for a box around a canal before: a whole slice left out, with LabelImg's raised corner, in a table or from a program that does not know the image's size.</summary>
    [Theory]
    [InlineData("labels.csv", 240, 200)]
    [InlineData("a.xml", 240, 200)]
    [InlineData("a.xml", 0, 0)]
    public async Task Import_WholeSliceLeftOut_HasNoBox(string name, int width, int height)
    {
        var admin = await _host.PersonAsync(Role.Admin);
        var set = await _host.SetAsync(admin, await _host.StudyAsync((Grade0, 0.1)));
        await _host.SaveAsync(admin, set, Label(1, exclusion: "quality"));
        await using var context = database.NewContext();
        var sop = await context.LabelSlices.Where(s => s.LabelSetId == set).Select(s => s.SopInstanceUid).SingleAsync();
        var xml = PascalVoc.Write(new VocFile($"{sop}.png", 240, 200) { Box = new(1, 1, 239, 199, 1), Exclusion = ExclusionReason.Quality })
            .Replace("<width>240", $"<width>{width}", StringComparison.Ordinal).Replace("<height>200", $"<height>{height}", StringComparison.Ordinal);

        var imported = await ImportAsync(admin, set, name, name == "labels.csv" ? await RowsAsync(set, ["1,1,239,199,,quality"]) : Encoding.UTF8.GetBytes(xml));

        Assert.Equal(1, imported.Value.Unchanged);
        Assert.Null(Assert.Single(await ValuesAsync(set)).Item2.Box);
    }

    [Fact]
    public async Task Export_Zips_CarryTheResearchNotice()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        var (set, _) = await LabelledAsync(admin);

        foreach (var kind in Enum.GetValues<LabelExportKind>())
        {
            Assert.Equal(ExportNotice.Text + ".\n", Texts(await ExportAsync(admin, set, kind))[ExportNotice.FileName]);
        }
    }

    [Fact]
    public async Task Import_OneWrongRow_TakesNothingAndTellsEach()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        var set = await _host.SetAsync(admin, await _host.StudyAsync((Grade0, 0.1), (Grade2, 0.5), (Grade2, 0.5), (Grade2, 0.5)));
        var rows = Encoding.UTF8.GetString(await RowsAsync(set, ["10,10,20,20,2,", "10,10,20,20,4,", "300,10,20,20,2,", ",,,,,"]));
        rows = Regex.Replace(rows, "^([^,]+),([^,]+)(,[^,]+,1,,,,,,)$", "$1,9.9$3", RegexOptions.Multiline) + "1.2,1.3,1.4,1,,,,,,\n";

        var refused = Assert.IsType<ImportRefused>((await ImportAsync(admin, set, "mine.csv", Encoding.UTF8.GetBytes(rows))).Error);

        Assert.Equal(4, refused.Faults.Count);
        Assert.Contains("mine.csv:3: column 9 (\"grade\") holds \"4\"", refused.Faults[0], StringComparison.Ordinal);
        Assert.Equal("mine.csv:4: The box lies outside the image.", refused.Faults[1]);
        Assert.StartsWith("mine.csv:5: column \"series\" holds 9.9", refused.Faults[2], StringComparison.Ordinal);
        Assert.StartsWith("mine.csv:6: this label set has no slice with SOP Instance UID 1.4", refused.Faults[3], StringComparison.Ordinal);
        Assert.StartsWith("Nothing was imported: 4 labels are wrong.\n", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await ValuesAsync(set));
    }

    [Fact]
    public async Task Import_OverOtherLabels_OnlyWhenAskedTo()
    {
        var admin = await _host.PersonAsync(Role.Admin, "Dr A");
        var set = await _host.SetAsync(admin, await _host.StudyAsync((Grade0, 0.1), (Grade2, 0.5)));
        await _host.SaveAsync(admin, set, Label(1, "3"));
        var rows = await RowsAsync(set, ["10,10,20,20,2,", "10,10,20,20,2,"]);

        var refused = Assert.IsType<ImportRefused>((await ImportAsync(admin, set, "labels.csv", rows)).Error);
        var replaced = (await ImportAsync(admin, set, "labels.csv", rows, replace: true)).Value;

        Assert.StartsWith("labels.csv:2: Dr A has labelled this slice otherwise", refused.Faults.Single(), StringComparison.Ordinal);
        Assert.Equal((1, 1), (replaced.Added, replaced.Replaced));
        await using var context = database.NewContext();
        Assert.Equal(3, await context.LabelSlices.Where(s => s.LabelSetId == set).SelectMany(s => s.Labels).CountAsync());
    }

    [Fact]
    public async Task Import_XmlOfAnotherSize_IsRefused()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        var set = await _host.SetAsync(admin, await _host.StudyAsync((Grade0, 0.1)));
        await using var context = database.NewContext();
        var sop = await context.LabelSlices.Where(s => s.LabelSetId == set).Select(s => s.SopInstanceUid).SingleAsync();
        var xml = PascalVoc.Write(new VocFile($"{sop}.png", 480, 400) { Box = new(10, 10, 20, 20, 1), Grade = Grade2 });

        var refused = Assert.IsType<ImportRefused>((await ImportAsync(admin, set, "a.xml", Encoding.UTF8.GetBytes(xml))).Error);

        Assert.Equal("a.xml: size says 480 × 400 pixels, but the image has 240 × 200, so the box cannot be placed.", refused.Faults.Single());
    }

    /// <summary>Every kind of label, in two studies; one slice has none.</summary>
    private async Task<(Guid Set, Guid[] Studies)> LabelledAsync(Actor admin)
    {
        Guid[] studies = [await _host.StudyAsync((Grade0, 0.1), (Grade2, 0.5), (Grade2, 0.5), null), await _host.StudyAsync((Grade3, 0.9), (Grade3, 0.9))];
        var set = await _host.SetAsync(admin, studies);
        await _host.SaveAsync(admin, set, Label(1, "1c", box: new BoxJson(70, 30, 60, 62)));
        await _host.SaveAsync(admin, set, Label(2, exclusion: "quality"));
        await _host.SaveAsync(admin, set, Label(3, box: new BoxJson(1, 2, 30, 40)));
        await _host.SaveAsync(admin, set, Label(4));
        await _host.SaveAsync(admin, set, Label(6, exclusion: "instrumentation", box: new BoxJson(12, 34, 56, 78)));
        return (set, studies);
    }

    private async Task<byte[]> RowsAsync(Guid set, IReadOnlyList<string> labels)
    {
        await using var context = database.NewContext();
        var slices = await context.LabelSlices.Where(s => s.LabelSetId == set).OrderBy(s => s.Number)
            .Select(s => new { s.SeriesInstanceUid, s.SopInstanceUid, Study = context.Studies.Single(x => x.Id == s.StudyId).StudyInstanceUid }).ToListAsync();
        return Encoding.UTF8.GetBytes(string.Concat(slices.Select((s, i) => $"{s.Study},{s.SeriesInstanceUid},{s.SopInstanceUid},1,{labels[i]}\n").Prepend(LabelsCsv.Header + "\n")));
    }

    private async Task<List<(int, LabelValue)>> ValuesAsync(Guid set)
    {
        await using var context = database.NewContext();
        return [.. (await context.LabelSlices.AsNoTracking().Where(s => s.LabelSetId == set).Include(s => s.Labels.Where(l => l.IsCurrent)).OrderBy(s => s.Number).ToListAsync())
            .Where(s => s.Labels.Count > 0).Select(s => (s.Number, s.Labels[0].Value))];
    }

    private async Task<Result<ImportedLabels>> ImportAsync(Actor admin, Guid set, string name, byte[] file, bool replace = false)
    {
        using var content = new MemoryStream(file);
        return await _host.Import.HandleAsync(admin, set, name, content, replace, default);
    }

    private async Task<byte[]> ExportAsync(Actor actor, Guid set, LabelExportKind kind)
    {
        using var file = new MemoryStream();
        await (await _host.Export.HandleAsync(actor, set, kind, default)).Value.WriteToAsync(file, default);
        return file.ToArray();
    }

    private static byte[] SavedByLabelImg(byte[] exported)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in Texts(exported).Where(t => t.Key.EndsWith(".xml", StringComparison.Ordinal)))
            {
                var corners = Regex.Replace(text, "<([xy])(min|max)>([^<]+)<", m => FormattableString.Invariant(
                    $"<{m.Groups[1]}{m.Groups[2]}>{Math.Max(m.Groups[2].Value == "min" ? 1 : 0, (int)double.Parse(m.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture))}<"));
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(Regex.Replace(corners, "<source>.*</source>", "<source><database>Unknown</database></source>", RegexOptions.Singleline));
            }
        }

        return file.ToArray();
    }

    private static Dictionary<string, string> Texts(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        return zip.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var reader = new StreamReader(e.Open(), Encoding.Latin1);
            return reader.ReadToEnd();
        });
    }
}
