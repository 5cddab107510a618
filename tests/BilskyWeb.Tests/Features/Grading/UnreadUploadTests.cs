using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Review;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Commands;
using BilskyWeb.Tests.Features.Intake.Uploads;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

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

    /// <summary>A series that was refused as a whole is told where the study is judged, and not in the upload's rows alone, however well another was graded.</summary>
    [Fact]
    public async Task RunAsync_OneSeriesRefusedAnotherGraded_IsToldOnTheStudyAndInTheList()
    {
        var made = new TinyStudy(0, 0, 0, 0);
        using var sender = await host.SignInAsync(Role.Referrer);

        await sender.FinishedAsync(await sender.UploadAsync(UploadClient.Form(Named(made.Axial(0, 4)).Concat(Cut(made.Sagittal())))));
        var run = await GradedAsync(made, slices: 4);

        var note = CoverageNote.Of(run.Coverage)!;
        Assert.Equal((false, true), (run.Flagged, note.IsPartial));
        Assert.Contains("5 files of this study could not be read or stored: 5 of \"", note.Text, StringComparison.Ordinal);
        Assert.Contains("5 files of the study not read", note.Short, StringComparison.Ordinal);
        Assert.Contains("could not be read or stored", run.FlagReason, StringComparison.Ordinal);
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

        // Good copies of everything prove nothing of a file that does not say which image it is: a person has to.
        await sender.FinishedAsync(await sender.UploadAsync(UploadClient.Form(Named(one.Axial(0, 3)))));
        await using var database = host.NewContext();
        await database.Studies.Where(s => s.StudyInstanceUid == one.Uid).ExecuteUpdateAsync(s => s.SetProperty(x => x.GradingRequestedFor, (int?)null));
        var again = (await host.WaitForRunsAsync(one.Uid, all => all.Count > 1 && all[^1].State == GradingState.Complete))[^1];
        Assert.Equal((1, 1), CoverageJson.From(again.Coverage)!.Unread is { } unread ? (unread.OfDelivery, unread.Nameless) : default);
        Assert.Contains("One of them does not say which image it is", again.FlagReason, StringComparison.Ordinal);

        var reviewer = new Actor(Guid.NewGuid(), "Dr Ann", new HashSet<string> { Role.Reviewer });
        var signed = await host.Services.GetRequiredService<SignOffReview>().HandleAsync(reviewer, again.StudyId, new NewSignature(Guid.NewGuid(), 0, again.Id, null, null), default);
        Assert.Equal((false, false), (signed.Value.Flagged, signed.Value.NeedsReader));
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
