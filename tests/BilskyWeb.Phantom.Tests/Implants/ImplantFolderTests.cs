using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Phantom.Implants;

namespace BilskyWeb.Phantom.Tests.Implants;

public sealed class ImplantFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("implants-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task Write_SameSeed_SameBytes()
    {
        var host = await HostAsync();
        string one = Write("one", host, 5, 2), two = Write("two", host, 5, 2), other = Write("other", host, 6, 1);
        var files = Files(one);
        Assert.Equal(files, Files(two));
        Assert.All(files, f => Assert.Equal(File.ReadAllBytes(Path.Combine(one, f)), File.ReadAllBytes(Path.Combine(two, f))));
        Assert.NotEqual(await File.ReadAllTextAsync(Path.Combine(one, LabelsCsv.FileName)), await File.ReadAllTextAsync(Path.Combine(other, LabelsCsv.FileName)));
    }

    [Fact]
    public async Task Write_AllGrades_AreInLabelsOfTheirImages()
    {
        // A control and the six grades in turn.
        var folder = Write("out", await HostAsync(), 1, 8);
        var rows = LabelsFile.Read(folder);
        Assert.Equal(BilskyGrades.All, rows.Select(r => r.Grade!.Value).Distinct().Order());
        var images = new Dictionary<string, ScreenedHeader>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories))
        {
            await using var file = File.OpenRead(path);
            var screened = await new Part10Screener(new ScreeningLimits()).ScreenAsync(file, default);
            Assert.True(screened.IsAccepted, screened.Message);
            images.Add(screened.Header!.SopInstanceUid, screened.Header);
        }

        Assert.Equal(images.Keys.Order(), rows.Select(r => r.Sop).Order());
        Assert.All(rows, r => Assert.Equal((r.Study, r.Series), (images[r.Sop].StudyInstanceUid, images[r.Sop].SeriesInstanceUid)));
        Assert.All(rows, r => Assert.Equal(MadeHost.SacX / MadeHost.PixelMm, r.Box!.Value.CentreX, 1.0));

        // One person, one patient, whatever the study; and nothing of who it was.
        Assert.Single(images.Values.Select(i => i.PatientId).Distinct());
        Assert.All(Files(folder), f => Assert.DoesNotContain("Secret", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(folder, f)))));
        Assert.All(Files(folder), f => Assert.DoesNotContain("MADE-1", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(folder, f)))));
    }

    [Fact]
    public async Task Write_Control_IsTheHostPixelForPixel()
    {
        var host = await HostAsync();
        var study = ImplantStudy.Draw(HostCanals.Of(host, default).Value, null, 3)!;
        Assert.All(Enumerable.Range(0, study.Files.Count), i => Assert.Equal(study.Files[i].ReadPixels(), study.Make(i).Pixels));
    }

    [Fact]
    public async Task Make_FocalLesion_SwellsAndThinsOut()
    {
        var study = ImplantStudy.Draw(HostCanals.Of(await HostAsync(), default).Value, BilskyGrade.Grade2, 4)!;
        var slices = Enumerable.Range(0, study.Files.Count).Select(study.Make).ToList();
        var peak = slices.FindIndex(s => s.File.AlongMm == study.Lesion!.MiddleMm);
        Assert.Equal(BilskyGrade.Grade2, slices[peak].Grade);
        Assert.Contains(slices, s => s.Grade == BilskyGrade.Grade0);
        Assert.All(slices, s => Assert.True(s.Measured.EpiduralMassMm2 <= slices[peak].Measured.EpiduralMassMm2 * 1.1));
        Assert.All(slices.Where(s => s.Canal is not null), s => Assert.InRange(s.Canal!.Cord.AreaMm2 / s.Before.Cord.AreaMm2, 0.98, 1.02));
    }

    [Fact]
    public void GradeOf_Studies_GivesEachHostControlsAndAllGrades()
    {
        var grades = Enumerable.Range(0, 32).Where(i => i % 2 == 1).Select(i => ImplantFolder.GradeOf(i, 2, 0.25)).ToList();
        Assert.Equal(4, grades.Count(g => g is null));
        Assert.Equal(BilskyGrades.All, grades.OfType<BilskyGrade>().Distinct().Order());
    }

    [Fact]
    public void SideOf_PersonWhomTheSplitDoesNotName_IsForTestsAlone()
    {
        Assert.Equal(PersonSide.Test, PersonSplit.Current.SideOf("MADE-1"));
        Assert.False(PersonSplit.Current.ChoseShippedModels("MADE-1"));
        Assert.Equal((PersonSide.Choose, true), (PersonSplit.Current.SideOf("TEST-T2_FULL_SCT"), PersonSplit.Current.ChoseShippedModels("TEST-T2_FULL_SCT")));
    }

    private async Task<HostFolder> HostAsync() => (await HostFolder.OpenAsync(MadeHost.Write(Directory.CreateDirectory(Path.Combine(_folder, "host")).FullName, 8))).Value;

    private string Write(string name, HostFolder host, long seed, int studies)
    {
        var folder = Path.Combine(_folder, name);
        var written = ImplantFolder.Write(folder, new ImplantRequest([host], studies, seed), _ => { });
        Assert.True(written.IsOk, written.Error?.Message);
        Assert.Empty(written.Value.Refused);
        return folder;
    }

    private static List<string> Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];
}
