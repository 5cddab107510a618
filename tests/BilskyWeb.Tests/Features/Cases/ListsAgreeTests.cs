using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Cases.MyReferrals;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Platform.Audit;
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

    /// <summary>The study page said "0, not flagged" while the worklist said that the newest grading had refused the study.</summary>
    [Theory]
    [InlineData(BilskyGrade.Grade0, null, false)]
    [InlineData(BilskyGrade.Grade2, BilskyGrade.Grade2, true)]
    public async Task Lists_RefusedSince_KeepAHighGradeAndNoLowOne(BilskyGrade graded, BilskyGrade? counts, bool flagged)
    {
        var study = await SeedAsync("refused since", [graded], null);
        await using (var database = fixture.NewContext())
        {
            database.AddRun((await database.Studies.FindAsync(study))!, GradingState.Rejected, at: DateTimeOffset.UtcNow);
            await database.SaveChangesAsync();
        }

        var row = (await new ListWorklist(fixture, CaseSeed.Clocks).HandleAsync(Doctor, new WorklistFilter(), 0, default)).Rows.Single(r => r.StudyId == study);
        var referral = (await new ListMyReferrals(fixture, CaseSeed.Clocks).HandleAsync(Doctor, default)).Single(r => r.StudyId == study);
        var opened = (await new OpenStudy(fixture, new StudyViews(fixture, new AuditTrail(fixture, TimeProvider.System), TimeProvider.System)).HandleAsync(Doctor, study, default)).Value;
        var told = (await new FindGrading(fixture).HandleAsync(Doctor, opened.Study.StudyInstanceUid, default)).Value.Studies[0];
        Assert.Equal((counts, flagged, true, (string?)null), (row.Grade, row.Flagged, row.IsRefused, row.Why));
        Assert.Equal((counts, flagged, ReferralState.Rejected), (referral.HighestGrade, referral.Flagged, referral.State));
        Assert.Equal((counts?.ToText(), flagged, true), (told.HighestGrade, told.Flagged, told.NeedsReader));
        Assert.Equal(counts is null ? ("rejected", (string?)"0") : ("complete", null), (told.State, told.EarlierGrade));
        Assert.NotNull(told.RefusedSince);
        Assert.NotNull(opened.Refusal);
        Assert.Equal(counts is null ? graded : null, row.EarlierGrade);
        Assert.All([row.FlagReason, referral.Detail, told.FlagReason], reason => Assert.StartsWith("The newest grading could not grade the study", reason, StringComparison.Ordinal));
        Assert.Equal(flagged ? 1 : 0, (await new ListMdtCases(fixture).HandleAsync(Doctor, 0, default)).Cases.Count(c => c.StudyId == study && c.Grade == counts));
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
        var row = (await new ListWorklist(fixture, CaseSeed.Clocks).HandleAsync(Doctor, new WorklistFilter(), 0, default)).Rows.Single(r => r.StudyId == study);
        var card = (await new ListMdtCases(fixture).HandleAsync(Doctor, 0, default)).Cases.Single(c => c.StudyId == study);
        var referral = (await new ListMyReferrals(fixture, CaseSeed.Clocks).HandleAsync(Doctor, default)).Single(r => r.StudyId == study);
        return [(row.Grade, row.Flagged), (card.Grade, true), (referral.HighestGrade, referral.Flagged)];
    }
}
