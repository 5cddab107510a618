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
        Assert.All(rows, row => Assert.Equal((row.Result(CaseAudience.Team).Flagged, row.Result(CaseAudience.Team).Priority), (row.Flagged, row.Priority)));
        Assert.Equal(rows.Select(r => r.Priority).OrderDescending(), rows.Select(r => r.Priority));
        Assert.True(rows.Select(r => r.Priority).Distinct().Count() > 4 && rows.Exists(r => r.Flagged) && rows.Exists(r => !r.Flagged));
        Assert.Contains(rows, r => r.Result(CaseAudience.Team).IsRefused && r.Flagged);
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
        Assert.All(rows, row => Assert.Equal(row.Result(CaseAudience.Team).Priority, row.Priority));
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

        Assert.Equal((counts, counts, true), (row.Graded!.Id, row.Last!.Id, row.Flagged));
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
