using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>How far a reader is, and how long a case takes them.</summary>
internal sealed record ReaderProgress(string Name, bool IsReference, int Read, double? MedianSeconds);

/// <summary>One case with everything that was said of it.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Number">Its number.</param>
/// <param name="StudyNumber">Number of its study in this reader study.</param>
/// <param name="Answers">Per reader, in the order of <see cref="ReaderStudyResults.Readers"/>; null when not read.</param>
/// <param name="Seconds">Per reader, likewise.</param>
/// <param name="Model">The model's answer; null when it abstained.</param>
/// <param name="ModelHighGradeProbability">The model's probability of high grade.</param>
/// <param name="Settled">What the case was settled as after the reading; null when it was not.</param>
internal sealed record CaseResult(
    Guid CaseId, int Number, int StudyNumber, IReadOnlyList<short?> Answers, IReadOnlyList<double?> Seconds, short? Model, double ModelHighGradeProbability, short? Settled)
{
    /// <summary>Whether two readers differ; the model has no vote in that.</summary>
    public bool ReadersDiffer => Answers.OfType<short>().Distinct().Count() > 1;

    /// <summary>What the case was settled as; else what at least two readers said and none disputed; else null.</summary>
    public short? Consensus => Settled ?? (!ReadersDiffer && Answers.OfType<short>().Count() > 1 ? Answers.OfType<short>().First() : null);

    /// <summary>Whether two of those who answered, the model among them, answered differently.</summary>
    public bool IsDisputed => Answers.Append(Model).OfType<short>().Distinct().Count() > 1;
}

/// <summary>A reader study's results.</summary>
internal sealed record ReaderStudyResults
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required ReadScale Question { get; init; }
    public required IReadOnlyList<string> Pipelines { get; init; }
    public required int Studies { get; init; }

    /// <summary>The reference first, then by name.</summary>
    public required IReadOnlyList<ReaderProgress> Readers { get; init; }
    public required IReadOnlyList<CaseResult> Cases { get; init; }
    public required AgreementAnalysis Analysis { get; init; }

    /// <summary>When the reading was closed; null while it is open.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Readers and model against the consensus; null until the reading is closed.</summary>
    public required AgreementAnalysis? AgainstConsensus { get; init; }

    public bool IsComplete => Readers.All(r => r.Read == Cases.Count);
}

/// <summary>Holds all readers and the model against the reference, over what has been read so far.</summary>
internal sealed class ShowResults(IDbContextFactory<BilskyDbContext> contexts)
{
    public const string Model = "model", Consensus = "consensus";

    public async Task<Result<ReaderStudyResults>> HandleAsync(Actor actor, Guid readerStudyId, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var study = await database.ReaderStudies.AsNoTracking().AsSplitQuery().Include(s => s.Readers).Include(s => s.Cases.OrderBy(c => c.Number))
            .SingleOrDefaultAsync(s => s.Id == readerStudyId, cancellationToken);
        if (study is null)
        {
            return new ReaderStudyNotFound();
        }

        if (study.Readers.Exists(r => r.UserId == actor.UserId && r.FinishedAt is null && study.ClosedAt is null))
        {
            return new StillBlinded();
        }

        var ids = study.Readers.Select(r => r.UserId).ToList();
        var names = await database.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        var cases = study.Cases.Select(c => c.Id).ToList();
        var reads = (await database.ReaderStudyReads.AsNoTracking().Where(r => cases.Contains(r.CaseId)).ToListAsync(cancellationToken)).ToDictionary(r => (r.CaseId, r.ReaderId));
        var settled = await database.ReaderStudyConsensus.AsNoTracking().Where(c => cases.Contains(c.CaseId)).ToDictionaryAsync(c => c.CaseId, c => c.Answer, cancellationToken);
        return Of(study, [.. ids.OrderBy(id => id != study.ReferenceReaderId).ThenBy(id => names[id], StringComparer.Ordinal).Select(id => (id, names[id]))], reads, settled);
    }

    private static ReaderStudyResults Of(
        ReaderStudy study, List<(Guid Id, string Name)> readers, Dictionary<(Guid Case, Guid Reader), ReaderStudyRead> reads, Dictionary<Guid, short> settled)
    {
        var studies = study.Cases.Select(c => c.StudyId).Distinct().Select((id, i) => (id, i)).ToDictionary(s => s.id, s => s.i);
        var cases = study.Cases.ConvertAll(c => new CaseResult(
            c.Id,
            c.Number,
            studies[c.StudyId] + 1,
            [.. readers.Select(r => reads.GetValueOrDefault((c.Id, r.Id))?.Answer)],
            [.. readers.Select(r => reads.GetValueOrDefault((c.Id, r.Id))?.Seconds)],
            study.Question.AnswerOf(c.ModelGrade),
            c.ModelHighGradeProbability,
            settled.TryGetValue(c.Id, out var answer) ? answer : null));
        List<string> named = [.. Distinct(readers.Select(r => r.Name)), Model, Consensus];
        return new ReaderStudyResults
        {
            Id = study.Id,
            Name = study.Name,
            Question = study.Question,
            Pipelines = [.. study.Cases.Select(c => c.PipelineVersion).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            Studies = studies.Count,
            Readers = [.. readers.Select((r, i) => new ReaderProgress(
                named[i], i == 0, cases.Count(c => c.Answers[i] is not null), Quantile.Of(cases.Select(c => c.Seconds[i]).OfType<double>(), 0.5)))],
            Cases = cases,
            Analysis = AgreementAnalysis.Of(Table(study.Question, cases, named[..^1], c => [.. c.Answers, c.Model]), reference: 0),
            ClosedAt = study.ClosedAt,
            AgainstConsensus = study.ClosedAt is null ? null : AgreementAnalysis.Of(Table(study.Question, cases, named, c => [.. c.Answers, c.Model, c.Consensus]), reference: readers.Count + 1),
        };
    }

    private static ReadTable Table(ReadScale question, List<CaseResult> cases, List<string> columns, Func<CaseResult, IReadOnlyList<short?>> said)
    {
        var model = cases.Count == 0 ? 0 : cases[0].Answers.Count;
        var table = new ReadTable(columns, question, [columns[model]]);
        foreach (var item in cases)
        {
            var probabilities = new double[columns.Count];
            Array.Fill(probabilities, double.NaN);
            probabilities[model] = item.Model is null ? double.NaN : item.ModelHighGradeProbability;
            table.Add([.. said(item).Select(a => a is { } answer ? (byte)answer : ReadTable.NotRead)], item.StudyNumber - 1, probabilities);
        }

        return table;
    }

    /// <summary>Two people may have one name, or that of a column; their columns may not.</summary>
    private static List<string> Distinct(IEnumerable<string> names)
    {
        var taken = new HashSet<string>(ExportReads.OwnColumns);
        return [.. names.Select(name =>
        {
            var free = name;
            for (var n = 2; !taken.Add(free); n++)
            {
                free = $"{name} ({n})";
            }

            return free;
        })];
    }
}
