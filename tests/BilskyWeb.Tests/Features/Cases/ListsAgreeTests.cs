using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Cases.MyReferrals;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Features.Cases;

/// <summary>Worklist, board and the referrer's list say the same of a case. Each had a meaning of its own.</summary>
[Trait("Kind", "integration")]
public sealed class ListsAgreeTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly Actor Doctor = new(Guid.CreateVersion7(), "Reviewer and referrer", new HashSet<string> { Role.Reviewer, Role.Referrer });

    /// <summary>The board showed the new run alone, the worklist the old review alone, until the review was carried over.</summary>
    [Theory]
    [InlineData(BilskyGrade.Grade0, BilskyGrade.Grade3)]
    [InlineData(BilskyGrade.Grade3, BilskyGrade.Grade0)]
    public async Task Lists_GradedAgainBeforeTheReviewIsCarriedOver_TakeTheMoreSevereOfBoth(BilskyGrade signed, BilskyGrade graded)
    {
        var study = await SeedAsync("graded again", [signed, graded], standing =>
        {
            standing.Grade = standing.HighestSingleGrade = signed;
            standing.Flagged = signed.IsHighGrade();
            standing.SlicesRead = 3;
            standing.SignedOffAt = DateTimeOffset.UtcNow;
            standing.SignedOnRun = true;
        });

        Assert.All(await EverywhereAsync(study), said => Assert.Equal((BilskyGrade.Grade3, true), said));
    }

    /// <summary>The board took the standing of who had only chosen a key image for a reading, the worklist did not.</summary>
    [Fact]
    public async Task Lists_OnlyAKeyImageChosen_SayTheModelsGrade()
    {
        var study = await SeedAsync("key image chosen", [BilskyGrade.Grade2], standing =>
        {
            // Written before the model's rule changed: nobody has judged, so the model's word of today counts.
            standing.Grade = BilskyGrade.Grade1c;
            standing.Flagged = true;
        });

        Assert.All(await EverywhereAsync(study), said => Assert.Equal((BilskyGrade.Grade2, true), said));
    }

    [Fact]
    public async Task Lists_GradedAnewRightNow_KeepGradeAndFlag()
    {
        var study = await SeedAsync("being graded", [BilskyGrade.Grade3], null);
        await using (var database = fixture.NewContext())
        {
            database.AddRun((await database.Studies.FindAsync(study))!, GradingState.InProgress, at: DateTimeOffset.UtcNow);
            await database.SaveChangesAsync();
        }

        Assert.All(await EverywhereAsync(study), said => Assert.Equal((BilskyGrade.Grade3, true), said));
    }

    private async Task<Guid> SeedAsync(string name, BilskyGrade[] runs, Action<ReviewStanding>? review)
    {
        var now = DateTimeOffset.UtcNow;
        await using var database = fixture.NewContext();
        var study = database.AddStudy(name, now);
        var gradings = runs.Select((grade, i) => database.AddRun(study, GradingState.Complete, grade, grade.IsHighGrade(), now.AddMinutes(i - 10))).ToList();
        gradings.ForEach(g => g.HighestSingleGrade = g.HighestGrade);
        database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = Doctor.UserId, SubmittedAt = now });
        if (review is not null)
        {
            var standing = new ReviewStanding { StudyId = study.Id, RunId = gradings[0].Id };
            review(standing);
            database.ReviewStandings.Add(standing);
        }

        await database.SaveChangesAsync();
        return study.Id;
    }

    private async Task<List<(BilskyGrade? Grade, bool Flagged)>> EverywhereAsync(Guid study)
    {
        var row = (await new ListWorklist(fixture).HandleAsync(Doctor, new WorklistFilter(), 0, default)).Rows.Single(r => r.StudyId == study);
        var card = (await new ListMdtCases(fixture).HandleAsync(Doctor, 0, default)).Cases.Single(c => c.StudyId == study);
        var referral = (await new ListMyReferrals(fixture).HandleAsync(Doctor, default)).Single(r => r.StudyId == study);
        return [(row.Grade, row.Flagged), (card.Grade, true), (referral.HighestGrade, referral.Flagged)];
    }
}
