using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Features.Mdt.Decisions;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Features.Mdt;

[Trait("Kind", "integration")]
public sealed class StagesReachedTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly CaseDesk _desk = new(fixture);

    public void Dispose() => _desk.Dispose();

    /// <summary>What was decided of a study stays decided when its case is joined to another one, and is not decided of the studies there.</summary>
    [Fact]
    public async Task ReadAsync_CaseThatWasJoined_KeepsWhatWasDecidedOfItsOwnStudies()
    {
        var (first, second) = (await _desk.StudyAsync(BilskyGrade.Grade3), await _desk.StudyAsync(BilskyGrade.Grade3));
        var (goes, stays) = (await _desk.CaseAsync(study: first), await _desk.CaseAsync(study: second));
        await _desk.Sign.HandleAsync(CaseDesk.Ada, goes.Id, CaseDesk.Decision(CaseChoice.Sbrt), default);
        Assert.True((await _desk.Join.HandleAsync(CaseDesk.Ada, goes.Id, stays.Number, "one patient, two hospitals", default)).IsOk);

        var before = DateTimeOffset.UtcNow.AddDays(-1);
        Assert.NotNull(StagesReached.After(before, await StepsAsync(first)).DecidedAt);
        Assert.Null(StagesReached.After(before, await StepsAsync(second)).DecidedAt);

        // From then on they share what happens to the one that stays.
        await _desk.Move.HandleAsync(CaseDesk.Ada, stays.Id, new CaseStep(CaseStage.Closed, (await _desk.FindAsync(stays.Id)).Version, "for comfort"), default);
        Assert.True(StagesReached.After(before, await StepsAsync(first)).WithoutTreatment);
        Assert.True(StagesReached.After(before, await StepsAsync(second)).WithoutTreatment);
    }

    /// <summary>A case that was closed and then joined to one that is open goes on.</summary>
    [Fact]
    public async Task After_ClosedCaseJoinedToAnOpenOne_IsNotWithoutTreatment()
    {
        var first = await _desk.StudyAsync(BilskyGrade.Grade3);
        var goes = await _desk.CaseAsync(study: first);
        await _desk.Move.HandleAsync(CaseDesk.Ada, goes.Id, new CaseStep(CaseStage.Closed, goes.Version, "too ill"), default);
        var stays = await _desk.CaseAsync();
        Assert.True((await _desk.Join.HandleAsync(CaseDesk.Ada, goes.Id, stays.Number, "one patient, two hospitals", default)).IsOk);

        Assert.False(StagesReached.After(DateTimeOffset.UtcNow.AddDays(-1), await StepsAsync(first)).WithoutTreatment);
    }

    /// <summary>Where a case is now is told of a study that came to it later; what was decided before was not decided of that study.</summary>
    [Fact]
    public async Task ReadAsync_StudyThatCameLater_HasTheStepsBeforeAsThoseOfItsCaseAlone()
    {
        var first = await _desk.StudyAsync(BilskyGrade.Grade2);
        var found = await _desk.CaseAsync(study: first);
        await _desk.Move.HandleAsync(CaseDesk.Ada, found.Id, new CaseStep(CaseStage.Listed, found.Version, null), default);
        var later = await _desk.StudyAsync(BilskyGrade.Grade2, samePatientAs: first);
        Assert.Equal(found.Id, await _desk.Place.HandleAsync(later.Id, default));

        var listed = Assert.Single(await StepsAsync(later));

        Assert.Equal((nameof(CaseStage.Listed), true, false), (listed.Stage, listed.IsOfHome, listed.IsOfStudy));
        Assert.True(Assert.Single(await StepsAsync(first)).IsOfStudy);
    }

    private async Task<IEnumerable<StageReached>> StepsAsync(Study study)
    {
        await using var database = _desk.CreateDbContext();
        return (await StagesReached.ReadAsync(database, [study.Id], default))[study.Id];
    }
}
