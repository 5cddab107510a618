using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Review;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BilskyWeb.Tests.Features.Review;

/// <summary>A graded study on a real database, and the use cases that review it.</summary>
internal sealed class ReviewSeed(DatabaseFixture database) : IDbContextFactory<BilskyDbContext>, IDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(database.ConnectionString);

    public static Actor Ada { get; } = new(Guid.CreateVersion7(), "Dr Ada", new HashSet<string> { Role.Reviewer });

    public static Actor Ben { get; } = new(Guid.CreateVersion7(), "Dr Ben", new HashSet<string> { Role.Reviewer });

    public static Actor Referrer { get; } = new(Guid.CreateVersion7(), "Referrer", new HashSet<string> { Role.Referrer });

    public static StudyRule Rule { get; } = new();

    public LiveUpdates Live => field ??= new LiveUpdates(_source, NullLogger<LiveUpdates>.Instance);

    public RecordChanges Record => new(this, Rule, Live, new AuditTrail(this, TimeProvider.System), TimeProvider.System);

    public SignOffReview Sign => new(this, Rule, Live, new AuditTrail(this, TimeProvider.System), TimeProvider.System, []);

    public ReadReview Read => new(this, Rule);

    public CarryReviewsOver Carry => new(this, Rule, Live, TimeProvider.System);

    public BilskyDbContext CreateDbContext() => database.NewContext();

    public void Dispose()
    {
        Live.Dispose();
        _source.Dispose();
    }

    /// <summary>A study whose slices the model graded so, surely; null where it abstained.</summary>
    public async Task<(Study Study, GradingRun Run)> StudyAsync(params BilskyGrade?[] grades)
    {
        await using var context = database.NewContext();
        var study = context.AddStudy("Seed^Review", DateTimeOffset.UtcNow.AddHours(-2));
        var run = AddRun(context, study, grades);
        await context.SaveChangesAsync();
        return (study, run);
    }

    /// <summary>Another, newer grading of the same slices.</summary>
    public async Task<GradingRun> RegradeAsync(Study study, params BilskyGrade?[] grades)
    {
        await using var context = database.NewContext();
        var run = AddRun(context, study, grades);
        await context.SaveChangesAsync();
        return run;
    }

    public static NewChange Grade(GradingRun run, int slice, BilskyGrade grade, int basedOn = 0) =>
        new(Guid.NewGuid(), run.Id, slice, "reading", grade.ToText(), null, null, null, null, basedOn, null);

    public static NewChange Exclude(GradingRun run, int slice, string exclusion, int basedOn = 0) =>
        new(Guid.NewGuid(), run.Id, slice, "reading", null, exclusion, null, null, null, basedOn, null);

    public static NewChange Withdraw(GradingRun run, int slice, int basedOn) =>
        new(Guid.NewGuid(), run.Id, slice, "reading", null, null, null, null, null, basedOn, null);

    public static NewChange KeyImage(GradingRun run, int slice, bool marked = true, int basedOn = 0) =>
        new(Guid.NewGuid(), run.Id, slice, "keyImage", null, null, marked, null, null, basedOn, null);

    public async Task<StudyReview> SaveAsync(Actor actor, Guid study, params NewChange[] changes)
    {
        var saved = (await Record.HandleAsync(actor, study, changes, default)).Value;
        Assert.Empty(saved.Refused);
        return saved.Review;
    }

    public async Task<ReviewStanding> StandingAsync(Guid study)
    {
        await using var context = database.NewContext();
        return await context.ReviewStandings.SingleAsync(s => s.StudyId == study);
    }

    private static GradingRun AddRun(BilskyDbContext context, Study study, BilskyGrade?[] grades)
    {
        var highest = grades.Max();
        var run = context.AddRun(study, GradingState.Complete, highest, highest?.IsHighGrade() == true, DateTimeOffset.UtcNow);
        for (var i = 0; i < grades.Length; i++)
        {
            var probabilities = new double[BilskyGrades.Count];
            probabilities[(int)(grades[i] ?? BilskyGrade.Grade1c)] = 1;
            run.Slices.Add(new SliceResult
            {
                Ordinal = i,
                SeriesInstanceUid = study.StudyInstanceUid + ".1",
                SopInstanceUid = $"{study.StudyInstanceUid}.1.{i}",
                PositionMm = -4 * i,
                Status = grades[i] is null ? SliceStatus.Abstained : SliceStatus.Graded,
                Grade = grades[i] ?? BilskyGrade.Grade1c,
                Probabilities = probabilities,
                HighGradeProbability = grades[i] is { } grade && grade.IsHighGrade() ? 1 : 0,
            });
        }

        return run;
    }
}
