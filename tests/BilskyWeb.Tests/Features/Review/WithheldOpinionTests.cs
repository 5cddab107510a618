using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static BilskyWeb.Core.Grading.BilskyGrade;
using static BilskyWeb.Tests.Features.Review.ReviewSeed;

namespace BilskyWeb.Tests.Features.Review;

[Trait("Kind", "integration")]
public sealed class WithheldOpinionTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>, IDisposable
{
    private static readonly CompressionGeometry Apart = new(40, 2, 2.1, 0.1, 300, 70, null, 0.2) { Grade = Grade1b };

    private static readonly CanalContours Outlines = new([new ImagePoint(10, 10.5), new ImagePoint(12, 11)], [new ImagePoint(9, 9)], [[new ImagePoint(-1, 4)]]);

    private readonly ReviewSeed _seed = new(database);

    public void Dispose() => _seed.Dispose();

    [Fact]
    public async Task HandleAsync_SlicesWithheldSinceOpinionsDiffer_NeedAReaderUntilSomebodyReadsThem()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade2, Grade2, Grade0);
        await using (var context = database.NewContext())
        {
            foreach (var slice in await context.SliceResults.Where(s => s.RunId == run.Id && s.Grade == Grade2).ToListAsync())
            {
                (slice.Status, slice.Geometry, slice.Contours, slice.Agreement, slice.RestsOnBoth) = (SliceStatus.Abstained, Apart, Outlines, OpinionAgreement.Differ, true);
            }

            await context.SaveChangesAsync();
        }

        var before = (await _seed.Read.HandleAsync(Ada, study.Id, default)).Value;
        var after = await _seed.SaveAsync(Ada, study.Id, Grade(run, 1, Grade1b), Grade(run, 2, Grade1b));

        Assert.Equal((Grade0, true), (before.Verdict.Grade!.Value, before.NeedsReader));
        Assert.Contains("2 slices that prototypes or measurements call high grade were withheld", before.Verdict.Reason, StringComparison.Ordinal);
        Assert.Equal((Apart, Outlines.ToString(), OpinionAgreement.Differ), (before.Slices[1].Model.Geometry!, before.Slices[1].Model.Contours!.ToString(), before.Slices[1].Model.Agreement!.Value));
        Assert.Null(before.Slices[0].Model.Geometry);
        Assert.Equal((Grade1b, false), (after.Verdict.Grade!.Value, after.NeedsReader));
    }
}
