using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Features.Mdt;

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
            database.AddRun(database.AddStudy("low", now), GradingState.Complete, BilskyGrade.Grade1a);
            database.AddRun(database.AddStudy("two", now.AddHours(-3)), GradingState.Complete, BilskyGrade.Grade2, flagged: true);
            var three = database.AddRun(database.AddStudy("three", now), GradingState.Complete, BilskyGrade.Grade3, flagged: true);
            three.Levels.AddRange([Level(0, BilskyGrade.Grade1c), Level(1, BilskyGrade.Grade3), Level(2, BilskyGrade.Grade3)]);
            var held = database.AddStudy("held", now);
            held.HoldReason = "Two patients";
            database.AddRun(held, GradingState.Complete, BilskyGrade.Grade3, flagged: true);
            var regraded = database.AddStudy("no longer flagged", now);
            database.AddRun(regraded, GradingState.Complete, BilskyGrade.Grade3, flagged: true, at: now.AddHours(-2));
            database.AddRun(regraded, GradingState.Complete, BilskyGrade.Grade1b, at: now.AddHours(-1));
            await database.SaveChangesAsync();
        }

        var board = await new ListMdtCases(fixture).HandleAsync(Reviewer, 0, default);

        Assert.Equal(["three", "two"], board.Cases.Select(c => c.PatientName));
        Assert.Equal(["8 to 12 mm", "16 to 20 mm"], board.Cases[0].Levels);
        Assert.Equal(["2.png", "3.png"], board.Cases[0].Images.Select(i => i.Address.Split('/')[^1].Split('?')[0]));
        Assert.Equal(2, board.Total);
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

    private static LevelResult Level(int ordinal, BilskyGrade grade) =>
        new() { Ordinal = ordinal, Grade = grade, FromMm = ordinal * 8, ToMm = (ordinal * 8) + 4, KeySliceOrdinal = ordinal * 2, KeySopInstanceUid = $"2.25.{ordinal}" };
}
