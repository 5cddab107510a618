using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Features.Research.ReaderStudies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using static BilskyWeb.Core.Grading.BilskyGrade;

namespace BilskyWeb.Tests.Features.Research.ReaderStudies;

/// <summary>Closing a reader study and settling what its readers differ on.</summary>
[Trait("Kind", "integration")]
public sealed class ConsensusTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly ReaderStudyHost _host = new(database);

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Close_WhileSomebodyReads_TakesNoMoreReadsAndUnblindsTheAdmin()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade0, Grade2)], [reader, admin]);
        var first = (await _host.Open.HandleAsync(reader, id, null, default)).Value;
        Assert.True((await _host.Save.HandleAsync(reader, id, first.CaseId!.Value, 4, 1, default)).IsOk);
        Assert.IsType<StillBlinded>((await _host.Show.HandleAsync(admin, id, default)).Error);

        Assert.IsType<NotAnAdmin>((await _host.Close.HandleAsync(reader, id, default)).Error);
        Assert.True((await _host.Close.HandleAsync(admin, id, default)).IsOk);
        Assert.True((await _host.Close.HandleAsync(admin, id, default)).IsOk);
        Assert.IsType<ReaderStudyNotFound>((await _host.Close.HandleAsync(admin, Guid.NewGuid(), default)).Error);

        Assert.IsType<ReaderStudyClosed>((await _host.Save.HandleAsync(reader, id, first.CaseId!.Value, 0, 1, default)).Error);
        Assert.IsType<ReaderStudyClosed>((await _host.Save.HandleAsync(reader, id, first.NextCaseId!.Value, 0, 1, default)).Error);
        Assert.IsType<ReaderStudyClosed>((await _host.Open.HandleAsync(reader, id, null, default)).Error);
        var results = (await _host.Show.HandleAsync(admin, id, default)).Value;
        Assert.NotNull(results.ClosedAt);
        Assert.Equal((short)4, Assert.Single(results.Cases, c => c.CaseId == first.CaseId).Answers[0]);
        await using var context = database.NewContext();
        Assert.Equal(1, await context.AuditEvents.CountAsync(e => e.Action == AuditAction.ClosedReaderStudy && e.Detail == id.ToString()));
    }

    [Fact]
    public async Task Export_ReadersWithTheNamesOfColumns_EveryColumnHasANameOfItsOwn()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        Actor[] readers = [await _host.PersonAsync(Role.Reviewer, "model"), await _host.PersonAsync(Role.Reviewer, "consensus"), await _host.PersonAsync(Role.Reviewer, "consensus")];
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade2)], readers);
        await _host.Close.HandleAsync(admin, id, default);

        var header = (await _host.Export.HandleAsync(admin, id, default)).Value.Split(Environment.NewLine)[0].Split(',');

        Assert.Equal(header.Distinct(), header);
        Assert.Superset(new HashSet<string> { "model", "model (2)", "consensus", "consensus (2)", "consensus (3)" }, header.ToHashSet());
        Assert.Equal(["consensus (2)", "consensus (3)", "model (2)"], (await _host.Show.HandleAsync(admin, id, default)).Value.Readers.Select(r => r.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Settle_DisputedCases_StandBesideTheReadsAndJudgeEverybody()
    {
        var admin = await _host.PersonAsync(Role.Admin);
        Actor[] readers = [await _host.PersonAsync(Role.Reviewer, "A"), await _host.PersonAsync(Role.Reviewer, "B"), await _host.PersonAsync(Role.Reviewer, "C")];
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade0, Grade0, Grade2, Grade3)], readers);
        var truth = await TruthAsync(id);

        // C calls every high grade low; of the model's four cases two are disputed.
        foreach (var reader in readers)
        {
            await _host.ReadAllAsync(reader, id, c => reader == readers[2] ? 0 : (int)truth[c]);
        }

        Assert.IsType<StillOpen>((await _host.Consensus.HandleAsync(admin, id, null, default)).Error);
        await _host.Close.HandleAsync(admin, id, default);
        Assert.IsType<NotAnAdmin>((await _host.Consensus.HandleAsync(readers[0], id, null, default)).Error);
        var first = (await _host.Consensus.HandleAsync(admin, id, null, default)).Value;
        Assert.Equal((0, 2), (first.Settled, first.Total));
        Assert.Equal([0, (short)truth[first.Case!.CaseId], (short)truth[first.Case.CaseId]], first.Case.Answers);

        // Settled once with A and B, once with C; twice the same is once.
        Assert.True((await _host.Settle.HandleAsync(admin, id, first.Case.CaseId, 5, default)).IsOk);
        Assert.True((await _host.Settle.HandleAsync(admin, id, first.Case.CaseId, 4, default)).IsOk);
        Assert.True((await _host.Settle.HandleAsync(admin, id, first.Case.CaseId, 4, default)).IsOk);
        var half = (await _host.Show.HandleAsync(admin, id, default)).Value;
        Assert.Equal(3, half.AgainstConsensus!.Readers[0].Items);
        var second = (await _host.Consensus.HandleAsync(admin, id, null, default)).Value;
        Assert.NotEqual(first.Case.CaseId, second.Case!.CaseId);
        Assert.True((await _host.Settle.HandleAsync(admin, id, second.Case.CaseId, 0, default)).IsOk);
        Assert.Null((await _host.Consensus.HandleAsync(admin, id, null, default)).Value.Case);

        var results = (await _host.Show.HandleAsync(admin, id, default)).Value;
        Assert.Equal(["A", "B", "C", "model"], results.AgainstConsensus!.Readers.Select(r => r.Name));
        Assert.Equal(new HighGradeTable(1, 0, 2, 1), results.AgainstConsensus.Readers[0].Dichotomous.Table);
        Assert.Equal(new HighGradeTable(0, 1, 3, 0), results.AgainstConsensus.Readers[2].Dichotomous.Table);
        Assert.Equal(new HighGradeTable(1, 0, 2, 1), results.AgainstConsensus.Readers[3].Dichotomous.Table);
        Assert.NotNull(results.AgainstConsensus.Readers[3].Roc);

        // The independent reads are as they were.
        Assert.Equal(new HighGradeTable(0, 2, 2, 0), results.Analysis.Readers[1].Dichotomous.Table);
        await using var context = database.NewContext();
        Assert.Equal(1, (await context.ReaderStudyConsensus.SingleAsync(c => c.CaseId == first.Case.CaseId)).Changes);
        var csv = (await _host.Export.HandleAsync(admin, id, default)).Value.Split('\n');
        Assert.EndsWith(",consensus,notice", csv[0].TrimEnd(), StringComparison.Ordinal);
        Assert.All(csv[1..^1], line => Assert.Matches(",(0|2),\"[^\"]+\"\\r?$", line));
    }

    [Fact]
    public async Task Settle_WhatIsNoDispute_IsRefused()
    {
        var (admin, reader) = (await _host.PersonAsync(Role.Admin), await _host.PersonAsync(Role.Reviewer));
        var id = await _host.ReaderStudyAsync(admin, [await _host.GradedStudyAsync(Grade2)], [reader, await _host.PersonAsync(Role.Reviewer)]);

        // One read, and the model differs from it: the model has no vote.
        var only = (await _host.ReadAllAsync(reader, id, _ => 0))[0];
        Assert.IsType<StillOpen>((await _host.Settle.HandleAsync(admin, id, only, 0, default)).Error);
        await _host.Close.HandleAsync(admin, id, default);

        Assert.IsType<NotDisputed>((await _host.Settle.HandleAsync(admin, id, only, 0, default)).Error);
        Assert.IsType<BadAnswer>((await _host.Settle.HandleAsync(admin, id, only, 6, default)).Error);
        Assert.IsType<NotAnAdmin>((await _host.Settle.HandleAsync(reader, id, only, 0, default)).Error);
        Assert.IsType<ReaderStudyNotFound>((await _host.Settle.HandleAsync(admin, Guid.NewGuid(), only, 0, default)).Error);
        Assert.Null((await _host.Consensus.HandleAsync(admin, id, null, default)).Value.Case);
        Assert.Null(Assert.Single((await _host.Show.HandleAsync(admin, id, default)).Value.Cases).Consensus);
    }

    private async Task<Dictionary<Guid, BilskyGrade>> TruthAsync(Guid id)
    {
        await using var context = database.NewContext();
        return await context.ReaderStudies.Where(s => s.Id == id).SelectMany(s => s.Cases).ToDictionaryAsync(c => c.Id, c => c.ModelGrade!.Value);
    }
}
