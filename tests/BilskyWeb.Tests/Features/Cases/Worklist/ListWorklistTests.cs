using System.Text.RegularExpressions;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit.Abstractions;

namespace BilskyWeb.Tests.Features.Cases.Worklist;

[Trait("Kind", "integration")]
public sealed class ListWorklistTests(DatabaseFixture fixture, ITestOutputHelper output) : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly Actor Reviewer = new(Guid.CreateVersion7(), "Reviewer", new HashSet<string> { Role.Reviewer });

    private readonly ListWorklist _list = new(fixture, CaseSeed.Clocks);

    public async Task InitializeAsync()
    {
        await using var database = fixture.NewContext();
        await database.Studies.ExecuteDeleteAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task HandleAsync_MixedStudies_OrdersByGradeThenWaiting()
    {
        await using (var database = fixture.NewContext())
        {
            Graded("low", 0.5, BilskyGrade.Grade1b);
            Graded("two, new", 1, BilskyGrade.Grade2);
            Graded("two, old", 9, BilskyGrade.Grade2);
            Graded("three, newest", 0.1, BilskyGrade.Grade3);
            Graded("one c", 30, BilskyGrade.Grade1c);
            database.AddRun(database.AddStudy("in progress", Now.AddHours(-2)), GradingState.InProgress);
            database.AddStudy("arriving", Now.AddHours(-3));
            database.AddRun(database.AddStudy("two, a slice of three", Now.AddHours(-0.2)), GradingState.Complete, BilskyGrade.Grade2, flagged: true).HighestSingleGrade = BilskyGrade.Grade3;
            database.AddRun(database.AddStudy("needs a reader", Now), GradingState.Complete, BilskyGrade.Grade0, flagged: true).NeedsReader = true;
            await database.SaveChangesAsync();

            void Graded(string name, double hours, BilskyGrade grade) =>
                database.AddRun(database.AddStudy(name, Now.AddHours(-hours)), GradingState.Complete, grade, grade.IsHighGrade());
        }

        var view = await _list.HandleAsync(Reviewer, WorklistFilter.Everything, 0, default);

        Assert.Equal(["two, a slice of three", "three, newest", "two, old", "two, new", "one c", "needs a reader", "arriving", "in progress", "low"], view.Rows.Select(r => r.PatientName));
        Assert.Equal(9, view.Total);
        Assert.Equal((BilskyGrade.Grade2, BilskyGrade.Grade3), (view.Rows[0].Grade, view.Rows[0].HighestSingleGrade));
        Assert.True(view.Rows[5] is { NeedsReader: true, Flagged: true });
    }

    [Fact]
    public async Task HandleAsync_GradedAnew_KeepsTheOldGradeUntilTheNewOneIsThere()
    {
        await using (var database = fixture.NewContext())
        {
            var study = database.AddStudy("again", Now.AddHours(-5));
            database.AddRun(study, GradingState.Complete, BilskyGrade.Grade2, flagged: true, at: Now.AddHours(-4));
            database.AddRun(study, GradingState.InProgress, at: Now.AddHours(-1));
            await database.SaveChangesAsync();
        }

        var row = Assert.Single((await _list.HandleAsync(Reviewer, WorklistFilter.Everything, 0, default)).Rows);

        Assert.Equal((BilskyGrade.Grade2, true, CaseState.InProgress, 12, 31), (row.Grade!.Value, row.Flagged, row.State, row.SlicesDone, row.SlicesTotal));
    }

    [Fact]
    public async Task HandleAsync_Reviewed_ReviewersGradeCountsAndTheModelsStaysVisible()
    {
        await using (var database = fixture.NewContext())
        {
            var raised = database.AddStudy("raised", Now);
            var lowered = database.AddStudy("lowered, signed", Now.AddHours(-9));
            Standing(raised, database.AddRun(raised, GradingState.Complete, BilskyGrade.Grade1a), BilskyGrade.Grade3, flagged: true, signedBy: null);
            Standing(lowered, database.AddRun(lowered, GradingState.Complete, BilskyGrade.Grade3, flagged: true), BilskyGrade.Grade1b, flagged: false, signedBy: "Dr Ada");
            database.AddRun(database.AddStudy("unread", Now), GradingState.Complete, BilskyGrade.Grade2, flagged: true);
            await database.SaveChangesAsync();

            void Standing(Study study, GradingRun run, BilskyGrade grade, bool flagged, string? signedBy) => database.ReviewStandings.Add(new ReviewStanding
            {
                StudyId = study.Id,
                RunId = run.Id,
                Grade = grade,
                GradeByReviewer = true,
                Flagged = flagged,
                Reason = "Read.",
                Strip = "af",
                Levels = """[{"keySlice":1,"fromMm":-8,"toMm":-4}]""",
                SlicesRead = 2,
                SignedOffBy = signedBy,
                SignedOffAt = signedBy is null ? null : Now,
            });
        }

        var rows = (await _list.HandleAsync(Reviewer, WorklistFilter.Everything, 0, default)).Rows;

        Assert.Equal(["raised", "unread", "lowered, signed"], rows.Select(r => r.PatientName));
        Assert.Equal((BilskyGrade.Grade3, BilskyGrade.Grade1a, true, "af"), (rows[0].Grade!.Value, rows[0].ModelGrade!.Value, rows[0].GradeByReviewer, rows[0].Strip));
        Assert.Equal(["−4 to −8 mm"], rows[0].Levels);
        Assert.Equal(("Dr Ada", false), (rows[2].Review!.SignedOffBy, rows[2].Flagged));
        Assert.Equal(["raised", "unread"], await NamesAsync(new() { Flagged = true }));
        Assert.Equal(["lowered, signed"], await NamesAsync(new() { Review = ReviewFilter.Reviewed }));
        Assert.Equal(["raised", "unread"], await NamesAsync(new() { Review = ReviewFilter.NotReviewed }));

        // What comes next after a signature: the most urgent that nobody has signed, and not the one just left.
        var next = new FindNextCase(fixture);
        Assert.Equal(rows[0].StudyId, await next.HandleAsync(Reviewer, rows[2].StudyId, default));
        Assert.Equal(rows[1].StudyId, await next.HandleAsync(Reviewer, rows[0].StudyId, default));

        async Task<IEnumerable<string>> NamesAsync(WorklistFilter filter) => (await _list.HandleAsync(Reviewer, filter, 0, default)).Rows.Select(r => r.PatientName);
    }

    [Fact]
    public async Task HandleAsync_NothingLeftToReview_FindsNoNextCase()
    {
        await using (var database = fixture.NewContext())
        {
            var held = database.AddStudy("held", Now);
            held.HoldReason = "Two patients";
            database.AddRun(held, GradingState.Complete, BilskyGrade.Grade3, flagged: true);
            database.AddRun(database.AddStudy("not graded", Now), GradingState.Rejected);
            await database.SaveChangesAsync();
        }

        Assert.Null(await new FindNextCase(fixture).HandleAsync(Reviewer, null, default));
    }

    [Fact]
    public async Task HandleAsync_Filters_EachKeepsWhatItSays()
    {
        await using (var database = fixture.NewContext())
        {
            database.AddRun(database.AddStudy("Lee^Ann", Now, "PH1_00%"), GradingState.Complete, BilskyGrade.Grade3, flagged: true);
            database.AddRun(database.AddStudy("Leeds^Bo", Now, "PH2"), GradingState.Rejected);
            database.AddStudy("Held^Cy", Now, "PH3").HoldReason = "Two patients";
            var mine = database.AddStudy("Mine^Di", Now, "PH4");
            database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = mine.Id, ReferrerId = Reviewer.UserId, SubmittedAt = Now });
            await database.SaveChangesAsync();
        }

        Assert.Equal(["Lee^Ann"], await NamesAsync(new() { Flagged = true }));
        Assert.Equal(["Leeds^Bo"], await NamesAsync(new() { State = CaseState.Rejected }));
        Assert.Equal(["Held^Cy"], await NamesAsync(new() { State = CaseState.Held }));
        Assert.Equal(["Mine^Di"], await NamesAsync(new() { State = CaseState.Arriving }));
        Assert.Equal(["Mine^Di"], await NamesAsync(new() { Mine = true }));
        Assert.Equal(["Lee^Ann"], await NamesAsync(new() { Search = "lee, ann" }));
        Assert.Equal(["Lee^Ann"], await NamesAsync(new() { Search = "1_00%" }));
        Assert.Empty(await NamesAsync(new() { Search = "2_" }));

        async Task<IEnumerable<string>> NamesAsync(WorklistFilter filter) => (await _list.HandleAsync(Reviewer, filter, 0, default)).Rows.Select(r => r.PatientName);
    }

    [Fact]
    public async Task HandleAsync_Referrer_SeesOwnReferralsOnly()
    {
        var referrer = new Actor(Guid.CreateVersion7(), "Referrer", new HashSet<string> { Role.Referrer });
        await using (var database = fixture.NewContext())
        {
            database.AddStudy("somebody else's", Now);
            var own = database.AddStudy("own", Now);
            database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = own.Id, ReferrerId = referrer.UserId, SubmittedAt = Now });
            await database.SaveChangesAsync();
        }

        var row = Assert.Single((await _list.HandleAsync(referrer, WorklistFilter.Everything, 0, default)).Rows);

        Assert.Equal("own", row.PatientName);
    }

    [Fact]
    public async Task Sql_TenThousandStudies_ReadsFewPages()
    {
        await using var database = fixture.NewContext();
        await ManyStudies.InsertAsync(database, 10_000);
        var sql = ListWorklist.Sql(database, Reviewer, WorklistFilter.Everything);
        await using var source = NpgsqlDataSource.Create(fixture.ConnectionString);
        await using var command = source.CreateCommand("explain (analyze, buffers) " + Inline(sql));
        var plan = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                plan.Add(reader.GetString(0));
            }
        }

        plan.ForEach(output.WriteLine);
        Assert.Contains(plan, l => l.Contains("ix_studies_most_urgent", StringComparison.Ordinal));

        // A few pages for each of the fifty rows; one for each study would be ten thousand.
        var pages = Regex.Matches(plan.First(l => l.Contains("Buffers: shared", StringComparison.Ordinal)), "(?:hit|read)=([0-9]+)").Sum(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.InRange(pages, 1, 2_000);
    }

    /// <summary>EF writes the values of parameters as comments above the statement: put them in.</summary>
    private static string Inline(string sql)
    {
        var lines = sql.Split('\n');
        var body = string.Join('\n', lines.Where(l => !l.StartsWith("--", StringComparison.Ordinal)));
        foreach (var declared in lines.Where(l => l.StartsWith("-- @", StringComparison.Ordinal)))
        {
            var parts = declared[3..].Split('=', 2);
            body = body.Replace(parts[0], parts[1].Split(' ')[0].Trim(), StringComparison.Ordinal);
        }

        return body;
    }
}
