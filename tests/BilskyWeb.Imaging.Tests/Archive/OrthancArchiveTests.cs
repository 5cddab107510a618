using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Imaging.Tests.Archive;

[Trait("Kind", "integration")]
public sealed class OrthancArchiveTests(ArchiveFixture fixture) : IClassFixture<ArchiveFixture>, IDisposable
{
    private readonly DicomWebArchive _archive = new(fixture.Orthanc.Address());
    private readonly OrthancArchive _orthanc = new(fixture.Orthanc.Address());

    public void Dispose()
    {
        _archive.Dispose();
        _orthanc.Dispose();
    }

    [Fact]
    public async Task GetSystemAsync_RunningArchive_TellsWhoItIs()
    {
        var system = (await _orthanc.GetSystemAsync()).Value;

        Assert.Equal(fixture.Orthanc.AeTitle, system.Aet);
        Assert.Equal(fixture.Orthanc.DicomPort, system.DicomPort);
        Assert.Matches(@"^\d+\.\d+", system.Version);
        Assert.NotEmpty(system.DatabaseId);
    }

    [Fact]
    public async Task GetStatisticsAsync_AfterStoring_Counts()
    {
        await StoreAsync(DicomUid.New(), 2);

        var statistics = (await _orthanc.GetStatisticsAsync()).Value;

        Assert.True(statistics is { Studies: > 0, Series: > 0, Instances: > 1, DiskBytes: > 1000 });
    }

    [Fact]
    public async Task ReadChangesAsync_FromACursor_TellsWhatCameAndNothingTwice()
    {
        var cursor = (await _orthanc.LastChangeAsync()).Value;
        var study = DicomUid.New();
        await StoreAsync(study, 4);

        var seen = new List<ArchiveChange>();
        for (var page = (await _orthanc.ReadChangesAsync(cursor, 2)).Value; ; page = (await _orthanc.ReadChangesAsync(cursor, 2)).Value)
        {
            seen.AddRange(page.Changes);
            cursor = page.Last;
            Assert.False(page.CursorIsAhead);
            if (page.Done)
            {
                break;
            }
        }

        Assert.Equal(seen.Select(change => change.Sequence).Distinct().Order(), seen.Select(change => change.Sequence));
        var ours = await ChangesOfAsync(study, seen);
        Assert.Equal(4, ours.Count(change => change.Kind == "NewInstance"));
        Assert.Single(ours, change => change.Kind == "NewStudy");
        Assert.Empty(await ChangesOfAsync(study, (await _orthanc.ReadChangesAsync(cursor)).Value.Changes));
    }

    [Fact]
    public async Task ReadChangesAsync_CursorOfAnotherArchive_IsToldAhead()
    {
        var changes = (await _orthanc.ReadChangesAsync(1_000_000_000)).Value;

        Assert.True(changes.CursorIsAhead);
        Assert.Empty(changes.Changes);
    }

    [Fact]
    public async Task LookUpStudyAsync_TwoPatientsWithOneStudyUid_FindsBoth()
    {
        var study = DicomUid.New();
        await StoreAsync(study, 1, s => s.Set(DicomTag.PatientId, "A"), "a");
        await StoreAsync(study, 1, s => s.Set(DicomTag.PatientId, "B"), "b");

        var ids = (await _orthanc.LookUpStudyAsync(study)).Value;

        Assert.Equal(2, ids.Count);
        var patients = new List<string>();
        foreach (var id in ids)
        {
            patients.Add((await _orthanc.GetStudyAsync(id)).Value.PatientId);
        }

        Assert.Equal(["A", "B"], patients.Order());
        Assert.Empty((await _orthanc.LookUpStudyAsync("1.2.3.4")).Value);
    }

    [Fact]
    public async Task GetStudyAsync_StoredStudy_GivesItsFacts()
    {
        var study = DicomUid.New();
        await StoreAsync(study, 2);

        var found = (await _orthanc.GetStudyAsync((await _orthanc.LookUpStudyAsync(study)).Value.Single())).Value;

        Assert.Equal(study, found.StudyInstanceUid);
        Assert.Equal(("P1", "Test^Slice", "19600102", "F", "20260203", "A1", "Spine"), (found.PatientId, found.PatientName, found.BirthDate, found.Sex, found.StudyDate, found.AccessionNumber, found.Description));
        Assert.Equal(2, (await _orthanc.ListInstancesAsync(found.OrthancId)).Value.Count);
    }

