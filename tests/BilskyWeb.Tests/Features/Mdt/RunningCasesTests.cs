using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Mdt;

/// <summary>Cases in the program as it runs, beside all else that runs in it.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class RunningCasesTests(AppFixture app)
{
    /// <summary>Named after what happened: the follower of the archive's changes held the lock for which placing waited, as long as the program ran.</summary>
    [Fact]
    public async Task Serve_FlaggedStudy_OpensItsCaseByItself()
    {
        Guid study;
        await using (var database = app.NewContext())
        {
            var added = database.AddStudy("Running^Case", DateTimeOffset.UtcNow);
            database.AddRun(added, GradingState.Complete, BilskyGrade.Grade3, flagged: true);
            await database.SaveChangesAsync();
            study = added.Id;
        }

        for (var waited = 0; waited < 600; waited++)
        {
            await using var database = app.NewContext();
            if (await database.CaseStudies.AnyAsync(s => s.StudyId == study))
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail("A minute after its study was flagged no case was there.");
    }
}
