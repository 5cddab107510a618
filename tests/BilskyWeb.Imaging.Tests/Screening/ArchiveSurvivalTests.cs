using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Imaging.Tests.Datasets;
using BilskyWeb.LocalServers;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Imaging.Tests.Screening;

/// <summary>What screening lets through does the real archive no harm: it stores or refuses each file, and still answers.</summary>
[Trait("Kind", "integration")]
public sealed class ArchiveSurvivalTests : IClassFixture<ArchiveFixture>, IDisposable
{
    private readonly Part10Screener _screener = new(new ScreeningLimits());
    private readonly string _folder = TestDirectory.Named($"survival-{Guid.NewGuid():N}");
    private readonly PrivateOrthanc _orthanc;
    private readonly DicomWebArchive _archive;
    private readonly int _processId;

    public ArchiveSurvivalTests(ArchiveFixture fixture)
    {
        _orthanc = fixture.Orthanc;
        _processId = _orthanc.ProcessId;
        _archive = new DicomWebArchive(new ArchiveOptions { Url = _orthanc.Url, User = _orthanc.User, Password = _orthanc.Password, Retries = 0 });
        Directory.CreateDirectory(_folder);
    }

    public void Dispose()
    {
        _archive.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task StoreAsync_EveryAcceptedSample_IsStoredAndReadBack()
    {
        var files = new List<StowFile>();
        foreach (var folder in new[] { "dicom-samples/pydicom", "dicom-samples/enhanced-mr", "dicom-samples/ge-epi", "dicom-samples/highdicom" })
        {
            foreach (var path in Directory.GetFiles(SharedData.Folder(folder)))
            {
                await TakeAsync(await File.ReadAllBytesAsync(path), files);
            }
        }

        Assert.InRange(files.Count, 80, 200);
        await foreach (var outcome in _archive.StoreAsync(files))
        {
            Assert.True(outcome.Status is StoreStatus.Stored, $"{outcome.File.SopInstanceUid}: {outcome.Message}");
        }

        await ReadEverythingAsync(files);
    }

    [Fact]
    public async Task StoreAsync_AcceptedMutants_LeaveTheArchiveAlive()
    {
        var random = new Random(11);
        var files = new List<StowFile>();
        foreach (var seed in Mutants.Seeds())
        {
            for (var i = 0; i < 40; i++)
            {
                await TakeAsync(Mutants.Mutate(seed, random), files);
            }
        }

        Assert.True(files.Count > 20, $"Only {files.Count} mutants were accepted.");
        await foreach (var outcome in _archive.StoreAsync(files))
        {
            Assert.NotEqual(StoreStatus.Unavailable, outcome.Status);
        }

        await ReadEverythingAsync(files);
    }

    [Fact]
    public async Task StoreAsync_DeepestNestingAllowed_IsReadBackAsJson()
    {
        var files = new List<StowFile>();
        var nested = new DicomDataset().Set(DicomTag.ReferencedSopInstanceUid, "1.2.3");
        for (var level = 0; level < _screener.Limits.MaxDepth; level++)
        {
            nested = new DicomDataset().Set(DicomTag.ReferencedImageSequence, nested);
        }

        var slice = TestObjects.MrSlice("deepest").Set(DicomTag.StudyInstanceUid, DicomUid.FromSeed("deepest study"));
        slice.Set(DicomTag.ReferencedImageSequence, [.. nested.GetSequence(DicomTag.ReferencedImageSequence)]);
        await TakeAsync(Part10Writer.ToArray(slice, TestObjects.Pixels()), files);
        Assert.Single(files);
        await foreach (var outcome in _archive.StoreAsync(files))
        {
            Assert.Equal(StoreStatus.Stored, outcome.Status);
        }

        var metadata = await _archive.ReadMetadataAsync(DicomUid.FromSeed("deepest study"));

        Assert.True(metadata.IsOk, metadata.Error?.Message);
        var inner = Assert.Single(metadata.Value);
        for (var depth = 0; depth < _screener.Limits.MaxDepth; depth++)
        {
            inner = Assert.Single(inner.GetSequence(DicomTag.ReferencedImageSequence));
        }

        Assert.Equal("1.2.3", inner.GetString(DicomTag.ReferencedSopInstanceUid));
    }

    /// <summary>A scanner's images are not screened. The archive's Lua stack had room for some seven levels, and what lay behind it was written over.</summary>
    [Fact]
    public async Task StoreAsync_NestedDeeperThanScreeningAllows_LeavesTheArchiveWhole()
    {
        var files = new List<StowFile>();
        for (var image = 0; image < 30; image++)
        {
            var nested = new DicomDataset().Set(DicomTag.ReferencedSopInstanceUid, "1.2.3");
            for (var level = 0; level < 100 + (10 * image); level++)
            {
                nested = new DicomDataset().Set(DicomTag.ReferencedImageSequence, nested);
            }

            var slice = TestObjects.MrSlice($"deep {image}").Set(DicomTag.StudyInstanceUid, DicomUid.FromSeed("deep study"));
            slice.Set(DicomTag.ReferencedImageSequence, nested);
            var path = Path.Combine(_folder, $"deep-{image}.dcm");
            await File.WriteAllBytesAsync(path, Part10Writer.ToArray(slice, TestObjects.Pixels()));
            files.Add(new StowFile(path, slice.GetString(DicomTag.SopInstanceUid)!));
        }

        await foreach (var outcome in _archive.StoreAsync(files))
        {
            Assert.Equal((StoreStatus.Stored, ""), (outcome.Status, outcome.Message));
        }

        await ReadEverythingAsync([]);
    }

    private async Task TakeAsync(byte[] bytes, List<StowFile> files)
    {
        using var file = new MemoryStream(bytes);
        var result = await _screener.ScreenAsync(file, default);
        if (result.IsAccepted)
        {
            var path = Path.Combine(_folder, $"{files.Count}.dcm");
            await using var copy = File.Create(path);
            await Part10Screener.CopyAsync(file, result.Header, copy, default);
            files.Add(new StowFile(path, result.Header.SopInstanceUid));
        }
    }

    private async Task ReadEverythingAsync(List<StowFile> files)
    {
        var studies = new HashSet<string>();
        foreach (var stow in files)
        {
            using var file = File.OpenRead(stow.Path);
            studies.Add((await _screener.ScreenAsync(file, default)).Header!.StudyInstanceUid);
        }

        foreach (var study in studies)
        {
            var metadata = await _archive.ReadMetadataAsync(study);
            if (metadata.Error is { } error)
            {
                Assert.IsNotType<ArchiveUnavailable>(error);
                continue;
            }

            foreach (var instance in metadata.Value.Where(instance => instance.Contains(DicomTag.Rows)))
            {
                // A damaged image may fail to decode; the archive may not fail to answer.
                _ = await _archive.ReadFrameAsync(instance, 1);
            }
        }

        Assert.False(_orthanc.Exited.IsCompleted);
        Assert.Equal(_processId, _orthanc.ProcessId);
        Assert.True((await _archive.FindStudiesAsync(new StudyQuery())).IsOk);
    }
}
