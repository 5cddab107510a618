using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.MyReferrals;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Cases.MyReferrals;

[Trait("Kind", "integration")]
public sealed class ListMyReferralsTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly Actor Referrer = new(Guid.CreateVersion7(), "Referrer", new HashSet<string> { Role.Referrer });

    [Fact]
    public async Task HandleAsync_ReviewSignedUnderWayOrChanged_ShowsNoMoreThanWasSigned()
    {
        var now = DateTimeOffset.UtcNow;
        await using (var database = fixture.NewContext())
        {
            Refer("signed", signedAt: now, changed: false);
            Refer("under way", signedAt: null, changed: false);
            Refer("changed since", signedAt: now, changed: true);
            await database.SaveChangesAsync();

            void Refer(string name, DateTimeOffset? signedAt, bool changed)
            {
                var study = database.AddStudy(name, now);
                var run = database.AddRun(study, GradingState.Complete, BilskyGrade.Grade3, flagged: true);
                database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = Referrer.UserId, SubmittedAt = now });
                database.ReviewStandings.Add(new ReviewStanding
                {
                    StudyId = study.Id,
                    RunId = run.Id,
                    Grade = BilskyGrade.Grade1a,
                    GradeByReviewer = true,
                    Reason = "Read.",
                    SlicesRead = 3,
                    SignedOffAt = signedAt,
                    SignedOffBy = signedAt is null ? null : "Dr Ada",
                    ChangedSinceSigned = changed,
                });
            }
        }

        var referrals = (await new ListMyReferrals(fixture, CaseSeed.Clocks).HandleAsync(Referrer, default)).ToDictionary(r => r.PatientName);

        Assert.Equal((BilskyGrade.Grade1a, true, false, "Dr Ada"), (referrals["signed"].HighestGrade!.Value, referrals["signed"].GradeByReviewer, referrals["signed"].Flagged, referrals["signed"].Review!.SignedOffBy));
        Assert.Equal((BilskyGrade.Grade3, false, true), (referrals["under way"].HighestGrade!.Value, referrals["under way"].GradeByReviewer, referrals["under way"].Flagged));
        Assert.Null(referrals["under way"].Review);
        Assert.Equal((BilskyGrade.Grade3, false), (referrals["changed since"].HighestGrade!.Value, referrals["changed since"].GradeByReviewer));
    }

    /// <summary>The referrer lost the flag when a later grading was refused, failed or cancelled, and while it was under way.</summary>
    [Theory]
    [InlineData("Submitted")]
    [InlineData("InProgress")]
    [InlineData("Rejected")]
    [InlineData("Failed")]
    [InlineData("Cancelled")]
    public async Task HandleAsync_LaterGradingIsUnderWayOrCameToNothing_KeepsGradeAndFlag(string later)
    {
        var now = DateTimeOffset.UtcNow;
        await using var database = fixture.NewContext();
        var study = database.AddStudy(later, now.AddHours(-1));
        database.AddRun(study, GradingState.Complete, BilskyGrade.Grade3, flagged: true);
        database.AddRun(study, Enum.Parse<GradingState>(later), at: now);
        database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = Referrer.UserId, SubmittedAt = now });
        await database.SaveChangesAsync();

        var found = (await new ListMyReferrals(fixture, CaseSeed.Clocks).HandleAsync(Referrer, default)).Single(r => r.StudyId == study.Id);

        Assert.Equal((true, BilskyGrade.Grade3, true), (found.Flagged, found.HighestGrade, found.IsGraded));
        Assert.NotEqual(ReferralState.Complete, found.State);
    }

    /// <summary>The referrer reads how far it is: what is ahead too, and whether it is their turn.</summary>
    [Fact]
    public async Task HandleAsync_CaseMovedByTheTeam_SaysHowFarItIs()
    {
        var now = DateTimeOffset.UtcNow;
        await using var database = fixture.NewContext();
        var study = database.AddStudy("How^Far", now.AddHours(-2));
        database.AddRun(study, GradingState.Complete, BilskyGrade.Grade3, flagged: true);
        database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = Referrer.UserId, SubmittedAt = now.AddHours(-2) });
        var opened = new PatientCase { Id = Guid.CreateVersion7(), Stage = CaseStage.NeedsInformation, StageSince = now, OpenedAt = now, Opening = CaseOpening.Flagged };
        database.PatientCases.Add(opened);
        database.CaseStudies.Add(new CaseStudy { StudyId = study.Id, CaseId = opened.Id, AddedAt = now });
        await database.SaveChangesAsync();
        Assert.Equal(["Received", "Graded", "Seen by the team: not yet", "Read and signed: not yet"], await WayAsync());

        database.CaseEvents.Add(Step(opened, CaseStage.New, CaseStage.NeedsInformation));
        await database.SaveChangesAsync();
        Assert.Equal("The team needs information from you", (await WayAsync())[^1]);

        database.CaseEvents.Add(Step(opened, CaseStage.NeedsInformation, CaseStage.Decided));
        await database.SaveChangesAsync();
        Assert.Equal("Decided by the team", (await WayAsync())[^1]);

        async Task<List<string>> WayAsync() =>
            [.. (await new ListMyReferrals(fixture, CaseSeed.Clocks).HandleAsync(Referrer, default)).Single(r => r.StudyId == study.Id).Steps.Select(s => s.At is null ? $"{s.Words}: not yet" : s.Words)];

        static CaseEvent Step(PatientCase of, CaseStage from, CaseStage to) =>
            new() { CaseId = of.Id, At = DateTimeOffset.UtcNow, ActorName = "Dr Ada", Kind = CaseEventKind.Moved, From = from, To = to };
    }
}
