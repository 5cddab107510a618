using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.ReaderStudies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Grading;
using BilskyWeb.Tests.Features.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.ReaderStudies;

[Trait("Kind", "integration")]
public sealed class DrawCaseTests(DatabaseFixture database, ArchiveFixture archive) : IClassFixture<DatabaseFixture>, IClassFixture<ArchiveFixture>, IDisposable
{
    private readonly ReaderStudyHost _host = new(database);
    private readonly DicomWebArchive _archive = new(ArchiveOptions.Of(archive.Orthanc));

    public void Dispose()
    {
        _host.Dispose();
        _archive.Dispose();
    }

    /// <summary>Same pixels, other grade: were anything of the model's in the picture, the two would differ.</summary>
    [Fact]
    public async Task HandleAsync_SamePixelsOtherGrade_IsTheSamePicture()
    {
        var reader = await _host.PersonAsync(Role.Referrer);
        var admin = await _host.PersonAsync(Role.Admin);
        var tiny = new TinyStudy(3, 3);
        await StoreAsync(tiny);
        var low = await StudyAsync(admin, reader, tiny, BilskyGrade.Grade0);
        var high = await StudyAsync(admin, reader, tiny, BilskyGrade.Grade3);
        foreach (var view in Enum.GetValues<CaseView>())
        {
            var (a, b) = (await Draw(reader, low, view), await Draw(reader, high, view));

            Assert.Equal([0x89, 0x50, 0x4E, 0x47], a[..4]);
            Assert.Equal(a, b);
            Assert.DoesNotContain("Tiny", System.Text.Encoding.Latin1.GetString(a), StringComparison.Ordinal);
        }

        Assert.NotEqual(await Draw(reader, low, CaseView.Outlined), await Draw(reader, low, CaseView.Plain));
        Assert.NotEqual(await Draw(reader, low, CaseView.CloseUp), await Draw(reader, low, CaseView.Plain));
    }

    [Fact]
    public async Task HandleAsync_WhoDoesNotRead_GetsNothing()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var (study, item) = await StudyAsync(admin, reader, new TinyStudy(3, 3), BilskyGrade.Grade0);
        var draw = new DrawCase(_host.Contexts, _archive);

        Assert.IsType<CaseNotFound>((await draw.HandleAsync(await _host.PersonAsync(Role.Reviewer), study, item, CaseView.Plain, default)).Error);
        Assert.IsType<CaseNotFound>((await draw.HandleAsync(reader, Guid.NewGuid(), item, CaseView.Plain, default)).Error);
        Assert.IsType<CaseNotFound>((await draw.HandleAsync(reader, study, Guid.NewGuid(), CaseView.Plain, default)).Error);
        Assert.IsType<NotInArchive>((await draw.HandleAsync(reader, study, item, CaseView.Plain, default)).Error);
    }

    [Theory]
    [InlineData(40, 40, 20, 20, 40, 40)]
    [InlineData(0, 0, 20, 20, 30, 30)]
    [InlineData(90, 90, 20, 20, 20, 20)]
    public void CloseUp_Region_IsTwiceAsWideAndEndsWithTheSlice(double x, double y, double width, double height, int wide, int high)
    {
        var image = new GreyImage(100, 100, [.. Enumerable.Range(0, 10_000).Select(i => (float)i)], 0.5, 0.5);

        var close = DrawCase.CloseUp(image, new RegionOfInterest(x, y, width, height, 1));

        Assert.Equal((wide, high), (close.Width, close.Height));
        Assert.Equal(image.Pixels[(int)(Math.Max(0, y - (height / 2)) * 100) + (int)Math.Max(0, x - (width / 2))], close.Pixels[0]);
    }

    private async Task<byte[]> Draw(Actor reader, (Guid Study, Guid Case) item, CaseView view) =>
        (await new DrawCase(_host.Contexts, _archive).HandleAsync(reader, item.Study, item.Case, view, default)).Value;

    private async Task<(Guid Study, Guid Case)> StudyAsync(Actor admin, Actor reader, TinyStudy tiny, BilskyGrade grade)
    {
        await using var context = database.NewContext();
        var study = await context.Studies.SingleOrDefaultAsync(s => s.StudyInstanceUid == tiny.Uid);
        if (study is null)
        {
            study = context.AddStudy("Tiny^Study", DateTimeOffset.UtcNow);
            study.StudyInstanceUid = tiny.Uid;
        }

        var run = context.AddRun(study, GradingState.Complete, grade, at: DateTimeOffset.UtcNow);
        run.Slices.Add(new SliceResult
        {
            SeriesInstanceUid = tiny.AxialUid,
            SopInstanceUid = tiny.Axial(0, 1).Single().SopInstanceUid,
            Status = SliceStatus.Graded,
            Grade = grade,
            RoiX = 40,
            RoiY = 40,
            RoiWidth = 20,
            RoiHeight = 20,
        });
        await context.SaveChangesAsync();
        var id = await _host.ReaderStudyAsync(admin, [study.Id], [reader, admin], ReadScale.SixGrades);
        return (id, (await _host.Open.HandleAsync(reader, id, null, default)).Value.CaseId!.Value);
    }

    private async Task StoreAsync(TinyStudy tiny)
    {
        var folder = Directory.CreateDirectory(TestDirectory.Named($"case-{Guid.NewGuid():N}")).FullName;
        var files = tiny.Axial(0, 1).Select((file, i) =>
        {
            var path = Path.Combine(folder, $"{i}.dcm");
            File.WriteAllBytes(path, file.File);
            return new StowFile(path, file.SopInstanceUid);
        }).ToList();
        await foreach (var outcome in _archive.StoreAsync(files))
        {
            Assert.Equal(StoreStatus.Stored, outcome.Status);
        }
    }
}
