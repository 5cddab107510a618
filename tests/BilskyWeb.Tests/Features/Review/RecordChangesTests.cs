using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Review;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static BilskyWeb.Core.Grading.BilskyGrade;
using static BilskyWeb.Tests.Features.Review.ReviewSeed;

namespace BilskyWeb.Tests.Features.Review;

[Trait("Kind", "integration")]
public sealed class RecordChangesTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly ReviewSeed _seed = new(database);

    public void Dispose() => _seed.Dispose();

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1970-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59Z")]
    public async Task HandleAsync_MadeWhenItCannotHaveBeen_CountsFromWhenItCame(string made)
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade1b, Grade0);

        var review = await _seed.SaveAsync(Ada, study.Id, Grade(run, 1, Grade2) with { MadeAt = DateTimeOffset.Parse(made, System.Globalization.CultureInfo.InvariantCulture) });

        Assert.Equal(review.Slices[1].Latest!.SavedAt, review.Slices[1].Latest!.MadeAt);
    }

    [Fact]
    public async Task HandleAsync_Override_KeepsBothGradesAndWhoAndWhen()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade1b, Grade0);
        var made = DateTimeOffset.UtcNow.AddMinutes(-4);

        var review = await _seed.SaveAsync(Ada, study.Id, Grade(run, 1, Grade2) with { Reason = "lesion", Note = " tumour behind the cord ", MadeAt = made });

        var slice = review.Slices[1];
        Assert.Equal((Grade1b, Grade2), (slice.Model.Grade, slice.Latest!.Grade));
        Assert.Equal((Grade1b, run.Id, "Dr Ada", OverrideReason.Lesion, "tumour behind the cord"), (slice.Latest.ModelGrade, slice.Latest.RunId, slice.Latest.AuthorName, slice.Latest.Reason, slice.Latest.Note));
        Assert.Equal(made.ToUnixTimeMilliseconds(), slice.Latest.MadeAt.ToUnixTimeMilliseconds());
        Assert.Equal((Grade2, true, true), (review.Verdict.Grade, review.Verdict.ByReviewer, review.Flagged));
        await using var context = database.NewContext();
        Assert.Equal(Grade1b, (await context.SliceResults.SingleAsync(s => s.RunId == run.Id && s.Ordinal == 1)).Grade);
        Assert.Equal(1, await context.AuditEvents.CountAsync(e => e.StudyId == study.Id && e.Action == AuditAction.Reviewed));
    }

    [Fact]
    public async Task HandleAsync_SameChangeTwice_IsSavedOnce()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade0);
        var change = Grade(run, 0, Grade1a);

        await _seed.SaveAsync(Ada, study.Id, change);
        var review = await _seed.SaveAsync(Ada, study.Id, change, Grade(run, 1, Grade1a), change);

        Assert.Equal([1, 2], review.Changes.Select(c => c.Sequence));
    }

    [Fact]
    public async Task HandleAsync_AtTheSameMomentFromTwoReviewers_KeepsBothAndShowsTheConflict()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade1b, Grade0);

        // Pairs of people who press a key without having seen the other: of every pair both must be there.
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => Task.WhenAll(
            _seed.Record.HandleAsync(Ada, study.Id, [Grade(run, 1, Grade2)], default),
            _seed.Record.HandleAsync(Ben, study.Id, [Grade(run, 1, Grade1c)], default))));

        var review = (await _seed.Read.HandleAsync(Ada, study.Id, default)).Value;
        Assert.Equal(10, review.Changes.Count);
        Assert.Equal(Enumerable.Range(1, 10), review.Changes.Select(c => c.Version));
        var slice = review.Slices[1];
        Assert.NotNull(slice.Conflicting);
        Assert.NotEqual(slice.Latest!.AuthorId, slice.Conflicting.AuthorId);
        Assert.Equal((SliceAttention.Changed, 1), (slice.Attention, review.Conflicts));

        // The more severe counts until somebody who saw both has decided.
        Assert.Equal(Grade2, review.Verdict.Grade);
        var settled = await _seed.SaveAsync(Ben, study.Id, Grade(run, 1, Grade1c, basedOn: 10));
        Assert.Equal((0, Grade1c), (settled.Conflicts, settled.Verdict.Grade));
        Assert.Equal(11, settled.Changes.Count);
    }

    [Fact]
    public async Task HandleAsync_TwoReviewersAgree_IsNoConflict()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade1b);
        await _seed.SaveAsync(Ada, study.Id, Grade(run, 1, Grade2));

        var review = await _seed.SaveAsync(Ben, study.Id, Grade(run, 1, Grade2));

        Assert.Equal((0, 2), (review.Conflicts, review.Changes.Count));
    }

    [Fact]
    public async Task HandleAsync_TwoOwnChangesMadeOffline_KeepTheConflictWithTheOtherReviewer()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade1b);
        await _seed.SaveAsync(Ben, study.Id, Grade(run, 1, Grade0));

        // Ada was offline: both her changes know nothing of Ben's.
        var review = await _seed.SaveAsync(Ada, study.Id, Grade(run, 1, Grade2), Grade(run, 1, Grade3));

        Assert.Equal((Grade3, Grade0), (review.Slices[1].Latest!.Grade, review.Slices[1].Conflicting!.Grade));
    }

    [Fact]
    public async Task HandleAsync_UnknownSliceOrCode_RefusesThatOneAndSavesTheRest()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade0);
        var (other, foreign) = await _seed.StudyAsync(Grade0);

        var saved = (await _seed.Record.HandleAsync(Ada, study.Id,
        [
            Grade(run, 7, Grade0),
            Grade(foreign, 0, Grade0),
            Grade(run, 0, Grade0) with { Grade = "1d" },
            Exclude(run, 0, "rain"),
            Exclude(run, 0, "2"),
            Grade(run, 0, Grade0) with { Exclusion = "quality" },
            Grade(run, 0, Grade0) with { Aspect = "colour" },
            Grade(run, 0, Grade0) with { Note = new string('x', 501) },
            Grade(run, 1, Grade1b),
        ], default)).Value;

        Assert.Equal(8, saved.Refused.Count);
        Assert.All(saved.Refused, r => Assert.EndsWith(".", r.Reason, StringComparison.Ordinal));
        Assert.Equal(Grade1b, Assert.Single(saved.Review.Changes).Grade);
        Assert.NotEqual(other.Id, study.Id);
    }

    [Fact]
    public async Task HandleAsync_WithdrawnReading_ModelCountsAgain()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade3, Grade3);
        await _seed.SaveAsync(Ada, study.Id, Grade(run, 1, Grade0), Exclude(run, 2, "quality"));
        Assert.Equal(Grade0, (await _seed.StandingAsync(study.Id)).Grade);

        var review = await _seed.SaveAsync(Ada, study.Id, Withdraw(run, 1, 1), Withdraw(run, 2, 1));

        Assert.Equal((Grade3, false, 0), (review.Verdict.Grade, review.Verdict.ByReviewer, review.Verdict.Read));
        Assert.Equal(4, review.Changes.Count);
        Assert.Equal("055", (await _seed.StandingAsync(study.Id)).Strip);
    }

    [Fact]
    public async Task HandleAsync_DowngradedButNotSigned_ModelsFlagStays()
    {
        var (study, run) = await _seed.StudyAsync(Grade0, Grade3, Grade3);

        await _seed.SaveAsync(Ada, study.Id, Grade(run, 1, Grade1b), Grade(run, 2, Grade1b));

        var standing = await _seed.StandingAsync(study.Id);
        Assert.Equal((Grade1b, true, true, "0cc"), (standing.Grade, standing.GradeByReviewer, standing.Flagged, standing.Strip));
        Assert.Contains("stays until the review is signed off", standing.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandleAsync_Referrer_IsRefused()
    {
        var (study, run) = await _seed.StudyAsync(Grade0);

        Assert.IsType<NotAReviewer>((await _seed.Record.HandleAsync(Referrer, study.Id, [Grade(run, 0, Grade3)], default)).Error);
    }

    [Fact]
    public async Task HandleAsync_IdOfAnotherStudysChange_IsRefusedAndNothingIsSaved()
    {
        var (first, firstRun) = await _seed.StudyAsync(Grade0);
        var (second, secondRun) = await _seed.StudyAsync(Grade0);
        var change = Grade(firstRun, 0, Grade1a);
        await _seed.SaveAsync(Ada, first.Id, change);

        var answer = await _seed.Record.HandleAsync(Ada, second.Id, [Grade(secondRun, 0, Grade3) with { Id = change.Id }], default);

        Assert.IsType<ChangeIdTaken>(answer.Error);
        Assert.Empty((await _seed.Read.HandleAsync(Ada, second.Id, default)).Value.Changes);
    }

    [Fact]
    public async Task HandleAsync_Saved_TellsOpenPages()
    {
        var (study, run) = await _seed.StudyAsync(Grade0);
        await _seed.Live.StartAsync(default);
        await _seed.Live.Listening;
        var heard = new TaskCompletionSource<Guid>();
        using var subscription = _seed.Live.Subscribe(LiveTopic.Review, update => { heard.TrySetResult(update.Id); return Task.CompletedTask; });

        await _seed.SaveAsync(Ada, study.Id, Grade(run, 0, Grade1a));

        Assert.Equal(study.Id, await heard.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        await _seed.Live.StopAsync(default);
    }
}