    /// <summary>Orthanc's QIDO-RS made "^" of Cyrillic names, its REST interface "Mller" of a misspelt character set.</summary>
    [Theory]
    [MemberData(nameof(WrittenNames.All), MemberType = typeof(WrittenNames))]
    public async Task DescribeStudyAsync_NameInAnyScript_IsWhatScreeningReads(string characterSet, string latin1, string name)
    {
        var study = DicomUid.New();
        using var folder = new StowFolder(study, "a", 1, change: s => s.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192"));
        var file = RawElement.Name(await File.ReadAllBytesAsync(folder.Files[0].Path), characterSet, latin1);
        await File.WriteAllBytesAsync(folder.Files[0].Path, file);
        var screened = await new Part10Screener(new ScreeningLimits()).ScreenAsync(new MemoryStream(file), default);
        await foreach (var outcome in _archive.StoreAsync(folder.Files))
        {
            Assert.Equal(StoreStatus.Stored, outcome.Status);
        }

        var described = (await _orthanc.DescribeStudyAsync((await _orthanc.LookUpStudyAsync(study)).Value.Single())).Value;

        Assert.Equal(name, described.Attributes.GetPersonName(DicomTag.PatientName)!.ToText());
        Assert.Equal(screened.Header!.PatientName, described.Attributes.GetPersonName(DicomTag.PatientName));
        Assert.Equal(("P1", 1), (described.Attributes.GetString(DicomTag.PatientId), described.Instances));
    }

    [Fact]
    public async Task DescribeStudyAsync_StudyThatHasGone_IsNotInTheArchive() =>
        Assert.IsType<NotInArchive>((await _orthanc.DescribeStudyAsync("00000000-00000000-00000000-00000000-00000000")).Error);

    [Fact]
    public async Task FindHeldAsync_MoreThanABatch_GivesThoseHeld()
    {
        var held = await StoreAsync(DicomUid.New(), 3);

        var found = (await _orthanc.FindHeldAsync([.. Enumerable.Range(0, 450).Select(i => DicomUid.FromSeed($"absent/{i}")), .. held, "*", "no uid"])).Value;

        Assert.Equal(held.Order(), found.Select(f => f.SopInstanceUid).Order());
    }

    [Fact]
    public async Task DeleteStudyAsync_StoredStudy_IsGone()
    {
        var study = DicomUid.New();
        await StoreAsync(study, 2);

        Assert.Equal(1, (await _orthanc.DeleteStudyAsync(study)).Value);
        Assert.Equal(0, (await _orthanc.DeleteStudyAsync(study)).Value);
        Assert.IsType<NotInArchive>((await _archive.ReadMetadataAsync(study)).Error);
    }

    /// <summary>What came of one study. Other tests store in this archive, and delete from it, meanwhile.</summary>
    private async Task<List<ArchiveChange>> ChangesOfAsync(string study, IEnumerable<ArchiveChange> changes)
    {
        var ours = new List<ArchiveChange>();
        foreach (var change in changes.Where(change => change.Kind is "NewInstance" or "NewSeries" or "NewStudy"))
        {
            if (await _orthanc.StudyOfAsync(change) is { IsOk: true } found && found.Value.StudyInstanceUid == study)
            {
                ours.Add(change);
            }
        }

        return ours;
    }

    private async Task<List<string>> StoreAsync(string study, int count, Action<DicomDataset>? change = null, string series = "s")
    {
        using var folder = new StowFolder(study, series, count, change: change);
        await foreach (var outcome in _archive.StoreAsync(folder.Files))
        {
            Assert.Equal(StoreStatus.Stored, outcome.Status);
        }

        return [.. folder.Files.Select(file => file.SopInstanceUid)];
    }
}
