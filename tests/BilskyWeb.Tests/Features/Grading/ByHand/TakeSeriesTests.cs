using System.Net;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Grading.ByHand;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Grading.ByHand;

[Trait("Kind", "integration")]
[Collection(Commands.ModelsInEnvironment.Name)]
public sealed class TakeSeriesTests(GradingHost host) : IClassFixture<GradingHost>
{
    private static readonly Actor Ann = new(Guid.NewGuid(), "Dr Ann", new HashSet<string> { Role.Reviewer });
    private static readonly Actor Rob = new(Guid.NewGuid(), "Dr Rob", new HashSet<string> { Role.Referrer });

    private TakeSeries Take => host.Services.GetRequiredService<TakeSeries>();

    [Fact]
    public async Task HandleAsync_SeriesThatTheRulesLeave_IsGradedFromThenOnAndRecorded()
    {
        var made = new TinyStudy(0, 4, 4, 0) { AxialName = "AX T2 STIR T-SPINE" };
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());
        var rejected = (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Rejected, InstanceCount: 9 }]))[^1];

        var refused = await Take.HandleAsync(Rob, made.Uid, made.AxialUid, default);
        var unknown = await Take.HandleAsync(Ann, made.Uid, DicomUid.New(), default);
        var sagittal = await Take.HandleAsync(Ann, made.Uid, made.SagittalUid, default);
        Assert.True((await Take.HandleAsync(Ann, made.Uid, made.AxialUid, default)).IsOk);

        Assert.Equal("series.reviewers_only", refused.Error!.Code);
        Assert.Equal("series.not_found", unknown.Error!.Code);
        Assert.Equal("series.not_gradable", sagittal.Error!.Code);
        Assert.Contains("sagittal", sagittal.Error.Message, StringComparison.Ordinal);
        var graded = (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete, Slices.Count: 4 }]))[^1];
        Assert.NotEqual(rejected.Id, graded.Id);
        Assert.True(graded.Flagged);
        var note = GradingRecord.ReadSeries(graded).Single(s => s.SeriesInstanceUid == made.AxialUid);
        Assert.True(note.ByHand);
        Assert.StartsWith("Series taken by hand by a reviewer", note.Reason, StringComparison.Ordinal);
        Assert.Contains(note.Cautions, caution => caution.StartsWith("Series taken by hand by a reviewer", StringComparison.Ordinal));
        await using (var database = host.NewContext())
        {
            var row = await database.SeriesByHand.SingleAsync(s => s.StudyId == graded.StudyId);
            Assert.Equal((made.AxialUid, "Dr Ann", Ann.UserId), (row.SeriesInstanceUid, row.ByName, row.ById));
            Assert.Contains("STIR", row.Against, StringComparison.Ordinal);
            Assert.Equal("Dr Ann", (await database.AuditEvents.SingleAsync(e => e.StudyId == graded.StudyId && e.Action == AuditAction.TookSeries)).ActorName);
        }

        // Graded anew for another reason, it stays taken; a program is told that it is.
        await host.Services.GetRequiredService<RequestGrading>().HandleAsync(null, graded.StudyId, default);
        await host.WaitForRunsAsync(made.Uid, runs => runs.Count(r => r is { State: GradingState.Complete, Slices.Count: 4 }) >= 2);
        using var reviewer = await host.SignInAsync(Role.Reviewer);
        using var again = await reviewer.PostAsync(new Uri($"/api/studies/{made.Uid}/series/{made.AxialUid}/take", UriKind.Relative), null);
        using var referrer = await host.SignInAsync(Role.Referrer);
        using var forbidden = await referrer.PostAsync(new Uri($"/api/studies/{made.Uid}/series/{made.AxialUid}/take", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);

        // Left to the rules again, nothing of the study can be graded: the flag stays, and programs are told that the study was refused.
        Assert.True((await host.Services.GetRequiredService<LeaveSeries>().HandleAsync(Ann, made.Uid, made.AxialUid, default)).IsOk);
        await host.WaitForRunsAsync(made.Uid, runs => runs is [_, .., { State: GradingState.Rejected, InstanceCount: 9 }]);
        var told = (await host.Services.GetRequiredService<FindGrading>().HandleAsync(Ann, made.Uid, default)).Value.Studies[0];
        Assert.Equal((true, "2"), (told.Flagged, told.HighestGrade));
        Assert.Contains("STIR", told.RefusedSince, StringComparison.Ordinal);
        Assert.False(told.Series.Single(s => s.SeriesInstanceUid == made.AxialUid).Taken);
    }

    [Fact]
    public async Task Leave_SeriesTakenByHand_IsTheRulesAffairAgainAndKeepsTheFlag()
    {
        // A stack that the rules take, and one that they leave, with the high grades.
        var made = new TinyStudy(0, 0, 0, 0);
        var stir = new TinyStudy(0, 4, 4, 0) { Uid = made.Uid, AxialName = "AX T2 STIR T-SPINE", TopMm = 60 };
        await TinyStudy.StoreAsync(host.Orthanc, made.Axial(0, 4).Concat(stir.Axial(0, 4)));
        await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete, Slices.Count: 4 }]);
        var early = await host.Services.GetRequiredService<LeaveSeries>().HandleAsync(Ann, made.Uid, stir.AxialUid, default);
        Assert.True((await Take.HandleAsync(Ann, made.Uid, stir.AxialUid, default)).IsOk);
        Assert.True((await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete, Slices.Count: 8 }]))[^1].Flagged);

        using var referrer = await host.SignInAsync(Role.Referrer);
        using var forbidden = await referrer.DeleteAsync(new Uri($"/api/studies/{made.Uid}/series/{stir.AxialUid}/take", UriKind.Relative));
        using var reviewer = await host.SignInAsync(Role.Reviewer);
        using var accepted = await reviewer.DeleteAsync(new Uri($"/api/studies/{made.Uid}/series/{stir.AxialUid}/take", UriKind.Relative));
        using var twice = await reviewer.DeleteAsync(new Uri($"/api/studies/{made.Uid}/series/{stir.AxialUid}/take", UriKind.Relative));

        Assert.Equal("series.not_by_hand", early.Error!.Code);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Accepted, HttpStatusCode.Conflict), (forbidden.StatusCode, accepted.StatusCode, twice.StatusCode));
        var left = (await host.WaitForRunsAsync(made.Uid, runs => runs is [_, _, .., { State: GradingState.Complete, Slices.Count: 4 }]))[^1];
        Assert.Equal((true, (bool?)false), (left.Flagged, left.FlaggedAlone));
        Assert.False(GradingRecord.ReadSeries(left).Single(s => s.SeriesInstanceUid == stir.AxialUid).Taken);
        await using (var database = host.NewContext())
        {
            Assert.NotNull((await database.SeriesByHand.SingleAsync(s => s.StudyId == left.StudyId)).TakenBackByName);
            Assert.Single(await database.AuditEvents.Where(e => e.StudyId == left.StudyId && e.Action == AuditAction.LeftSeries).ToListAsync());
        }

        // Taken back is not for ever.
        Assert.True((await Take.HandleAsync(Ann, made.Uid, stir.AxialUid, default)).IsOk);
        await host.WaitForRunsAsync(made.Uid, runs => runs is [_, _, _, .., { State: GradingState.Complete, Slices.Count: 8 }]);
    }
}
