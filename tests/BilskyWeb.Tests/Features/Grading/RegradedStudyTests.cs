using System.Text.Json;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Cases.MyReferrals;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Review;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Commands;
using BilskyWeb.Tests.Features.Cases.Mdt;
using BilskyWeb.Tests.Features.Review;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Grading;

/// <summary>A flagged study to which healthy slices are sent, from the archive to the lists: nothing but a reviewer's signature takes the flag away.</summary>
[Trait("Kind", "integration")]
[Collection(ModelsInEnvironment.Name)]
public sealed class RegradedStudyTests(GradingHost host) : IClassFixture<GradingHost>
{
    private static readonly Actor Referrer = new(Guid.CreateVersion7(), "Referrer", new HashSet<string> { Role.Referrer });

    [Theory]
    [InlineData("another part of the spine")]
    [InlineData("another frame of reference")]
    [InlineData("the same positions, but other places by its pixels")]
    [InlineData("repeat that is taken in place of the first")]
    public async Task RunAsync_HealthyStackAfterAFlag_KeepsTheFlagInEveryListUntilAReviewerSigns(string later)
    {
        var made = new TinyStudy(0, 0, 5, 5, 5, 0) { Landmarks = true };
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());
        var first = (await CompleteAsync(made, 1))[^1];
        Assert.Equal((true, BilskyGrade.Grade3), (first.Flagged, first.HighestGrade));
        await using var database = host.NewContext();
        database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = first.StudyId, ReferrerId = Referrer.UserId, SubmittedAt = DateTimeOffset.UtcNow });
        await database.SaveChangesAsync();

        var healthy = later switch
        {
            "another part of the spine" => new TinyStudy(0, 0, 0, 0, 0, 0) { Uid = made.Uid, TopMm = -100 },
            "another frame of reference" => new TinyStudy(0, 0, 0, 0, 0, 0) { Uid = made.Uid, FrameOfReference = DicomUid.New() },
            _ => new TinyStudy(0, 0, 0, 0, 0, 0) { Uid = made.Uid, AcquisitionTime = "110000", Landmarks = later.StartsWith("repeat", StringComparison.Ordinal) },
        };
        await TinyStudy.StoreAsync(host.Orthanc, healthy.Axial(0, 6));
        var second = (await CompleteAsync(made, 2))[^1];
        await ShowsFlagAsync(second, made.Uid);
        if (later.StartsWith("repeat", StringComparison.Ordinal))
        {
            // The first stack is no longer looked at, and that is the case in which only the earlier result knows of it.
            Assert.DoesNotContain(second.Slices, s => s.SeriesInstanceUid == made.AxialUid);
            Assert.Equal((BilskyGrade.Grade0, false, BilskyGrade.Grade3, first.Id), (second.HighestGrade, second.FlaggedAlone, second.EarlierGrade, second.EarlierRunId));

            // Again, without new images: what stood before the one before is not forgotten.
            Assert.Null((await RequestAsync(second.StudyId)).Error);
            var third = (await CompleteAsync(made, 3))[^1];
            Assert.Equal((BilskyGrade.Grade0, BilskyGrade.Grade3, first.Id), (third.HighestGrade, third.EarlierGrade, third.EarlierRunId));
            await ShowsFlagAsync(third, made.Uid);

            // A grading that came to nothing takes nothing back.
            foreach (var state in new[] { GradingState.Rejected, GradingState.Cancelled, GradingState.Failed })
            {
                database.GradingRuns.Add(new GradingRun { Id = Guid.CreateVersion7(), StudyId = third.StudyId, State = state, SubmittedAt = DateTimeOffset.UtcNow, Error = "Not gradable." });
                await database.SaveChangesAsync();
                await ShowsFlagAsync(third, made.Uid);
            }

            await SignAsync(third);
            Assert.False((await RowAsync(third.StudyId, made.Uid)).Flagged);
            Assert.Null((await RequestAsync(second.StudyId)).Error);
            Assert.Equal((false, null), (await CompleteAsync(made, 4)).Select(r => (r.Flagged, r.EarlierGrade)).Last());
            Assert.False((await RowAsync(third.StudyId, made.Uid)).Flagged);
        }
    }

    private async Task<List<GradingRun>> CompleteAsync(TinyStudy made, int count) =>
        [.. (await host.WaitForRunsAsync(made.Uid, runs => runs.Count(r => r.State == GradingState.Complete) >= count && runs[^1].State == GradingState.Complete)).Where(r => r.State == GradingState.Complete)];

    private Task<Core.Result<Guid>> RequestAsync(Guid study) => host.Services.GetRequiredService<RequestGrading>().HandleAsync(ReviewSeed.Ada, study, default);

    private async Task SignAsync(GradingRun run)
    {
        var signed = await host.Services.GetRequiredService<SignOffReview>().HandleAsync(ReviewSeed.Ada, run.StudyId, new NewSignature(Guid.NewGuid(), 0, run.Id, null, null), default);
        Assert.Null(signed.Error);
    }

    private async Task<WorklistRow> RowAsync(Guid study, string uid) =>
        (await host.Services.GetRequiredService<ListWorklist>().HandleAsync(ReviewSeed.Ada, new WorklistFilter { Search = uid[^6..] }, 0, default)).Rows.Single(r => r.StudyId == study);

    private Task<MdtCase> CardAsync(Guid study) => host.Services.GetRequiredService<ListMdtCases>().CardOfAsync(ReviewSeed.Ada, study);

    private async Task ShowsFlagAsync(GradingRun run, string uid)
    {
        var row = await RowAsync(run.StudyId, uid);
        Assert.Equal((true, run.EarlierGrade), (row.Flagged, row.EarlierGrade));
        var card = await CardAsync(run.StudyId);
        Assert.Equal(BilskyGrade.Grade3, card.EarlierGrade ?? card.Grade);
        var mine = (await host.Services.GetRequiredService<ListMyReferrals>().HandleAsync(Referrer, default)).Single(r => r.StudyId == run.StudyId);
        Assert.Equal((true, BilskyGrade.Grade3), (mine.Flagged, mine.EarlierGrade ?? mine.HighestGrade));
        using var reviewer = await host.SignInAsync(Role.Reviewer);
        using var json = JsonDocument.Parse(await reviewer.GetStringAsync(new Uri($"/api/studies/{uid}/grading", UriKind.Relative)));
        var study = json.RootElement.GetProperty("studies")[0];
        Assert.Equal((true, run.EarlierGrade?.ToText()), (study.GetProperty("flagged").GetBoolean(), study.GetProperty("earlierGrade").GetString()));
    }
}
