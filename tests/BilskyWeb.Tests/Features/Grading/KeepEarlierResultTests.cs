using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Cases.MyReferrals;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Grading;

/// <summary>A grading after more images never makes a study milder by itself, and every list says so.</summary>
[Trait("Kind", "integration")]
public sealed class KeepEarlierResultTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private const string Kept = "Before: grade 2, flagged. With the 27 images that arrived later: grade 0, not flagged. The flag stays until a reviewer signs off the study. No slice is high grade.";
    private static readonly Actor Reviewer = new(Guid.CreateVersion7(), "Reviewer", new HashSet<string> { Role.Reviewer });
    private static readonly Actor Referrer = new(Guid.CreateVersion7(), "Referrer", new HashSet<string> { Role.Referrer });

    [Fact]
    public async Task ApplyAsync_HealthySlicesAfterAFlag_KeepsItInEveryList()
    {
        await using var database = fixture.NewContext();
        var now = DateTimeOffset.UtcNow;
        var study = database.AddStudy("kept", now);
        var other = database.AddStudy("one c", now.AddHours(-9));
        database.AddRun(other, GradingState.Complete, BilskyGrade.Grade1c, flagged: true);
        database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = Referrer.UserId, SubmittedAt = now });
        database.StudyAdditions.Add(new StudyAddition { Id = Guid.CreateVersion7(), StudyId = study.Id, At = now, Images = 27, After = 31 });
        var before = database.AddRun(study, GradingState.Complete, BilskyGrade.Grade2, flagged: true);
        before.Levels.Add(new LevelResult { Ordinal = 0, FromMm = 8, ToMm = 12, Grade = BilskyGrade.Grade2, KeySliceOrdinal = 3, KeySopInstanceUid = "1.2.3" });
        before.InstanceCount = 31;
        await database.SaveChangesAsync();

        var run = await GradeAgainAsync(database, study, BilskyGrade.Grade0, flagged: false, instances: 58, minutes: 1);

        Assert.Equal((true, false, BilskyGrade.Grade2, true, BilskyGrade.Grade0), (run.Flagged, run.FlaggedAlone!.Value, run.EarlierGrade!.Value, run.EarlierFlagged!.Value, run.HighestGrade!.Value));
        Assert.Equal(Kept, run.FlagReason);
        Assert.Equal(before.Id, run.EarlierRunId);
        var rows = (await new ListWorklist(fixture, CaseSeed.Clocks).HandleAsync(Reviewer, WorklistFilter.Everything, 0, default)).Rows;
        Assert.Equal(["kept", "one c"], rows.Where(r => r.StudyId == study.Id || r.StudyId == other.Id).Select(r => r.PatientName));
        var row = rows.Single(r => r.StudyId == study.Id);
        Assert.Equal((true, BilskyGrade.Grade0, BilskyGrade.Grade2, Kept, "27 images arrived later, from a PACS"), (row.Flagged, row.Grade!.Value, row.EarlierGrade!.Value, row.FlagReason, Assert.Single(row.Additions).Words));
        var card = (await new ListMdtCases(fixture).HandleAsync(Reviewer, 0, default)).Cases.Single(c => c.StudyId == study.Id);
        Assert.Equal((BilskyGrade.Grade2, Kept), (card.EarlierGrade!.Value, card.FlagReason));
        Assert.Equal("12 to 8 mm", card.Levels[0]);
        Assert.StartsWith($"api/gradings/{before.Id:N}/key-images/1.png", card.Images[0].Address, StringComparison.Ordinal);
        var mine = (await new ListMyReferrals(fixture, CaseSeed.Clocks).HandleAsync(Referrer, default)).Single(r => r.StudyId == study.Id);
        Assert.Equal((true, BilskyGrade.Grade2, Kept), (mine.Flagged, mine.EarlierGrade!.Value, mine.Detail));
        var json = GradingJson.From([(study.StudyInstanceUid, run)]).Studies[0];
        Assert.Equal((true, Kept, "0", "2", true, false), (json.Flagged, json.FlagReason, json.HighestGrade, json.EarlierGrade, json.EarlierFlagged!.Value, json.FlaggedAlone!.Value));

        // And again, with more of the same.
        var third = await GradeAgainAsync(database, study, BilskyGrade.Grade0, flagged: false, instances: 60, minutes: 2);
        Assert.Equal((true, BilskyGrade.Grade2, before.Id), (third.Flagged, third.EarlierGrade!.Value, third.EarlierRunId!.Value));
    }

    [Fact]
    public async Task ApplyAsync_ReviewerHasLoweredTheFlag_StaysLowered()
    {
        await using var database = fixture.NewContext();
        var study = database.AddStudy("lowered", DateTimeOffset.UtcNow);
        var before = database.AddRun(study, GradingState.Complete, BilskyGrade.Grade2, flagged: true);
        database.ReviewStandings.Add(Standing(before, BilskyGrade.Grade1a, flagged: false, signed: true));
        await database.SaveChangesAsync();

        var run = await GradeAgainAsync(database, study, BilskyGrade.Grade1a, flagged: false, instances: 40, minutes: 1);

        Assert.Equal((false, null, null), (run.Flagged, run.EarlierGrade, run.EarlierReason));
    }

    [Fact]
    public async Task ApplyAsync_ReviewerSignedHighGrade_IsNotLostToLaterImages()
    {
        await using var database = fixture.NewContext();
        var study = database.AddStudy("signed high", DateTimeOffset.UtcNow);
        var before = database.AddRun(study, GradingState.Complete, BilskyGrade.Grade1b);
        database.ReviewStandings.Add(Standing(before, BilskyGrade.Grade3, flagged: true, signed: true));
        await database.SaveChangesAsync();

        var run = await GradeAgainAsync(database, study, BilskyGrade.Grade0, flagged: false, instances: 40, minutes: 1);

        Assert.Equal((true, BilskyGrade.Grade3), (run.Flagged, run.EarlierGrade!.Value));
        Assert.StartsWith("Before, as a reviewer signed: grade 3, flagged.", run.FlagReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_UnsignedReadingsBefore_CountAsTheWorst()
    {
        await using var database = fixture.NewContext();
        var study = database.AddStudy("under way", DateTimeOffset.UtcNow);
        var before = database.AddRun(study, GradingState.Complete, BilskyGrade.Grade1b);
        database.ReviewStandings.Add(Standing(before, BilskyGrade.Grade2, flagged: true, signed: false));
        await database.SaveChangesAsync();

        var run = await GradeAgainAsync(database, study, BilskyGrade.Grade1b, flagged: false, instances: 40, minutes: 1);

        Assert.Equal((true, BilskyGrade.Grade2), (run.Flagged, run.EarlierGrade!.Value));
    }

    private static ReviewStanding Standing(GradingRun run, BilskyGrade grade, bool flagged, bool signed) => new()
    {
        StudyId = run.StudyId,
        RunId = run.Id,
        Grade = grade,
        Flagged = flagged,
        GradeByReviewer = true,
        SlicesRead = 3,
        SignedOffAt = signed ? DateTimeOffset.UtcNow : null,
        SignedOnRun = signed,
    };

    private static async Task<GradingRun> GradeAgainAsync(BilskyDbContext database, Study study, BilskyGrade grade, bool flagged, int instances, int minutes)
    {
        var run = database.AddRun(study, GradingState.Complete, grade, flagged, study.ArrivedAt.AddMinutes(minutes));
        (run.InstanceCount, run.FlagReason) = (instances, "No slice is high grade.");
        await KeepEarlierResult.ApplyAsync(database, run, default);
        await database.SaveChangesAsync();
        return run;
    }
}
