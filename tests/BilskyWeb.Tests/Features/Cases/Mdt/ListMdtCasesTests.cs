using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Cases.Mdt;

[Trait("Kind", "integration")]
public sealed class ListMdtCasesTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly Actor Reviewer = new(Guid.CreateVersion7(), "Reviewer", new HashSet<string> { Role.Reviewer });

    [Fact]
    public async Task HandleAsync_FlaggedAndOthers_ShowsFlaggedOnesWithTheirWorstLevels()
    {
        var now = DateTimeOffset.UtcNow;
        await using (var database = fixture.NewContext())
        {
            await database.Studies.ExecuteDeleteAsync();
            database.AddRun(database.AddStudy("low", now), GradingState.Complete, BilskyGrade.Grade1a);
            database.AddRun(database.AddStudy("two", now.AddHours(-3)), GradingState.Complete, BilskyGrade.Grade2, flagged: true);
            var three = database.AddRun(database.AddStudy("three", now), GradingState.Complete, BilskyGrade.Grade3, flagged: true);
            three.Levels.AddRange([Level(0, BilskyGrade.Grade1c), Level(1, BilskyGrade.Grade3), Level(2, BilskyGrade.Grade3)]);
            var held = database.AddStudy("held", now.AddMinutes(1));
            held.HoldReason = "Two patients";
            database.AddRun(held, GradingState.Complete, BilskyGrade.Grade3, flagged: true);
            var regraded = database.AddStudy("no longer flagged", now);
            database.AddRun(regraded, GradingState.Complete, BilskyGrade.Grade3, flagged: true, at: now.AddHours(-2));
            database.AddRun(regraded, GradingState.Complete, BilskyGrade.Grade1b, at: now.AddHours(-1));
            await database.SaveChangesAsync();
        }

        var board = await new ListMdtCases(fixture).HandleAsync(Reviewer, 0, default);

        // Whose images they are may be open; that somebody has to look is not.
        Assert.Equal(["three", "held", "two"], board.Cases.Select(c => c.PatientName));
        Assert.Equal([false, true, false], board.Cases.Select(c => c.IsHeld));
        Assert.Equal(["12 to 8 mm", "20 to 16 mm"], board.Cases[0].Levels);
        Assert.Equal(["2.png", "3.png"], board.Cases[0].Images.Select(i => i.Address.Split('/')[^1].Split('?')[0]));
        Assert.Equal(3, board.Total);
    }

    /// <summary>What two opinions part has no level; it is what the study is flagged for, and the team has to see it.</summary>
    [Fact]
    public async Task HandleAsync_FlaggedForWithheldSlicesAlone_ShowsThem()
    {
        await using (var database = fixture.NewContext())
        {
            await database.Studies.ExecuteDeleteAsync();
            var run = database.AddRun(database.AddStudy("parted", DateTimeOffset.UtcNow), GradingState.Complete, BilskyGrade.Grade1a, flagged: true);
            run.Slices.AddRange([Slice(0, SliceStatus.Graded, BilskyGrade.Grade1a), Parted(1, 0.4), Parted(2, 0.7), Slice(3, SliceStatus.Abstained, BilskyGrade.Grade1b)]);
            await database.SaveChangesAsync();
        }

        var card = Assert.Single((await new ListMdtCases(fixture).HandleAsync(Reviewer, 0, default)).Cases);

        Assert.Equal(["2.png", "1.png"], card.Images.Select(i => i.Address.Split('/')[^1].Split('?')[0]));
        Assert.All(card.Images, i => Assert.StartsWith($"api/reviews/{card.StudyId}/key-images/", i.Address, StringComparison.Ordinal));
        Assert.StartsWith("Withheld slice, ", card.Images[0].Text, StringComparison.Ordinal);

        static SliceResult Parted(int ordinal, double high)
        {
            var slice = Slice(ordinal, SliceStatus.Abstained, BilskyGrade.Grade1c);
            (slice.RestsOnBoth, slice.Agreement, slice.HighGradeProbability) = (true, OpinionAgreement.Differ, high);
            return slice;
        }
    }

    [Fact]
    public async Task HandleAsync_Reviewed_ShowsTheAcceptedKeyImagesAndWhoseGradeItIs()
    {
        await using (var database = fixture.NewContext())
        {
            await database.Studies.ExecuteDeleteAsync();
            Reviewed("raised by a reviewer", BilskyGrade.Grade1a, BilskyGrade.Grade3, flagged: true);
            Reviewed("lowered and signed", BilskyGrade.Grade3, BilskyGrade.Grade1a, flagged: false);
            await database.SaveChangesAsync();

            void Reviewed(string name, BilskyGrade model, BilskyGrade reviewer, bool flagged)
            {
                var study = database.AddStudy(name, DateTimeOffset.UtcNow);
                var run = database.AddRun(study, GradingState.Complete, model, model.IsHighGrade());
                database.ReviewStandings.Add(new ReviewStanding
                {
                    StudyId = study.Id,
                    RunId = run.Id,
                    Sequence = 7,
                    Grade = reviewer,
                    GradeByReviewer = true,
                    Flagged = flagged,
                    SlicesRead = 2,
                    KeyImages = """[{"slice":11,"positionMm":-44,"grade":5,"byReviewer":true,"modelGrade":1,"accepted":true}]""",
                });
            }
        }

        var board = await new ListMdtCases(fixture).HandleAsync(Reviewer, 0, default);

        var card = Assert.Single(board.Cases);
        Assert.Equal(("raised by a reviewer", BilskyGrade.Grade3, BilskyGrade.Grade1a, true), (card.PatientName, card.Grade!.Value, card.ModelGrade!.Value, card.GradeByReviewer));
        var image = Assert.Single(card.Images);
        Assert.Equal($"api/reviews/{card.StudyId}/key-images/11.png?run={card.RunId}&change=7&level=at%20%E2%88%9244%20mm", image.Address);
        Assert.Equal("Key image chosen by a reviewer, at −44 mm, grade 3 by a reviewer, 1a by the model", image.Text);
    }

    [Fact]
    public async Task HandleAsync_ReferredWithNote_CarriesWhoWhatAndTheSlicesThatNobodySaw()
    {
        var person = new BilskyUser { Id = Guid.CreateVersion7(), UserName = $"{Guid.NewGuid():N}@example.org", DisplayName = "Dr Referrer" };
        await using (var database = fixture.NewContext())
        {
            await database.Studies.ExecuteDeleteAsync();
            database.Users.Add(person);
            var study = database.AddStudy("Lee^Ann", DateTimeOffset.UtcNow, "PH-1");
            (study.StudyDate, study.AccessionNumber) = (new DateOnly(2026, 8, 4), "A12");
            database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = person.Id, SubmittedAt = DateTimeOffset.UtcNow, PrimaryCancer = "breast", ClinicalNote = "Legs weak since Friday" });
            var run = database.AddRun(study, GradingState.Complete, BilskyGrade.Grade2, flagged: true);
            run.Slices.AddRange([Slice(0, SliceStatus.Graded, BilskyGrade.Grade0), Slice(1, SliceStatus.NoCanal, null), Slice(2, SliceStatus.Graded, BilskyGrade.Grade2), Slice(3, SliceStatus.Abstained, BilskyGrade.Grade1b)]);
            await database.SaveChangesAsync();
        }

        var card = Assert.Single((await new ListMdtCases(fixture).HandleAsync(Reviewer, 0, default)).Cases);

        Assert.Equal(("PH-1", new DateOnly(2026, 8, 4), "A12"), (card.PatientId, card.StudyDate, card.AccessionNumber));
        var referral = Assert.Single(card.Referrals);
        Assert.Equal(("Dr Referrer", "breast", "Legs weak since Friday"), (referral.Referrer, referral.PrimaryCancer, referral.Note));
        Assert.Equal(3, card.Unseen);
    }

    [Fact]
    public async Task ReadAsync_Referrer_ReadsOnlyWhatTheyWroteThemselves()
    {
        BilskyUser Person(string name) => new() { Id = Guid.CreateVersion7(), UserName = $"{Guid.NewGuid():N}@example.org", DisplayName = name };
        var (one, other) = (Person("One"), Person("Other"));
        await using var database = fixture.NewContext();
        database.Users.AddRange(one, other);
        var study = database.AddStudy("Shared^Study", DateTimeOffset.UtcNow);
        foreach (var person in new[] { one, other })
        {
            database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = person.Id, SubmittedAt = DateTimeOffset.UtcNow, ClinicalNote = $"by {person.DisplayName}" });
        }

        await database.SaveChangesAsync();

        var own = await StudyReferrals.ReadAsync(database, [study.Id], new Actor(one.Id, "One", new HashSet<string> { Role.Referrer }), default);
        var all = await StudyReferrals.ReadAsync(database, [study.Id], Reviewer, default);

        Assert.Equal(["by One"], own[study.Id].Select(r => r.Note));
        Assert.Equal(2, all[study.Id].Count());
    }

    private static SliceResult Slice(int ordinal, SliceStatus status, BilskyGrade? grade) => new()
    {
        Ordinal = ordinal,
        SeriesInstanceUid = "1.2.3",
        SopInstanceUid = $"1.2.3.{ordinal}",
        Status = status,
        Grade = grade,
    };

    private static LevelResult Level(int ordinal, BilskyGrade grade) =>
        new() { Ordinal = ordinal, Grade = grade, FromMm = ordinal * 8, ToMm = (ordinal * 8) + 4, KeySliceOrdinal = ordinal * 2, KeySopInstanceUid = $"2.25.{ordinal}" };
}
