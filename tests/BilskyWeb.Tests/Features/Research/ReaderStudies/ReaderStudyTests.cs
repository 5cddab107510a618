using BilskyWeb.Commands;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Features.Research.ReaderStudies;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static BilskyWeb.Core.Grading.BilskyGrade;

namespace BilskyWeb.Tests.Features.Research.ReaderStudies;

[Trait("Kind", "integration")]
public sealed class ReaderStudyTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly ReaderStudyHost _host = new(database);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Read_ThreeReaders_HaveOrdersOfTheirOwnAndTheResultsHoldThemAgainstTheReference()
    {
        var admin = await _host.PersonAsync(Role.Admin, "Admin");
        Actor[] readers = [await _host.PersonAsync(Role.Reviewer, "Reference"), await _host.PersonAsync(Role.Reviewer, "Exact"), await _host.PersonAsync(Role.Referrer, "Low")];
        Guid[] studies = [await _host.GradedStudyAsync(Grade0, Grade2, Grade3, Grade1c), await _host.GradedStudyAsync(Grade0, Grade0, null, Grade1a)];
        var id = await _host.ReaderStudyAsync(admin, studies, readers);
        var truth = await TruthAsync(id);

        var orders = new List<List<Guid>>();
        foreach (var reader in readers)
        {
            orders.Add(await _host.ReadAllAsync(reader, id, c => reader == readers[2] ? 0 : truth[c]));
        }

        Assert.All(orders, order => Assert.Equal(truth.Keys.Order(), order.Order()));
        Assert.Equal(3, orders.Select(o => string.Join(' ', o)).Distinct().Count());
        var results = (await _host.Show.HandleAsync(admin, id, default)).Value;
        Assert.True(results.IsComplete);
        Assert.Equal(["Reference", "Exact", "Low"], results.Readers.Select(r => r.Name));
        Assert.Equal(2.5, results.Readers[0].MedianSeconds);
        Assert.Equal(["Exact", "Low", "model"], results.Analysis.Readers.Select(r => r.Name));
        Assert.Equal(new HighGradeTable(3, 0, 5, 0), results.Analysis.Readers[0].Dichotomous.Table);
        Assert.Equal(new HighGradeTable(0, 3, 5, 0), results.Analysis.Readers[1].Dichotomous.Table);

        // The model abstained on one case: not read, and counted.
        Assert.Equal((7, 1), (results.Analysis.Readers[2].Items, results.Analysis.Readers[2].NotRead));
        Assert.Equal(1, results.Analysis.Readers[2].Roc!.Area.Value);
        Assert.Equal(2, results.Analysis.Readers[0].Study!.Studies);
        Assert.Equal(4, results.Cases.Count(c => c.IsDisputed));
    }

    [Fact]
    public async Task Open_Resumed_GoesOnWhereTheReaderStopped()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade0, Grade2, Grade3)], [reader, admin]);
        var first = (await _host.Open.HandleAsync(reader, id, null, default)).Value;
        await _host.Save.HandleAsync(reader, id, first.CaseId!.Value, 4, 1, default);

        var second = (await _host.Open.HandleAsync(reader, id, null, default)).Value;
        var back = (await _host.Open.HandleAsync(reader, id, 0, default)).Value;
        var ahead = (await _host.Open.HandleAsync(reader, id, 99, default)).Value;

        Assert.Equal((1, 1, 3), (second.Position, second.Read, second.Total));
        Assert.Equal(first.NextCaseId, second.CaseId);
        Assert.Equal((first.CaseId, (short?)4), (back.CaseId, back.Answer));
        Assert.Equal(second.CaseId, ahead.CaseId);
    }

    [Fact]
    public async Task Save_Twice_IsOneReadThatCountsItsChange()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade2)], [reader, admin]);
        var only = (await _host.Open.HandleAsync(reader, id, null, default)).Value.CaseId!.Value;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _host.Save.HandleAsync(reader, id, only, 2, 1, default)));
        await _host.Save.HandleAsync(reader, id, only, 3, 1, default);

        await using var context = database.NewContext();
        var read = await context.ReaderStudyReads.SingleAsync(r => r.CaseId == only);
        Assert.Equal(((short)3, 1, 5.0), (read.Answer, read.Changes, read.Seconds));
        Assert.Equal(1, await context.AuditEvents.CountAsync(e => e.Action == AuditAction.FinishedReading && e.Detail == id.ToString()));
    }

    [Fact]
    public async Task Stranger_AnyUseCase_IsAsIfItWereNotThere()
    {
        var (admin, reader, stranger) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer), await _host.PersonAsync(Role.Reviewer));
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade2)], [reader, await _host.PersonAsync(Role.Reviewer)]);
        var only = (await _host.Open.HandleAsync(reader, id, null, default)).Value.CaseId!.Value;

        Assert.IsType<ReaderStudyNotFound>((await _host.Open.HandleAsync(stranger, id, null, default)).Error);
        Assert.IsType<ReaderStudyNotFound>((await _host.Open.HandleAsync(admin, id, null, default)).Error);
        Assert.IsType<CaseNotFound>((await _host.Save.HandleAsync(stranger, id, only, 2, 1, default)).Error);
        Assert.IsType<NotAnAdmin>((await _host.Show.HandleAsync(reader, id, default)).Error);
        Assert.IsType<NotAnAdmin>((await _host.Export.HandleAsync(reader, id, default)).Error);
        Assert.DoesNotContain(await _host.List.HandleAsync(stranger, default), row => row.Id == id);
        Assert.Equal(0, Assert.Single(await _host.List.HandleAsync(reader, default), row => row.Id == id).MyReads);
    }

    [Fact]
    public async Task Show_AdminWhoStillReads_IsBlindedUntilDone()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade2, Grade0)], [await _host.PersonAsync(Role.Reviewer), admin]);

        Assert.IsType<StillBlinded>((await _host.Show.HandleAsync(admin, id, default)).Error);
        Assert.IsType<StillBlinded>((await _host.Export.HandleAsync(admin, id, default)).Error);
        await _host.ReadAllAsync(admin, id, _ => 0);
        Assert.True((await _host.Show.HandleAsync(admin, id, default)).IsOk);
    }

    [Fact]
    public async Task Save_NoSuchAnswer_IsRefused()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade2)], [reader, admin], ReadScale.LowHigh);
        var only = (await _host.Open.HandleAsync(reader, id, null, default)).Value.CaseId!.Value;

        Assert.IsType<BadAnswer>((await _host.Save.HandleAsync(reader, id, only, 2, 1, default)).Error);
        Assert.IsType<BadAnswer>((await _host.Save.HandleAsync(reader, id, only, -1, 1, default)).Error);
        Assert.IsType<BadAnswer>((await _host.Save.HandleAsync(reader, id, only, 1, double.NaN, default)).Error);
        Assert.True((await _host.Save.HandleAsync(reader, id, only, 1, 1, default)).IsOk);
    }

    [Fact]
    public async Task Make_WrongPlan_SaysWhat()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var study = await _host.GradedStudyAsync(Grade2);
        var plan = new ReaderStudyPlan { Name = "N", Studies = [study], Readers = [admin.UserId, reader.UserId], ReferenceReader = reader.UserId };

        async Task<Error?> Error(Actor actor, ReaderStudyPlan wrong) => (await _host.Make.HandleAsync(actor, wrong, default)).Error;
        Assert.IsType<NotAnAdmin>(await Error(reader, plan));
        Assert.IsType<NameMissing>(await Error(admin, plan with { Name = " " }));
        Assert.IsType<BadCaseCount>(await Error(admin, plan with { RegionsPerStudy = 0 }));
        Assert.IsType<TooFewReaders>(await Error(admin, plan with { Readers = [reader.UserId] }));
        Assert.IsType<ReferenceNotReading>(await Error(admin, plan with { ReferenceReader = Guid.NewGuid() }));
        Assert.IsType<UnknownReader>(await Error(admin, plan with { Readers = [reader.UserId, Guid.NewGuid()] }));
        Assert.IsType<NothingToRead>(await Error(admin, plan with { Studies = [Guid.NewGuid()] }));
        Assert.Null(await Error(admin, plan));
    }

    /// <summary>Sent twice at once, by a double click or a browser that tries again: one study.</summary>
    [Fact]
    public async Task Make_TwiceAtOnce_MakesOne()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var study = await _host.GradedStudyAsync(Grade2, Grade0);
        var plan = new ReaderStudyPlan { Name = $"Twice {Guid.NewGuid():N}", Studies = [study], Readers = [admin.UserId, reader.UserId], ReferenceReader = reader.UserId };

        var made = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _host.Make.HandleAsync(admin, plan, default)));

        Assert.All(made, m => Assert.Equal(plan.Id, m.Value));
        await using var context = database.NewContext();
        Assert.Equal(1, await context.ReaderStudies.CountAsync(s => s.Name == plan.Name));
        Assert.Equal(2, await context.ReaderStudyCases.CountAsync(c => c.ReaderStudyId == plan.Id));
        Assert.Equal(1, await context.AuditEvents.CountAsync(e => e.Action == AuditAction.MadeReaderStudy && e.Detail!.StartsWith(plan.Id.ToString())));
    }

    [Fact]
    public async Task Archive_Study_IsForAdminsAloneUntilItIsBroughtBack()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade2, Grade0)], [reader, admin]);
        var item = (await _host.Open.HandleAsync(reader, id, null, default)).Value.CaseId!.Value;

        Assert.IsType<NotAnAdmin>((await _host.Archive.HandleAsync(reader, id, true, default)).Error);
        Assert.True((await _host.Archive.HandleAsync(admin, id, true, default)).IsOk);
        Assert.True((await _host.Archive.HandleAsync(admin, id, true, default)).IsOk);

        Assert.DoesNotContain(await _host.List.HandleAsync(reader, default), r => r.Id == id);
        Assert.NotNull(Assert.Single(await _host.List.HandleAsync(admin, default), r => r.Id == id).ArchivedAt);
        Assert.IsType<ReaderStudyNotFound>((await _host.Open.HandleAsync(reader, id, null, default)).Error);
        Assert.IsType<CaseNotFound>((await _host.Save.HandleAsync(reader, id, item, 1, 1, default)).Error);
        Assert.True((await _host.Archive.HandleAsync(admin, id, false, default)).IsOk);
        Assert.True((await _host.Save.HandleAsync(reader, id, item, 1, 1, default)).IsOk);
        await using var context = database.NewContext();
        Assert.Equal([AuditAction.ArchivedReaderStudy, AuditAction.RestoredReaderStudy],
            await context.AuditEvents.Where(e => e.Detail == id.ToString() && e.Action != AuditAction.MadeReaderStudy).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync());
    }

    [Fact]
    public async Task Delete_OnlyWhileNobodyHasRead()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var graded = await _host.GradedStudyAsync(Grade2, Grade0);
        var (read, fresh) = (await _host.ReaderStudyAsync(admin, [graded], [reader, admin]), await _host.ReaderStudyAsync(admin, [graded], [reader, admin]));
        await _host.Save.HandleAsync(reader, read, (await _host.Open.HandleAsync(reader, read, null, default)).Value.CaseId!.Value, 1, 1, default);

        Assert.IsType<NotAnAdmin>((await _host.Delete.HandleAsync(reader, fresh, default)).Error);
        Assert.Contains("One read has been given", Assert.IsType<AlreadyRead>((await _host.Delete.HandleAsync(admin, read, default)).Error).Message, StringComparison.Ordinal);
        Assert.True((await _host.Delete.HandleAsync(admin, fresh, default)).IsOk);
        Assert.IsType<ReaderStudyNotFound>((await _host.Delete.HandleAsync(admin, fresh, default)).Error);

        await using var context = database.NewContext();
        Assert.Equal([read], await context.ReaderStudies.Where(s => s.Id == read || s.Id == fresh).Select(s => s.Id).ToListAsync());
        Assert.Equal(0, await context.ReaderStudyCases.CountAsync(c => c.ReaderStudyId == fresh));
        Assert.Equal($"{fresh}, Phantoms", (await context.AuditEvents.SingleAsync(e => e.Action == AuditAction.DeletedReaderStudy && e.Detail!.StartsWith(fresh.ToString()))).Detail);
    }

    [Fact]
    public async Task Make_RegionsPerStudy_AreSpreadFromHeadToFoot()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var study = await _host.GradedStudyAsync([.. Enumerable.Repeat((BilskyGrade?)Grade0, 30)]);
        var id = await _host.ReaderStudyAsync(admin, [study], [reader, admin], regions: 3);

        await using var context = database.NewContext();
        Assert.Equal(["1.2.3.5", "1.2.3.15", "1.2.3.25"], await context.ReaderStudies.Where(s => s.Id == id).SelectMany(s => s.Cases).OrderBy(c => c.Number).Select(c => c.SopInstanceUid).ToListAsync());
    }

    [Fact]
    public async Task Export_Reads_IsWhatAgreeReadsAndNamesNoPatient()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        Actor[] readers = [await _host.PersonAsync(Role.Reviewer, "Dr A, consultant"), await _host.PersonAsync(Role.Reviewer, "=Dr B")];
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade0, Grade2, Grade3), await _host.GradedStudyAsync(Grade0, null)], readers);
        await _host.ReadAllAsync(readers[0], id, _ => 4);

        var csv = (await _host.Export.HandleAsync(admin, id, default)).Value;

        Assert.DoesNotContain("Secret", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("1.2.3", csv, StringComparison.Ordinal);
        Assert.Contains("'=Dr B", csv, StringComparison.Ordinal);
        Assert.All(csv.TrimEnd().Split('\n').Skip(1), line => Assert.EndsWith($",{ExportNotice.Cell}", line.TrimEnd(), StringComparison.Ordinal));
        var path = Path.Combine(Directory.CreateDirectory(TestDirectory.Named($"reads-{Guid.NewGuid():N}")).FullName, "reads.csv");
        await File.WriteAllTextAsync(path, csv);
        var reads = ReadsFile.Read(path, new ReadColumns("Dr A, consultant", "study", null, []));
        Assert.True(reads.IsOk, reads.Error?.Message);
        Assert.Equal(["Dr A, consultant", "'=Dr B", "model"], reads.Value.Table.Readers);
        Assert.Equal(5, reads.Value.Table.Items);
        Assert.Equal(4, reads.Value.Table.Compare(0, 2).Total);
    }

    /// <summary>As docs/reader-studies.md says, also where the question is low against high; <c>agree</c> refused it.</summary>
    [Fact]
    public async Task Export_LowHighReads_IsWhatAgreeReads()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        Actor[] readers = [await _host.PersonAsync(Role.Reviewer, "Dr A"), await _host.PersonAsync(Role.Reviewer, "Dr B")];
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade0, Grade2, Grade3, Grade1b)], readers, ReadScale.LowHigh);
        var truth = await TruthAsync(id);
        await _host.ReadAllAsync(readers[0], id, c => truth[c] >= 3 ? 1 : 0);
        await _host.ReadAllAsync(readers[1], id, _ => 1);
        var path = Path.Combine(Directory.CreateDirectory(TestDirectory.Named($"reads-{Guid.NewGuid():N}")).FullName, "reads.csv");
        await File.WriteAllTextAsync(path, (await _host.Export.HandleAsync(admin, id, default)).Value);
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var code = AgreeCommand.Run(path, new ReadColumns("Dr A", "study", null, []), new AgreementSettings(), json: true, output, errors);

        Assert.Equal((CommandLine.Done, ""), (code, errors.ToString()));
        var read = System.Text.Json.JsonDocument.Parse(output.ToString()).RootElement.GetProperty("readers")[0].GetProperty("dichotomous");
        Assert.Equal((2, 2), (read.GetProperty("tp").GetInt32(), read.GetProperty("fp").GetInt32()));
        Assert.StartsWith("The reader chose one class", read.GetProperty("cohenKappa").GetProperty("undefined").GetString(), StringComparison.Ordinal);
    }

    /// <summary>The model's grade of each case; where it abstained, 0.</summary>
    private async Task<Dictionary<Guid, int>> TruthAsync(Guid id)
    {
        await using var context = database.NewContext();
        return await context.ReaderStudies.Where(s => s.Id == id).SelectMany(s => s.Cases).ToDictionaryAsync(c => c.Id, c => (int)(c.ModelGrade ?? Grade0));
    }
}
