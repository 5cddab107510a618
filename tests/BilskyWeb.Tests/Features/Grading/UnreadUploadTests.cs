using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Commands;
using BilskyWeb.Tests.Features.Intake.Uploads;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Grading;

/// <summary>Files of a study that an upload could not take are the study's own affair: its grading tells of them until they have come.</summary>
[Trait("Kind", "integration")]
[Collection(ModelsInEnvironment.Name)]
public sealed class UnreadUploadTests(GradingHost host) : IClassFixture<GradingHost>
{
    [Fact]
    public async Task RunAsync_HalfOfTheStackWasCutOff_NeedsAReaderUntilAPersonSaysOtherwise()
    {
        var made = new TinyStudy(0, 0, 0, 0, 0, 0);
        using var sender = await host.SignInAsync(Role.Referrer);

        var upload = await sender.FinishedAsync(await sender.UploadAsync(UploadClient.Form(Named(made.Axial(0, 3)).Concat(Cut(made.Axial(3, 6))))));
        var first = await GradedAsync(made, slices: 3);

        Assert.Equal(("Sent", true, true, BilskyGrade.Grade0), (upload.Text("state"), first.Flagged, first.NeedsReader, first.HighestGrade));
        Assert.Contains("3 files of this study could not be read or stored: 3 of \"AX T2 TSE T-SPINE\", which was graded without them.", first.FlagReason, StringComparison.Ordinal);
        Assert.Contains("3 files of this study could not be read", upload.GetProperty("preflight").GetProperty("studies")[0].Text("caution"), StringComparison.Ordinal);
        var coverage = CoverageJson.From(first.Coverage)!;
        Assert.Equal((true, 3, true), (coverage.Partial, coverage.Unread!.OfStudy, coverage.Unread.NeedReader));

        // What was missing comes: nothing is said to be missing any more, and only a person takes the flag away.
        await sender.FinishedAsync(await sender.UploadAsync(UploadClient.Form(Named(made.Axial(3, 6)))));
        var whole = await GradedAsync(made, slices: 6);

        Assert.Null(CoverageJson.From(whole.Coverage)!.Unread);
        Assert.Equal((true, (bool?)false), (whole.Flagged, whole.FlaggedAlone));
    }

    [Fact]
    public async Task RunAsync_FilesThatDoNotSayWhose_AreToldByEveryStudyOfTheUploadAndStayOnRegrading()
    {
        var (one, other) = (new TinyStudy(0, 0, 0), new TinyStudy(0, 0, 0, 0));
        using var sender = await host.SignInAsync(Role.Referrer);

        await sender.FinishedAsync(await sender.UploadAsync(UploadClient.Form(Named(one.Axial(0, 3)).Concat(Named(other.Axial(0, 4))).Append(("lost/0007.dcm", new byte[900])))));
        var runs = new[] { await GradedAsync(one, slices: 3), await GradedAsync(other, slices: 4) };

        Assert.All(runs, run => Assert.True(run.Flagged && run.NeedsReader));
        Assert.All(runs, run => Assert.Contains("1 file of this delivery could not be read or stored; it may belong to this study.", run.FlagReason, StringComparison.Ordinal));
        await using var database = host.NewContext();
        await database.Studies.Where(s => s.StudyInstanceUid == one.Uid).ExecuteUpdateAsync(s => s.SetProperty(x => x.GradingRequestedFor, (int?)null));
        var again = (await host.WaitForRunsAsync(one.Uid, all => all.Count > 1 && all[^1].State == GradingState.Complete))[^1];
        Assert.Equal(1, CoverageJson.From(again.Coverage)!.Unread!.OfDelivery);
    }

    [Fact]
    public async Task RunAsync_LaterUploadHasOnlyUnreadableFilesOfTheStudy_IsGradedAgainAndSaysSo()
    {
        var (made, beside) = (new TinyStudy(0, 0, 0, 0, 0, 0), new TinyStudy(0, 0));
        using var sender = await host.SignInAsync(Role.Referrer);
        await sender.FinishedAsync(await sender.UploadAsync(UploadClient.Form(Named(made.Axial(0, 3)))));
        Assert.False((await GradedAsync(made, slices: 3)).Flagged);

        await sender.FinishedAsync(await sender.UploadAsync(UploadClient.Form(Named(beside.Axial(0, 2)).Concat(Cut(made.Axial(3, 6))))));

        var run = (await host.WaitForRunsAsync(made.Uid, all => all is [_, .., { State: GradingState.Complete }]))[^1];
        Assert.Equal((true, true, 3), (run.Flagged, run.NeedsReader, CoverageJson.From(run.Coverage)!.Unread!.OfStudy));
        Assert.False((await GradedAsync(beside, slices: 2)).Flagged);
    }

    [Fact]
    public async Task RunAsync_StrangersUnreadableFileUnderTheStudysUid_ChangesNothing()
    {
        var (made, own) = (new TinyStudy(0, 0, 0, 0), new TinyStudy(0, 0));
        using var sender = await host.SignInAsync(Role.Referrer);
        using var stranger = await host.SignInAsync(Role.Referrer);
        await sender.FinishedAsync(await sender.UploadAsync(UploadClient.Form(Named(made.Axial(0, 3)))));
        var before = await GradedAsync(made, slices: 3);

        await stranger.FinishedAsync(await stranger.UploadAsync(UploadClient.Form(Named(own.Axial(0, 2)).Concat(Cut(made.Axial(3, 4))))));
        await GradedAsync(own, slices: 2);

        await using var database = host.NewContext();
        var study = await database.Studies.AsNoTracking().SingleAsync(s => s.StudyInstanceUid == made.Uid);
        Assert.Empty(await UnreadUploads.OfAsync(database, study, default));
        Assert.Equal((study.InstanceCount, before.Id), (study.GradingRequestedFor, (await database.GradingRuns.SingleAsync(r => r.StudyId == study.Id)).Id));
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Named(IEnumerable<(string SopInstanceUid, byte[] File)> files) => files.Select(f => ($"{f.SopInstanceUid}.dcm", f.File));

    private static IEnumerable<(string Name, byte[] Bytes)> Cut(IEnumerable<(string SopInstanceUid, byte[] File)> files) => files.Select(f => ($"{f.SopInstanceUid}.dcm", f.File[..^2000]));

    private async Task<GradingRun> GradedAsync(TinyStudy made, int slices) =>
        (await host.WaitForRunsAsync(made.Uid, runs => runs is [.., { State: GradingState.Complete } last] && last.Slices.Count == slices))[^1];
}
