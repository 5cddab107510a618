using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Review;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Cases;

[Trait("Kind", "integration")]
public sealed class CaseListTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private enum Read
    {
        Not,
        KeyImageOnly,
        UnderWay,
        Signed,
        ChangedSinceSigned,
        SignedOnEarlierRun,
    }

    private enum Refused
    {
        Not,
        SinceTheReading,
        BeforeTheSignature,
    }

    [Fact]
    public async Task CasesOf_EveryCombination_ChoosesAndOrdersAsTheRule()
    {
        var now = DateTimeOffset.UtcNow;
        BilskyGrade?[] grades = [null, BilskyGrade.Grade0, BilskyGrade.Grade1b, BilskyGrade.Grade2];
        List<Guid> seeded = [];
        await using (var database = fixture.NewContext())
        {
            foreach (var graded in grades)
            {
                foreach (var earlier in new BilskyGrade?[] { null, BilskyGrade.Grade1c })
                {
                    foreach (var read in Enum.GetValues<Read>())
                    {
                        foreach (var reviewers in read == Read.Not ? [null] : grades)
                        {
                            seeded.AddRange(Enum.GetValues<Refused>().Select(refused => Seed(database, now, graded, earlier, read, reviewers, refused)));
                        }
                    }
                }
            }

            seeded.Add(database.AddStudy("never graded", now).Id);
            await database.SaveChangesAsync();
        }

        await using var reading = fixture.NewContext();
        var rows = await reading.CasesOf(reading.Studies.Where(s => seeded.Contains(s.Id))).MostUrgentFirst().ToListAsync();

        Assert.Equal(seeded.Count, rows.Count);
        Assert.All(rows, row => Assert.Equal((row.Result(CaseAudience.Team).Flagged, row.Result(CaseAudience.Team).Priority), (row.Study.Flagged, row.Study.Priority)));
        Assert.Equal(rows.Select(r => r.Study.Priority).OrderDescending(), rows.Select(r => r.Study.Priority));
        Assert.True(rows.Select(r => r.Study.Priority).Distinct().Count() > 4 && rows.Exists(r => r.Study.Flagged) && rows.Exists(r => !r.Study.Flagged));
        Assert.Contains(rows, r => r.Result(CaseAudience.Team).IsRefused && r.Study.Flagged);
        Assert.Contains(rows, r => r is { Refusal: not null, SignedAfterRefusal: true } && !r.Result(CaseAudience.Team).IsRefused);
    }

    /// <summary>A grading under way, failed or cancelled says nothing of the images; one that refuses them does, also while the next is under way.</summary>
    [Fact]
    public async Task CasesOf_RefusedThenUnderWay_IsRefusedUntilACompleteRun()
    {
        var now = DateTimeOffset.UtcNow;
        Dictionary<string, Guid> studies = [];
        await using (var database = fixture.NewContext())
        {
            Add("failed", GradingState.Failed);
            Add("cancelled", GradingState.Cancelled);
            Add("refused, then under way", GradingState.Rejected, GradingState.InProgress);
            Add("refused, then failed", GradingState.Rejected, GradingState.Failed);
            Add("refused, then complete", GradingState.Rejected, GradingState.Complete);
            await database.SaveChangesAsync();

            void Add(string name, params GradingState[] after)
            {
                var study = database.AddStudy(name, now);
                studies[name] = study.Id;
                database.AddRun(study, GradingState.Complete, BilskyGrade.Grade0, at: now);
                foreach (var (state, i) in after.Select((state, i) => (state, i)))
                {
                    database.AddRun(study, state, state == GradingState.Complete ? BilskyGrade.Grade1a : null, at: now.AddMinutes(i + 1));
                }
            }
        }

        await using var reading = fixture.NewContext();
        var rows = await reading.CasesOf(reading.Studies.Where(s => studies.Values.Contains(s.Id))).ToListAsync();

        Assert.Equal(
            ["refused, then failed", "refused, then under way"],
            rows.Where(r => r.Result(CaseAudience.Team).IsRefused).Select(r => r.Study.PatientName).Order());
        Assert.All(rows, row => Assert.Equal(row.Result(CaseAudience.Team).Priority, row.Study.Priority));
    }

    [Fact]
    public async Task CasesOf_NewerShadowRun_IsNeitherTheLastNorTheOneThatCounts()
    {
        var now = DateTimeOffset.UtcNow;
        Guid counts, study;
        await using (var database = fixture.NewContext())
        {
            var seeded = database.AddStudy("graded beside by another pipeline", now);
            study = seeded.Id;
            counts = database.AddRun(seeded, GradingState.Complete, BilskyGrade.Grade3, flagged: true, at: now).Id;
            database.AddRun(seeded, GradingState.Complete, BilskyGrade.Grade0, at: now.AddMinutes(1)).Role = RunRole.Shadow;
            await database.SaveChangesAsync();
        }

        await using var reading = fixture.NewContext();
        var row = await reading.CasesOf(reading.Studies.Where(s => s.Id == study)).SingleAsync();

        Assert.Equal((counts, counts, true), (row.Graded!.Id, row.Last!.Id, row.Study.Flagged));
    }

    /// <summary>Whatever is written, by whatever way and in whatever order, the study stands where the rule says.</summary>
    [Fact]
    public async Task CasesOf_EveryWayToWrite_IsFollowedAtOnce()
    {
        var now = DateTimeOffset.UtcNow;
        Guid study, first, second, refusal;
        await using (var database = fixture.NewContext())
        {
            var seeded = database.AddStudy("changed again and again", now);
            study = seeded.Id;
            await database.SaveChangesAsync();
        }

        Assert.Equal(CasePriority.Ungraded, await PriorityAsync());

        // A row by the context, a state by an update, a result of a run that was under way, by SQL alone.
        await using (var database = fixture.NewContext())
        {
            var seeded = await database.Studies.SingleAsync(s => s.Id == study);
            first = database.AddRun(seeded, GradingState.Complete, BilskyGrade.Grade0, at: now).Id;
            second = database.AddRun(seeded, GradingState.InProgress, BilskyGrade.Grade3, flagged: true, at: now.AddMinutes(1)).Id;
            await database.SaveChangesAsync();
        }

        Assert.Equal((int)BilskyGrade.Grade0, await PriorityAsync());
        await using var sql = fixture.NewContext();
        await sql.GradingRuns.Where(r => r.Id == second).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, GradingState.Complete));
        Assert.Equal(CasePriority.Flagged + (int)BilskyGrade.Grade3, await PriorityAsync());
        await sql.Database.ExecuteSqlAsync($"""update "GradingRuns" set "HighestGrade" = 1, "Flagged" = false where "Id" = {second}""");
        Assert.Equal((int)BilskyGrade.Grade1a, await PriorityAsync());

        // A person reads it as high, a refusal comes, the standing goes, the runs go.
        sql.ReviewStandings.Add(new ReviewStanding { StudyId = study, RunId = second, Grade = BilskyGrade.Grade2, HighestSingleGrade = BilskyGrade.Grade2, Flagged = true, SlicesRead = 1 });
        await sql.SaveChangesAsync();
        Assert.Equal(CasePriority.Flagged + (int)BilskyGrade.Grade2, await PriorityAsync());
        await sql.ReviewStandings.Where(s => s.StudyId == study).ExecuteDeleteAsync();
        Assert.Equal((int)BilskyGrade.Grade1a, await PriorityAsync());
        refusal = sql.AddRun(await sql.Studies.SingleAsync(s => s.Id == study), GradingState.Rejected, at: now.AddMinutes(2)).Id;
        await sql.SaveChangesAsync();
        Assert.Equal(CasePriority.Ungraded, await PriorityAsync());
        await sql.GradingRuns.Where(r => r.Id == refusal).ExecuteUpdateAsync(r => r.SetProperty(x => x.Role, RunRole.Shadow));
        Assert.Equal((int)BilskyGrade.Grade1a, await PriorityAsync());
        await sql.GradingRuns.Where(r => r.Id == second).ExecuteDeleteAsync();
        Assert.Equal((int)BilskyGrade.Grade0, await PriorityAsync());
        await sql.GradingRuns.Where(r => r.Id == first || r.Id == refusal).ExecuteDeleteAsync();
        Assert.Equal(CasePriority.Ungraded, await PriorityAsync());

        // As it is read back, together with the rule itself.
        async Task<int> PriorityAsync()
        {
            await using var reading = fixture.NewContext();
            var row = await reading.CasesOf(reading.Studies.Where(s => s.Id == study)).SingleAsync();
            Assert.Equal((row.Result(CaseAudience.Team).Priority, row.Result(CaseAudience.Team).Flagged), (row.Study.Priority, row.Study.Flagged));
            return row.Study.Priority;
        }
    }

    [Fact]
    public async Task RankAll_RowsPutInWithoutTriggers_AreSetRightAndNoOthers()
    {
        await using var database = fixture.NewContext();
        var study = database.AddStudy("restored without triggers", DateTimeOffset.UtcNow);
        database.AddRun(study, GradingState.Complete, BilskyGrade.Grade3, flagged: true);
        await database.SaveChangesAsync();
        await database.Database.ExecuteSqlAsync($"""update "Studies" set "Priority" = 0, "Flagged" = false where "Id" = {study.Id}""");

        var (first, second) = (await RankAllAsync(), await RankAllAsync());

        Assert.Equal((1L, 0L), (first, second));
        await using var reading = fixture.NewContext();
        Assert.Equal(CasePriority.Flagged + (int)BilskyGrade.Grade3, (await reading.Studies.SingleAsync(s => s.Id == study.Id)).Priority);

        Task<long> RankAllAsync() => database.Database.SqlQuery<long>($"""select bilsky_rank_all() as "Value" """).SingleAsync();
    }

    /// <summary>Two who change one study at once: whoever comes second must not write down what they saw before.</summary>
    [Fact]
    public async Task CasesOf_GradedAndReadAtOnce_KnowsOfBoth()
    {
        var now = DateTimeOffset.UtcNow;
        Guid study, run;
        await using (var database = fixture.NewContext())
        {
            var seeded = database.AddStudy("graded and read at once", now);
            study = seeded.Id;
            run = database.AddRun(seeded, GradingState.Complete, BilskyGrade.Grade0, at: now).Id;
            await database.SaveChangesAsync();
        }

        await using var reader = fixture.NewContext();
        await using var transaction = await reader.Database.BeginTransactionAsync();
        reader.ReviewStandings.Add(new ReviewStanding { StudyId = study, RunId = run, Grade = BilskyGrade.Grade3, HighestSingleGrade = BilskyGrade.Grade3, Flagged = true, SlicesRead = 1 });
        await reader.SaveChangesAsync();
        var grader = Task.Run(async () =>
        {
            await using var database = fixture.NewContext();
            database.AddRun(await database.Studies.SingleAsync(s => s.Id == study), GradingState.Complete, BilskyGrade.Grade1a, at: now.AddMinutes(1));
            await database.SaveChangesAsync();
        });
        await WaitForALockAsync();
        await transaction.CommitAsync();
        await grader;

        await using var reading = fixture.NewContext();
        var row = await reading.CasesOf(reading.Studies.Where(s => s.Id == study)).SingleAsync();
        Assert.Equal((CasePriority.Flagged + (int)BilskyGrade.Grade3, true), (row.Study.Priority, row.Study.Flagged));
        Assert.Equal(BilskyGrade.Grade1a, row.Graded!.HighestGrade);
    }

    private async Task WaitForALockAsync()
    {
        await using var database = fixture.NewContext();
        while (await database.Database.SqlQuery<int>($"""select count(*)::int as "Value" from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'""").SingleAsync() == 0)
        {
            await Task.Delay(20);
        }
    }

    private static Guid Seed(BilskyDbContext database, DateTimeOffset now, BilskyGrade? graded, BilskyGrade? earlier, Read read, BilskyGrade? reviewers, Refused refused)
    {
        var study = database.AddStudy("one of many", now);
        var before = database.AddRun(study, GradingState.Complete, BilskyGrade.Grade1a, at: now.AddHours(-1));
        var run = database.AddRun(study, GradingState.Complete, graded, flagged: graded?.IsHighGrade() == true || earlier is not null, at: now);
        run.HighestSingleGrade = graded is null ? null : BilskyGrade.Grade3;
        run.EarlierGrade = earlier;
        if (refused != Refused.Not)
        {
            database.AddRun(study, GradingState.Rejected, at: now.AddMinutes(1)).FinishedAt = now.AddMinutes(2);
        }

        if (read != Read.Not)
        {
            database.ReviewStandings.Add(new ReviewStanding
            {
                StudyId = study.Id,
                RunId = read == Read.SignedOnEarlierRun ? before.Id : run.Id,
                Grade = reviewers,
                HighestSingleGrade = reviewers,
                Flagged = reviewers?.IsHighGrade() == true,
                SlicesRead = read == Read.KeyImageOnly ? 0 : 2,
                SignedOffAt = read is Read.KeyImageOnly or Read.UnderWay ? null : now,
                ChangedSinceSigned = read == Read.ChangedSinceSigned,
                SignedOnRun = read is Read.Signed or Read.SignedOnEarlierRun or Read.ChangedSinceSigned,
            });
        }

        if (read is Read.Signed or Read.SignedOnEarlierRun or Read.ChangedSinceSigned)
        {
            database.ReviewSignatures.Add(new ReviewSignature
            {
                Id = Guid.CreateVersion7(),
                StudyId = study.Id,
                RunId = run.Id,
                AuthorName = "Dr Ann",
                SignedAt = now.AddMinutes(refused == Refused.BeforeTheSignature ? 3 : 0),
            });
        }

        return study.Id;
    }
}
