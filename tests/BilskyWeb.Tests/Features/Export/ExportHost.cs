using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Export;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Review;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Features.Review;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Export;

/// <summary>The application on a real archive, where nothing is graded by itself: a test says what the model said.</summary>
public sealed class ExportHost : AppFixture
{
    protected override IEnumerable<string> Settings => ["--Jobs:GradingWorkers=0", "--Results:SweepSeconds=0.3", "--Results:MostAttempts=2"];

    internal OrthancArchive Orthanc => Services.GetRequiredService<OrthancArchive>();

    /// <summary>A study in the archive that has arrived here, with a grading of its slices.</summary>
    internal async Task<(Study Study, GradingRun Run)> GradedAsync(TestStudy images, params BilskyGrade[] grades)
    {
        foreach (var slice in Enumerable.Range(0, images.Slices))
        {
            await ReceiveAsync(images.File(slice));
        }

        Study? study = null;
        await EventuallyAsync(async database => (study = await database.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.StudyInstanceUid == images.StudyUid && s.InstanceCount == images.Slices && s.GradingRequestedFor == images.Slices)) is not null);
        await using var context = NewContext();
        var run = context.AddRun(study!, GradingState.Complete, grades.Max(), grades.Max().IsHighGrade(), DateTimeOffset.UtcNow);
        for (var i = 0; i < grades.Length; i++)
        {
            var probabilities = new double[BilskyGrades.Count];
            probabilities[(int)grades[i]] = 1;
            run.Slices.Add(new SliceResult
            {
                Ordinal = i,
                SeriesInstanceUid = images.SeriesUid,
                SopInstanceUid = images.SopUid(i),
                PositionMm = -4 * i,
                Status = SliceStatus.Graded,
                Grade = grades[i],
                Probabilities = probabilities,
                HighGradeProbability = grades[i].IsHighGrade() ? 1 : 0,
                RoiX = 8,
                RoiY = 8,
                RoiWidth = 16,
                RoiHeight = 16,
                RoiScore = 0.9,
                RoiSource = RoiSource.Seen,
                Contours = new CanalContours([new(14, 14), new(18, 14), new(18, 18), new(14, 18)], [new(12, 12), new(20, 12), new(20, 20), new(12, 20)], []),
            });
        }

        await context.SaveChangesAsync();
        return (study!, run);
    }

    internal async Task<StudyReview> SignAsync(Study study, GradingRun run, int sequence = 0, string? reason = null) =>
        (await Services.GetRequiredService<SignOffReview>().HandleAsync(ReviewSeed.Ada, study.Id, new NewSignature(Guid.NewGuid(), sequence, run.Id, reason, null), default)).Value;

    internal Task<ResultRelease> ReleaseAsync(Study study, int version, Predicate<ResultRelease> until) => EventuallyAsync(async database =>
        await database.ResultReleases.AsNoTracking().Include(r => r.Objects).Include(r => r.Deliveries).SingleOrDefaultAsync(r => r.StudyId == study.Id && r.Version == version) is { } release && until(release) ? release : null);

    /// <summary>Until everything that the archive has told so far has been taken in.</summary>
    internal async Task NewsTakenInAsync()
    {
        var last = (await Orthanc.LastChangeAsync()).Value;
        await EventuallyAsync(async database => await database.ArchiveCursors.AnyAsync(c => c.LastChange >= last));
    }

    internal async Task ReceiveAsync(byte[] file)
    {
        using var archive = ArchiveClient();
        using var stored = await archive.PostAsync("instances", new ByteArrayContent(file));
        stored.EnsureSuccessStatusCode();
    }

    internal async Task RemoveAsync(string sopInstanceUid)
    {
        using var archive = ArchiveClient();
        foreach (var held in (await Orthanc.FindHeldAsync([sopInstanceUid])).Value)
        {
            using var gone = await archive.DeleteAsync($"instances/{held.OrthancId}");
            gone.EnsureSuccessStatusCode();
        }
    }

    internal Task EventuallyAsync(Func<BilskyWeb.Data.BilskyDbContext, Task<bool>> holds) => EventuallyAsync<object>(async database => await holds(database) ? this : null);

    internal async Task<T> EventuallyAsync<T>(Func<BilskyWeb.Data.BilskyDbContext, Task<T?>> find)
        where T : class
    {
        var until = DateTimeOffset.UtcNow.AddSeconds(90);
        while (true)
        {
            await using (var database = NewContext())
            {
                if (await find(database) is { } found)
                {
                    return found;
                }
            }

            Assert.True(DateTimeOffset.UtcNow < until, "It did not happen.");
            await Task.Delay(100);
        }
    }
}
