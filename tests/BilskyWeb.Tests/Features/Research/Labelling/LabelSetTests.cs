using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Research.Labelling;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static BilskyWeb.Core.Grading.BilskyGrade;
using static BilskyWeb.Tests.Features.Research.Labelling.LabelSetHost;

namespace BilskyWeb.Tests.Features.Research.Labelling;

[Trait("Kind", "integration")]
public sealed class LabelSetTests(DatabaseFixture database, ArchiveFixture archive) : IClassFixture<DatabaseFixture>, IClassFixture<ArchiveFixture>, IDisposable
{
    private readonly LabelSetHost _host = new(database, archive);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Make_TwoStudies_KeepsWhatTheModelSaidAndHowSureItWas()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        var id = Guid.CreateVersion7();
        var plan = new LabelSetPlan(id, " Phantoms ", [await _host.StudyAsync((Grade0, 0.02), (Grade2, 0.5), null), await _host.StudyAsync((Grade3, 0.9))]);

        var made = await _host.Make.HandleAsync(admin, plan, default);
        var again = await _host.Make.HandleAsync(admin, plan, default);

        Assert.Equal((id, id), (made.Value, again.Value));
        var work = (await _host.Open.HandleAsync(admin, id, default)).Value;
        Assert.Equal("Phantoms", work.Name);
        Assert.Equal([1, 2, 3, 4], work.Slices.Select(s => s.Number));
        Assert.Equal([1, 1, 1, 2], work.Slices.Select(s => s.Study));
        Assert.Equal([false, true, true, false], work.Slices.Select(s => s.FollowsNeighbour));
        Assert.Equal(["0", "2", null, "3"], work.Slices.Select(s => s.ProposedGrade));
        Assert.Equal([0.04, 1, null, 0.2], work.Slices.Select(s => s.Uncertainty is { } u ? Math.Round(u, 6) : (double?)null));
        Assert.Equal((240, 200, 0.5), (work.Slices[0].Width, work.Slices[0].Height, work.Slices[0].ColumnSpacingMm));
        Assert.Null(work.Slices[2].ProposedBox);
        Assert.Empty(work.Labels);
        await using var context = database.NewContext();
        Assert.Equal(1, await context.AuditEvents.CountAsync(e => e.Action == AuditAction.MadeLabelSet && e.Detail!.StartsWith(id.ToString())));
    }

    [Fact]
    public async Task Make_TwiceAtOnce_MakesOne()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        var plan = new LabelSetPlan(Guid.CreateVersion7(), "Twice", [await _host.StudyAsync((Grade0, 0.02), (Grade2, 0.5))]);

        var made = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _host.Make.HandleAsync(admin, plan, default)));

        Assert.All(made, m => Assert.Equal(plan.Id, m.Value));
        await using var context = database.NewContext();
        Assert.Equal(2, await context.LabelSlices.CountAsync(s => s.LabelSetId == plan.Id));
        Assert.Equal(1, await context.AuditEvents.CountAsync(e => e.Action == AuditAction.MadeLabelSet && e.Detail!.StartsWith(plan.Id.ToString())));
    }

    [Fact]
    public async Task ArchiveAndDelete_LeaveTheListAndTakeNobodysWork()
    {
        var (admin, reviewer) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var study = await _host.StudyAsync((Grade0, 0.1));
        var (labelled, fresh) = (await _host.SetAsync(admin, study), await _host.SetAsync(admin, study));
        await _host.SaveAsync(admin, labelled, Label(1, "3"));

        Assert.IsType<NotAnAdmin>((await _host.Archive.HandleAsync(reviewer, labelled, true, default)).Error);
        Assert.IsType<NotAnAdmin>((await _host.Delete.HandleAsync(reviewer, fresh, default)).Error);
        Assert.True((await _host.Archive.HandleAsync(admin, labelled, true, default)).IsOk);
        Assert.Contains("One label has been made", Assert.IsType<AlreadyLabelled>((await _host.Delete.HandleAsync(admin, labelled, default)).Error).Message, StringComparison.Ordinal);
        Assert.True((await _host.Delete.HandleAsync(admin, fresh, default)).IsOk);
        Assert.IsType<LabelSetNotFound>((await _host.Delete.HandleAsync(admin, fresh, default)).Error);

        Assert.DoesNotContain(await _host.List.HandleAsync(reviewer, default), r => r.Id == labelled);
        Assert.NotNull(Assert.Single(await _host.List.HandleAsync(admin, default), r => r.Id == labelled).ArchivedAt);
        Assert.IsType<LabelSetNotFound>((await _host.Open.HandleAsync(reviewer, labelled, default)).Error);
        Assert.True((await _host.Archive.HandleAsync(admin, labelled, false, default)).IsOk);
        Assert.Contains(await _host.List.HandleAsync(reviewer, default), r => r.Id == labelled);
        await using var context = database.NewContext();
        Assert.Equal(0, await context.LabelSlices.CountAsync(s => s.LabelSetId == fresh));
        Assert.Equal(1, await context.AuditEvents.CountAsync(e => e.Action == AuditAction.DeletedLabelSet && e.Detail!.StartsWith(fresh.ToString())));
    }

    [Fact]
    public async Task AnyUseCase_WhoMayNot_IsRefused()
    {
        var (admin, reviewer, referrer) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer), await _host.PersonAsync(Role.Referrer));
        var set = await _host.SetAsync(admin, await _host.StudyAsync((Grade0, 0.1)));

        Assert.IsType<NotAnAdmin>((await _host.Make.HandleAsync(reviewer, new LabelSetPlan(Guid.NewGuid(), "N", []), default)).Error);
        Assert.IsType<NotAnAdmin>((await _host.Import.HandleAsync(reviewer, set, "labels.csv", Stream.Null, false, default)).Error);
        Assert.IsType<NotALabeller>((await _host.Save.HandleAsync(referrer, set, [Label(1, "2")], default)).Error);
        Assert.IsType<LabelSetNotFound>((await _host.Open.HandleAsync(referrer, set, default)).Error);
        Assert.IsType<LabelSetNotFound>((await _host.Show.HandleAsync(referrer, set, default)).Error);
        Assert.IsType<LabelSetNotFound>((await _host.New.HandleAsync(referrer, set, 0, default)).Error);
        Assert.IsType<LabelSetNotFound>((await _host.Export.HandleAsync(referrer, set, LabelExportKind.Dicom, default)).Error);
        Assert.IsType<LabelSliceNotFound>((await _host.Draw.HandleAsync(referrer, set, 1, default)).Error);
        Assert.IsType<LabelSliceNotFound>((await _host.Draw.ViewAsync(referrer, set, 1, default)).Error);
        Assert.Empty(await _host.List.HandleAsync(referrer, default));
        Assert.IsType<LabelSetNotFound>((await _host.Save.HandleAsync(reviewer, Guid.NewGuid(), [Label(1, "2")], default)).Error);
        Assert.IsType<NameMissing>((await _host.Make.HandleAsync(admin, new LabelSetPlan(Guid.NewGuid(), " ", []), default)).Error);
        Assert.IsType<NothingToLabel>((await _host.Make.HandleAsync(admin, new LabelSetPlan(Guid.NewGuid(), "N", [Guid.NewGuid()]), default)).Error);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], (await _host.Draw.HandleAsync(reviewer, set, 1, default)).Value[..4]);
        Assert.Equal(["R", "A", "L", "P"], (await _host.Draw.ViewAsync(reviewer, set, 1, default)).Value.Letters!);
    }

    [Fact]
    public async Task Save_GradesBoxesAndExclusions_CountTowardsProgress()
    {
        var (admin, reviewer) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var set = await _host.SetAsync(admin, await _host.StudyAsync((Grade0, 0.1), (Grade0, 0.3), (Grade0, 0.2), (Grade0, 0.1)), await _host.StudyAsync((Grade3, 0.9)));

        await _host.SaveAsync(reviewer, set, Label(1, "1c", box: new BoxJson(70, 30, 60, 62)));
        await _host.SaveAsync(reviewer, set, Label(2, exclusion: "quality"));
        await _host.SaveAsync(reviewer, set, Label(3, box: new BoxJson(1, 2, 30, 40)));
        await _host.SaveAsync(reviewer, set, Label(5));

        var view = (await _host.Show.HandleAsync(reviewer, set, default)).Value;
        Assert.Equal((5, 3, 1, 1, 1), (view.Slices, view.Labelled, view.Excluded, view.NoCanal, view.BoxOnly));
        Assert.Equal([0, 0, 0, 1, 0, 0], view.Grades);
        Assert.Equal([(2, 3, 0.4), (1, null, null)], view.Studies.Select(s => (s.Labelled, s.FirstOpen, s.MostUncertain is { } u ? Math.Round(u, 6) : (double?)null)));
        var row = (await _host.List.HandleAsync(reviewer, default)).Single(r => r.Id == set);
        Assert.Equal((2, 5, 3), (row.Studies, row.Slices, row.Labelled));
        var labels = (await _host.Open.HandleAsync(reviewer, set, default)).Value.Labels;
        Assert.Equal([1, 2, 3, 5], labels.Select(l => l.Number));
        Assert.Equal((new BoxJson(70, 30, 60, 62), "1c", "Labeller", reviewer.UserId), (labels[0].Box, labels[0].Grade, labels[0].By, labels[0].ById));
    }

    [Fact]
    public async Task Save_TwiceAndAtOnce_IsOneLabel()
    {
        var (admin, reviewer) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var set = await _host.SetAsync(admin, await _host.StudyAsync((Grade0, 0.1)));
        var label = Label(1, "2");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _host.SaveAsync(reviewer, set, label)));

        Assert.All(answers, a => Assert.Equal((0, 1), (a.Refused.Count, a.Labels.Single().Revision)));
        await using var context = database.NewContext();
        Assert.Equal(1, await context.SliceLabels.CountAsync(l => l.SaveId == label.Id));
    }

    [Fact]
    public async Task Save_NotKnowingOfAnothersLabel_IsToldAndNothingIsLost()
    {
        var (admin, first, second) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer, "Dr A"), await _host.PersonAsync(Role.Reviewer, "Dr B"));
        var set = await _host.SetAsync(admin, await _host.StudyAsync((Grade0, 0.1)));
        await _host.SaveAsync(first, set, Label(1, "2"));

        var late = await _host.SaveAsync(second, set, Label(1, "3"));
        var alike = await _host.SaveAsync(second, set, Label(1, "2"));
        var knowing = await _host.SaveAsync(second, set, Label(1, "3", basedOn: 1));

        Assert.Equal(("Dr A labelled this slice meanwhile.", true), (late.Refused.Single().Reason, late.Refused.Single().Conflict));
        Assert.Equal(("2", "Dr A"), (late.Labels.Single().Grade, late.Labels.Single().By));
        Assert.Empty(alike.Refused);
        Assert.Equal(("3", 2, "Dr B"), (knowing.Labels.Single().Grade, knowing.Labels.Single().Revision, knowing.Labels.Single().By));
        await using var context = database.NewContext();
        Assert.Equal([(Grade2, false), (Grade3, true)], (await context.LabelSlices.Where(s => s.LabelSetId == set).SelectMany(s => s.Labels).OrderBy(l => l.Revision).ToListAsync()).Select(l => (l.Grade!.Value, l.IsCurrent)));
    }

    /// <summary>Off line a tab cannot learn of its own revisions; its labels follow each other all the same.</summary>
    [Fact]
    public async Task Save_OneTabAfterBeingOffline_LaysItsLabelsOverEachOther()
    {
        var (admin, reviewer) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var set = await _host.SetAsync(admin, await _host.StudyAsync((Grade0, 0.1)));
        var tab = Guid.NewGuid();

        var saved = (await _host.Save.HandleAsync(reviewer, set, [Label(1, "2", tab: tab), Label(1, "3", tab: tab), Label(1, withdrawn: true, tab: tab), Label(1, "0", tab: tab)], default)).Value;

        Assert.Empty(saved.Refused);
        Assert.Equal(("0", 4), (saved.Labels.Single().Grade, saved.Labels.Single().Revision));
        var seen = (await _host.Open.HandleAsync(reviewer, set, default)).Value.Sequence;
        Assert.Empty((await _host.New.HandleAsync(reviewer, set, seen, default)).Value.Labels);
        await _host.SaveAsync(reviewer, set, Label(1, exclusion: "region", tab: tab));
        Assert.Equal("region", (await _host.New.HandleAsync(reviewer, set, seen, default)).Value.Labels.Single().Exclusion);
    }

    [Fact]
    public async Task Save_WrongLabel_IsRefusedAlone()
    {
        var (admin, reviewer) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var set = await _host.SetAsync(admin, await _host.StudyAsync((Grade0, 0.1)));
        NewLabel[] wrong =
        [
            Label(9, "2"), Label(1, "4"), Label(1, exclusion: "rain"), Label(1, "2", exclusion: "quality"), Label(1, "2") with { Box = null },
            Label(1, "2", box: new BoxJson(240, 0, 10, 10)), Label(1, "2", box: new BoxJson(0, 0, 0, 10)), Label(1, "2", box: new BoxJson(double.NaN, 0, 10, 10)), Label(1, "2", withdrawn: true),
        ];

        var saved = (await _host.Save.HandleAsync(reviewer, set, [.. wrong, Label(1, "2")], default)).Value;

        Assert.Equal(wrong.Select(w => w.Id), saved.Refused.Select(r => r.Id));
        Assert.Equal(("2", 1), (saved.Labels.Single().Grade, saved.Labels.Single().Revision));
        Assert.IsType<TooManyLabels>((await _host.Save.HandleAsync(reviewer, set, [.. Enumerable.Repeat(wrong[0], 501)], default)).Error);
    }
}
