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

        var board = await new ListMdtCases(new Contexts(fixture)).HandleAsync(Reviewer, 0, default);

        Assert.Equal(["three", "two"], board.Cases.Select(c => c.PatientName));
        Assert.Equal([1, 2], board.Cases[0].Levels.Select(l => l.Ordinal));
        Assert.Equal(2, board.Total);
    }

    private static LevelResult Level(int ordinal, BilskyGrade grade) =>
        new() { Ordinal = ordinal, Grade = grade, FromMm = ordinal * 8, ToMm = (ordinal * 8) + 4, KeySliceOrdinal = ordinal * 2, KeySopInstanceUid = $"2.25.{ordinal}" };

    private sealed class Contexts(DatabaseFixture fixture) : IDbContextFactory<BilskyDbContext>
    {
        public BilskyDbContext CreateDbContext() => fixture.NewContext();
    }
}
