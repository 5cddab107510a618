using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.ReaderStudies;

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
internal sealed record CaseResult(
    Guid CaseId, int Number, int StudyNumber, IReadOnlyList<short?> Answers, IReadOnlyList<double?> Seconds, short? Model, double ModelHighGradeProbability)
{
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

    public bool IsComplete => Readers.All(r => r.Read == Cases.Count);
}

/// <summary>Holds all readers and the model against the reference, over what has been read so far.</summary>
internal sealed class ShowResults(IDbContextFactory<BilskyDbContext> contexts)
{
    public const string Model = "model";

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

        if (study.Readers.Exists(r => r.UserId == actor.UserId && r.FinishedAt is null))
        {
            return new StillBlinded();
        }

        var ids = study.Readers.Select(r => r.UserId).ToList();
        var names = await database.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        var cases = study.Cases.Select(c => c.Id).ToList();
        var reads = (await database.ReaderStudyReads.AsNoTracking().Where(r => cases.Contains(r.CaseId)).ToListAsync(cancellationToken)).ToDictionary(r => (r.CaseId, r.ReaderId));
        return Of(study, [.. ids.OrderBy(id => id != study.ReferenceReaderId).ThenBy(id => names[id], StringComparer.Ordinal).Select(id => (id, names[id]))], reads);
    }

    private static ReaderStudyResults Of(ReaderStudy study, List<(Guid Id, string Name)> readers, Dictionary<(Guid Case, Guid Reader), ReaderStudyRead> reads)
    {
        var studies = study.Cases.Select(c => c.StudyId).Distinct().Select((id, i) => (id, i)).ToDictionary(s => s.id, s => s.i);
        var cases = study.Cases.ConvertAll(c => new CaseResult(
            c.Id,
            c.Number,
            studies[c.StudyId] + 1,
            [.. readers.Select(r => reads.GetValueOrDefault((c.Id, r.Id))?.Answer)],
            [.. readers.Select(r => reads.GetValueOrDefault((c.Id, r.Id))?.Seconds)],
            Answer(study.Question, c.ModelGrade),
            c.ModelHighGradeProbability));
        var named = Distinct([.. readers.Select(r => r.Name), Model]);
        var table = new ReadTable(named, study.Question, [named[^1]]);
        foreach (var item in cases)
        {
            var said = new float[named.Count];
            Array.Fill(said, float.NaN);
            said[^1] = item.Model is null ? float.NaN : (float)item.ModelHighGradeProbability;
            table.Add([.. item.Answers.Append(item.Model).Select(a => a is { } answer ? (byte)answer : ReadTable.NotRead)], item.StudyNumber - 1, said);
        }

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
            Analysis = AgreementAnalysis.Of(table, reference: 0),
        };
    }

    private static short? Answer(ReadScale question, BilskyGrade? grade) => grade is not { } g ? null : question == ReadScale.SixGrades ? (short)g : (short)(g.IsHighGrade() ? 1 : 0);

    /// <summary>Two people may have one name; their columns may not.</summary>
    private static List<string> Distinct(List<string> names) =>
        [.. names.Select((name, i) => names.Take(i).Count(n => n == name) is > 0 and var before ? $"{name} ({before + 1})" : name)];
}
