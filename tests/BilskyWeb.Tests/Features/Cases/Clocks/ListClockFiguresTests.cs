using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Tests.Features.Cases.Clocks;

[Trait("Kind", "integration")]
public sealed class ListClockFiguresTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly Actor Reviewer = new(Guid.CreateVersion7(), "Dr Ada", new HashSet<string> { Role.Reviewer });

    /// <summary>A flag is seen when one of the team opens the study after it; what the referrer opens, or somebody opened before, is no look of the team's.</summary>
    [Fact]
    public async Task Handle_FlaggedSeenAndSuspected_AreInTheirMonth()
    {
        var now = new DateTimeOffset(2031, 3, 30, 9, 0, 0, TimeSpan.Zero);
        var clock = new FixedClock(now);
        await using (var database = fixture.NewContext())
        {
            var team = await PersonAsync(database, Role.Reviewer);
            var referrer = await PersonAsync(database, Role.Referrer);
            var arrived = now.AddHours(-10);
            var study = database.AddStudy("Clock^One", arrived);
            (study.StudyDate, study.StudyTime, study.UtcOffsetMinutes) = (new DateOnly(2031, 3, 29), new TimeOnly(23, 0), 60); // 22:00 UTC
            database.AddRun(study, GradingState.Complete, BilskyGrade.Grade3, flagged: true); // flagged at 23:00:08 UTC
            var flagged = arrived.AddSeconds(8.3);
            Viewed(database, study.Id, team, flagged.AddMinutes(-30));
            Viewed(database, study.Id, referrer, flagged.AddMinutes(5));
            Viewed(database, study.Id, team, flagged.AddMinutes(90));
            Viewed(database, study.Id, team, flagged.AddMinutes(200));
            var form = new ClinicalForm { Id = Guid.CreateVersion7(), OwnerId = referrer, StartedAt = now, ChangedAt = now, SubmittedAt = now };
            database.ClinicalForms.Add(form);
            database.StudyForms.Add(new StudyForm { StudyId = study.Id, FormId = form.Id });
            database.ClinicalAnswers.Add(new ClinicalAnswer { FormId = form.Id, Field = BilskyWeb.Core.Clinical.Facts.ClinicalField.SuspectedAt, Value = "2031-03-28T21:00:00Z", At = now, ById = referrer, ByName = "R" });
            database.ClinicalAnswers.Add(new ClinicalAnswer { FormId = form.Id, Field = BilskyWeb.Core.Clinical.Facts.ClinicalField.Power, Value = "d", At = now, ById = referrer, ByName = "R" });
            database.AddStudy("Not^Flagged", arrived);
            await database.SaveChangesAsync();
        }

        var months = (await new ListClockFigures(fixture, CaseSeed.Clocks, clock).HandleAsync(Reviewer, 2, default)).Value;

        Assert.Equal([new DateOnly(2031, 3, 1), new DateOnly(2031, 2, 1)], months.Select(m => m.Month));
        var march = months[0].Figures.ToDictionary(f => f.Kind);
        Assert.Equal((0, 1, 25.0), (march[ClockKind.SuspicionToMri].InTime, march[ClockKind.SuspicionToMri].Counted, march[ClockKind.SuspicionToMri].MedianHours!.Value));
        Assert.Equal((1, 1), (march[ClockKind.MriToFlag].InTime, march[ClockKind.MriToFlag].Counted));
        Assert.Equal((1, 1.5), (march[ClockKind.FlagToView].InTime, Math.Round(march[ClockKind.FlagToView].MedianHours!.Value, 6)));
        Assert.Equal((0, 1), (march[ClockKind.FlagToDecision].Counted, march[ClockKind.FlagToDecision].Running));
        Assert.All(months[1].Figures, f => Assert.Equal(0, f.Counted + f.Running));

        var csv = ClockEndpoints.Csv(months, new ClockOptions()).Split('\n');
        Assert.Equal("2031-03,suspicion-mri,24,168,0,1,0,1,25,25", csv[1]);
        Assert.Equal("2031-03,flag-decision,24,24,0,0,1,0,,", csv[4]);
    }

    [Fact]
    public async Task Handle_ReferrerOrSenselessMonths_AreRefused()
    {
        var list = new ListClockFigures(fixture, CaseSeed.Clocks, TimeProvider.System);

        Assert.False((await list.HandleAsync(Reviewer with { Roles = new HashSet<string> { Role.Referrer } }, 3, default)).IsOk);
        Assert.False((await list.HandleAsync(Reviewer, 0, default)).IsOk);
        Assert.False((await list.HandleAsync(Reviewer, int.MaxValue, default)).IsOk);
    }

    /// <summary>Without a time of day the end of the day counts, without a day the arrival; and nothing is made after it arrived, whatever the scanner's clock says.</summary>
    [Theory]
    [InlineData("2026-03-29", "01:30", null, "2026-03-29T01:30Z")]
    [InlineData("2026-06-01", "09:00", null, "2026-06-01T08:00Z")]
    [InlineData("2026-06-01", "09:00", -300, "2026-06-01T14:00Z")]
    [InlineData("2026-06-01", null, null, "2026-06-01T23:00Z")]
    [InlineData(null, null, null, "2026-12-01T00:00Z")]
    [InlineData("2199-01-01", "00:00", null, "2026-12-01T00:00Z")]
    [InlineData("9999-12-31", null, null, "2026-12-01T00:00Z")]
    [InlineData("9999-12-31", "23:59", -840, "2026-12-01T00:00Z")]
    [InlineData("0001-01-01", "00:00", 60, "2026-12-01T00:00Z")]
    [InlineData("0001-01-01", "00:00", null, "2026-12-01T00:00Z")]
    [InlineData("1900-01-01", "00:00", 0, "1900-01-01T00:00Z")]
    [InlineData("2026-12-01", "09:00", 600, "2026-11-30T23:00Z")]
    [InlineData("2026-12-02", "09:00", 840, "2026-12-01T00:00Z")]
    public async Task MriAt_WhatTheImagesSay_IsTheLatestItCanHaveBeen(string? day, string? time, int? offset, string expected)
    {
        await using var database = fixture.NewContext();
        var study = database.AddStudy("Mri^At", new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        (study.StudyDate, study.StudyTime, study.UtcOffsetMinutes) = (day is null ? null : DateOnly.Parse(day, null), time is null ? null : TimeOnly.Parse(time, null), offset);

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), study.MriAt(CaseSeed.Clocks.Value.Zone));
    }

    [Fact]
    public async Task Worklist_FlaggedAndNotSeen_ShowsTheClockThatIsDueFirst()
    {
        Guid id;
        await using (var database = fixture.NewContext())
        {
            var study = database.AddStudy("Worklist^Clock", DateTimeOffset.UtcNow.AddHours(-3));
            database.AddRun(study, GradingState.Complete, BilskyGrade.Grade2, flagged: true);
            await database.SaveChangesAsync();
            id = study.Id;
        }

        var row = (await new ListWorklist(fixture, CaseSeed.Clocks).HandleAsync(Reviewer, new WorklistFilter { Search = "Worklist^Clock" }, 0, default)).Rows.Single(r => r.StudyId == id);

        Assert.Equal((ClockKind.FlagToView, ClockState.Overdue), (row.Clock!.Kind, row.Clock.StateAt(DateTimeOffset.UtcNow, 0)));
        Assert.StartsWith("Overdue by 59 min", ClockWords.Of(row.Clock with { StartedAt = DateTimeOffset.UtcNow.AddMinutes(-179.5) }, DateTimeOffset.UtcNow, 0), StringComparison.Ordinal);
    }

    /// <summary>A case that was decided for an earlier study is not decided for this one; one that was closed waits for no treatment.</summary>
    [Theory]
    [InlineData("-5 Decided", null, null, false)]
    [InlineData("-5 Decided, 2 Listed", null, null, false)]
    [InlineData("-5 Decided, 2 Listed, 3 Decided", 3, null, false)]
    [InlineData("1 Decided, 4 Treated", 1, 4, false)]
    [InlineData("2 Treated", 2, 2, false)]
    [InlineData("1 Closed", 1, null, true)]
    [InlineData("1 Decided, 2 Closed", 1, null, true)]
    [InlineData("1 Decided, 2 Closed, 3 Listed", 1, null, false)]
    [InlineData("1 Decided, 2 Treated, 3 Closed", 1, 2, false)]
    [InlineData("", null, null, false)]
    public void StepsAfter_OfTheCase_AreThoseSinceTheFlag(string written, int? decided, int? treated, bool without)
    {
        var flag = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
        var steps = written.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(w => w.Split(' '))
            .Select((w, i) => new StageReached(Guid.Empty, i, w[1], flag.AddHours(int.Parse(w[0], System.Globalization.CultureInfo.InvariantCulture))));

        var after = StagesReached.After(flag, steps);

        Assert.Equal((decided is { } d ? flag.AddHours(d) : null, treated is { } t ? flag.AddHours(t) : (DateTimeOffset?)null, without), (after.DecidedAt, after.TreatedAt, after.WithoutTreatment));
        Assert.Equal(default, StagesReached.After(null, steps));
    }

    [Theory]
    [InlineData("Europe/London", true)]
    [InlineData("Europe/Nowhere", false)]
    [InlineData("", false)]
    public void Options_Zone_IsOneThatTheMachineKnows(string zone, bool fits) => Assert.Equal(fits, !new ClockOptions { TimeZone = zone }.Validate(new(new object())).Any());

    private static void Viewed(BilskyDbContext database, Guid study, Guid by, DateTimeOffset at) =>
        database.AuditEvents.Add(new AuditEvent { At = at, ActorId = by, ActorName = "x", Action = AuditAction.ViewedStudy, StudyId = study, Detail = StudyWay.Page });

    private static async Task<Guid> PersonAsync(BilskyDbContext database, string role)
    {
        var user = new BilskyUser { Id = Guid.CreateVersion7(), UserName = $"{Guid.NewGuid():N}@test.local", DisplayName = role };
        database.Users.Add(user);
        database.UserRoles.Add(new IdentityUserRole<Guid> { UserId = user.Id, RoleId = await database.Roles.Where(r => r.Name == role).Select(r => r.Id).SingleAsync() });
        return user.Id;
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
