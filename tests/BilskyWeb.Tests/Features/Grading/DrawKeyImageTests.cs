using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Storage;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Grading;

[Trait("Kind", "integration")]
public sealed class DrawKeyImageTests(DatabaseFixture database, ArchiveFixture archive) : IClassFixture<DatabaseFixture>, IClassFixture<ArchiveFixture>, IDisposable
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47];
    private static readonly Actor Reviewer = new(Guid.NewGuid(), "Reviewer", new HashSet<string> { Role.Reviewer });
    private static readonly Actor Stranger = new(Guid.NewGuid(), "Referrer", new HashSet<string> { Role.Referrer });

    private readonly DicomWebArchive _archive = new(archive.Orthanc.Address());
    private readonly KeptPictures _kept = new(
        Options.Create(new StorageOptions { DataFolder = TestDirectory.Named($"kept-{Guid.NewGuid():N}") }), TimeProvider.System, NullLogger<KeptPictures>.Instance);

    public void Dispose()
    {
        _archive.Dispose();
        _kept.Dispose();
    }

    [Fact]
    public async Task HandleAsync_GradedStudy_DrawsTheLevelsKeySlice()
    {
        var (uid, run) = await GradedStudyAsync(stored: true);

        var image = await DrawnAsync(uid, null);

        Assert.Equal(Png, image[..4]);
        // Width and height of the PNG header, as every key image has them.
        Assert.Equal([0, 0, 4, 0x0E, 0, 0, 2, 0xE8], image[16..24]);
        Assert.Equal(image, await DrawnAsync(uid, run));
    }

    [Fact]
    public async Task HandleAsync_NoSuchLevelOrRun_IsNotFound()
    {
        var (uid, _) = await GradedStudyAsync(stored: true);

        Assert.IsType<KeyImageNotFound>((await Use().HandleAsync(Reviewer, uid, 0, null, default)).Error);
        Assert.IsType<KeyImageNotFound>((await Use().HandleAsync(Reviewer, uid, 2, null, default)).Error);
        Assert.IsType<KeyImageNotFound>((await Use().HandleAsync(Reviewer, uid, 1, Guid.NewGuid(), default)).Error);
    }

    [Fact]
    public async Task HandleAsync_SomeoneElsesStudy_IsAsIfItWereNotThere()
    {
        var (uid, run) = await GradedStudyAsync(stored: true);

        Assert.IsType<StudyNotFound>((await Use().HandleAsync(Stranger, uid, 1, run, default)).Error);
        Assert.IsType<StudyNotFound>((await Use().HandleAsync(Reviewer, DicomUid.New(), 1, null, default)).Error);
    }

    [Fact]
    public async Task HandleAsync_ImageGoneFromTheArchive_SaysSo()
    {
        var (uid, _) = await GradedStudyAsync(stored: false);

        var picture = (await Use().HandleAsync(Reviewer, uid, 1, null, default)).Value;

        Assert.IsType<NotInArchive>((await picture.ReadAsync(default)).Error);
    }

    [Fact]
    public async Task HandleAsync_DrawnBefore_IsReadWithoutTheArchiveByWhoMaySeeIt()
    {
        var (uid, run) = await GradedStudyAsync(stored: true);
        var drawn = await DrawnAsync(uid, run);
        using var silent = new DicomWebArchive(new ArchiveOptions { Url = new Uri("http://127.0.0.1:9/"), Retries = 0 });

        var again = (await Use(silent).HandleAsync(Reviewer, run, 1, default)).Value;

        Assert.Equal(drawn, (await again.ReadAsync(default)).Value);
        Assert.IsType<KeyImageNotFound>((await Use(silent).HandleAsync(Stranger, run, 1, default)).Error);
        Assert.IsType<StudyNotFound>((await Use(silent).HandleAsync(Stranger, uid, 1, run, default)).Error);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("birth date")]
    [InlineData("images")]
    [InlineData("level")]
    [InlineData("grade")]
    [InlineData("region")]
    [InlineData("place")]
    public async Task HandleAsync_SomethingThatItShowsChanged_IsAnotherPicture(string what)
    {
        var (uid, run) = await GradedStudyAsync(stored: true);
        var before = (await Use().HandleAsync(Reviewer, run, 1, default)).Value;
        Assert.Equal(before.Tag, (await Use().HandleAsync(Reviewer, uid, 1, null, default)).Value.Tag);

        await using (var context = database.NewContext())
        {
            var study = await context.Studies.SingleAsync(s => s.StudyInstanceUid == uid);
            var key = await context.SliceResults.SingleAsync(s => s.RunId == run && s.Ordinal == 1);
            var level = await context.LevelResults.SingleAsync(l => l.RunId == run);
            _ = what switch
            {
                "name" => study.PatientName = "Test^Corrected",
                "birth date" => study.BirthDate = new DateOnly(1953, 7, 29),
                "images" => study.InstanceCount++,
                "level" => level.Name = "T7",
                "grade" => key.Grade = BilskyGrade.Grade3,
                "region" => key.RoiX++,
                _ => (object)(key.PositionMm += 1),
            };
            await context.SaveChangesAsync();
        }

        Assert.NotEqual(before.Tag, (await Use().HandleAsync(Reviewer, run, 1, default)).Value.Tag);
    }

    private DrawKeyImage Use(DicomWebArchive? asked = null) => new(
        new PooledDbContextFactory<BilskyDbContext>(new DbContextOptionsBuilder<BilskyDbContext>().UseNpgsql(database.ConnectionString).Options),
        new SliceImage(asked ?? _archive, new Lazy<KeyImageRenderer>(), _kept, TimeProvider.System));

    private async Task<byte[]> DrawnAsync(string study, Guid? run)
    {
        var picture = (await Use().HandleAsync(Reviewer, study, 1, run, default)).Value;
        return (await picture.ReadAsync(default)).Value;
    }

    private async Task<(string StudyUid, Guid RunId)> GradedStudyAsync(bool stored)
    {
        var (study, series, sop) = (DicomUid.New(), DicomUid.New(), DicomUid.New());
        if (stored)
        {
            await StoreAsync(study, series, sop);
        }

        await using var context = database.NewContext();
        var row = new Study { Id = Guid.NewGuid(), StudyInstanceUid = study, PatientId = "P", PatientName = "Test^Key" };
        var run = new GradingRun { Id = Guid.NewGuid(), StudyId = row.Id, State = GradingState.Complete, PipelineVersion = "roi 1.0.0 · prep 1.0.0 · grader 1.0.0 · rule 1.0.0" };
        for (var i = 0; i < 3; i++)
        {
            run.Slices.Add(new SliceResult
            {
                Ordinal = i,
                SeriesInstanceUid = series,
                SopInstanceUid = i == 1 ? sop : DicomUid.New(),
                PositionMm = -4 * i,
                Status = SliceStatus.Graded,
                Grade = BilskyGrade.Grade2,
                RoiX = 22,
                RoiY = 22,
                RoiWidth = 20,
                RoiHeight = 20,
                RoiScore = 0.9,
            });
        }

        run.Levels.Add(new LevelResult { Grade = BilskyGrade.Grade2, FromMm = -8, ToMm = 0, KeySliceOrdinal = 1, KeySopInstanceUid = sop });
        context.AddRange(row, run);
        await context.SaveChangesAsync();
        return (study, run.Id);
    }

    private async Task StoreAsync(string study, string series, string sop)
    {
        const int Side = 64;
        var instance = new DicomDataset()
            .Set(DicomTag.SopClassUid, DicomUid.MrImageStorage).Set(DicomTag.SopInstanceUid, sop)
            .Set(DicomTag.StudyInstanceUid, study).Set(DicomTag.SeriesInstanceUid, series)
            .Set(DicomTag.PatientId, "P").Set(DicomTag.PatientName, "Test^Key").Set(DicomTag.Modality, "MR")
            .Set(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0).Set(DicomTag.ImagePositionPatient, -32, -32, -4)
            .Set(DicomTag.Rows, Side).Set(DicomTag.Columns, Side).Set(DicomTag.PixelSpacing, 1, 1)
            .Set(DicomTag.SamplesPerPixel, 1).Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Set(DicomTag.BitsAllocated, 16).Set(DicomTag.BitsStored, 12).Set(DicomTag.HighBit, 11).Set(DicomTag.PixelRepresentation, 0);
        var pixels = new byte[Side * Side * 2];
        for (var i = 0; i < pixels.Length; i += 2)
        {
            pixels[i] = (byte)(i / 2 % Side);
        }

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, Part10Writer.ToArray(instance, pixels));
            await foreach (var outcome in _archive.StoreAsync([new StowFile(file, sop)]))
            {
                Assert.Equal(StoreStatus.Stored, outcome.Status);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }
}
