using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Oversight.Monitoring;
using BilskyWeb.Features.Review;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Oversight.Monitoring;

/// <summary>Figures of one pipeline that no other test has: the database is shared.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class ListMonitoringTests(AppFixture app)
{
    private static readonly Actor Auditor = new(Guid.CreateVersion7(), "U. Auditor", new HashSet<string> { Role.Auditor });
    private readonly string _pipeline = $"grader {Guid.NewGuid():N}";

    [Fact]
    public async Task Figures_OfSignedStudies_CountTheLastSignatureAndWhatCountedThen()
    {
        // Agreed on a high grade; one slice was brought down, another excluded, a third withheld.
        await MakeAsync(BilskyGrade.Grade2, [0, 3, 4, 4, null], [(1, BilskyGrade.Grade1b, null), (3, null, ExclusionReason.Quality)], BilskyGrade.Grade2);

        // Missed by the model: called low, signed high by an addendum; what was signed first said low.
        await MakeAsync(BilskyGrade.Grade0, [0, 0], [(0, BilskyGrade.Grade1c, null)], BilskyGrade.Grade0, addendum: BilskyGrade.Grade1c);

        // Changed after the signature, which did not see it.
        await MakeAsync(BilskyGrade.Grade0, [0], [(0, BilskyGrade.Grade3, null)], BilskyGrade.Grade0, signedSequence: 0);

        var figures = (await app.Services.GetRequiredService<ListMonitoring>().HandleAsync(Auditor, 1, default)).Value;

        var month = Assert.Single(figures.Agreement, a => a.Pipeline == _pipeline);
        Assert.Equal((1, 1, 1, 0), (month.Studies.TruePositives, month.Studies.FalseNegatives, month.Studies.TrueNegatives, month.Studies.FalsePositives));
        Assert.Equal((1, 1, 3, 1), (month.Slices.TruePositives, month.Slices.FalseNegatives, month.Slices.TrueNegatives, month.Slices.FalsePositives));
        Assert.Equal(0.5, month.Studies.Sensitivity.Value);
        Assert.NotNull(month.SlicesAc1.Value);
        var gradings = Assert.Single(figures.Gradings, g => g.Pipeline == _pipeline);
        Assert.Equal((3, 0, 1, 8), (gradings.Graded, gradings.Refused, gradings.Withheld.Count, gradings.Withheld.Of));
        Assert.Contains(figures.Overrides, o => o.Reason == nameof(OverrideReason.Borderline) && o.Slices >= 2);
        Assert.Contains(figures.Waiting, w => w.WithResult >= 3 && w.MedianSeconds >= 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    public async Task Figures_OfABadPeriod_AreRefused(int months) =>
        Assert.IsType<BadPeriod>((await app.Services.GetRequiredService<ListMonitoring>().HandleAsync(Auditor, months, default)).Error);

    [Fact]
    public async Task Figures_AskedByAReviewer_AreRefused() =>
        Assert.IsType<NotForMonitoring>((await app.Services.GetRequiredService<ListMonitoring>().HandleAsync(new Actor(Guid.CreateVersion7(), "R", new HashSet<string> { Role.Reviewer }), 1, default)).Error);

    /// <param name="highest">What the model says of the study.</param>
    /// <param name="slices">What it says of each slice; null for one withheld.</param>
    /// <param name="changes">What a reviewer says of some.</param>
    /// <param name="signed">The highest grade signed.</param>
    /// <param name="addendum">The highest grade signed later; null without.</param>
    /// <param name="signedSequence">The last change that was signed; null for all.</param>
    private async Task MakeAsync(BilskyGrade highest, int?[] slices, (int Slice, BilskyGrade? Grade, ExclusionReason? Exclusion)[] changes, BilskyGrade signed, BilskyGrade? addendum = null, int? signedSequence = null)
    {
        var now = DateTimeOffset.UtcNow;
        var study = new Study { Id = Guid.CreateVersion7(), StudyInstanceUid = $"2.25.{Random.Shared.NextInt64()}", PatientId = Guid.NewGuid().ToString("N"), PatientName = "Signed^Study", ArrivedAt = now.AddSeconds(-1) };
        var run = new GradingRun { Id = Guid.CreateVersion7(), StudyId = study.Id, State = GradingState.Complete, SubmittedAt = now, FinishedAt = now, PipelineVersion = _pipeline, HighestGrade = highest };
        run.Slices.AddRange(slices.Select((grade, i) => new SliceResult
        {
            Ordinal = i,
            SeriesInstanceUid = "1.2",
            SopInstanceUid = $"1.2.{i}",
            Status = grade is null ? SliceStatus.Abstained : SliceStatus.Graded,
            Grade = (BilskyGrade?)grade,
        }));
        await using var database = app.NewContext();
        database.Studies.Add(study);
        database.GradingRuns.Add(run);
        await database.SaveChangesAsync();
        database.ReviewChanges.AddRange(changes.Select((change, i) => new ReviewChange
        {
            Id = Guid.CreateVersion7(),
            StudyId = study.Id,
            Sequence = i + 1,
            Aspect = ReviewAspect.Reading,
            SopInstanceUid = $"1.2.{change.Slice}",
            Version = 1,
            RunId = run.Id,
            ModelStatus = SliceStatus.Graded,
            ModelGrade = run.Slices[change.Slice].Grade,
            Grade = change.Grade,
            Exclusion = change.Exclusion,
            Reason = change.Grade is null ? null : OverrideReason.Borderline,
            AuthorId = Auditor.UserId,
            AuthorName = "R",
            MadeAt = now,
            SavedAt = now,
        }));
        database.ReviewSignatures.Add(Signature(0, signed));
        if (addendum is { } later)
        {
            database.ReviewSignatures.Add(Signature(1, later));
        }

        await database.SaveChangesAsync();

        ReviewSignature Signature(int number, BilskyGrade grade) => new()
        {
            Id = Guid.CreateVersion7(),
            StudyId = study.Id,
            Number = number,
            Sequence = signedSequence ?? changes.Length,
            RunId = run.Id,
            AuthorId = Auditor.UserId,
            AuthorName = "R",
            SignedAt = now,
            Grade = grade,
        };
    }
}
