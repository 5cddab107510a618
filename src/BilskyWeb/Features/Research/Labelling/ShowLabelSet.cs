using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>How far one study of a set is.</summary>
/// <param name="Number">Its number in the set.</param>
/// <param name="PatientName">As DICOM writes it.</param>
/// <param name="PatientId">The hospital's number.</param>
/// <param name="Slices">Number of slices.</param>
/// <param name="Labelled">How many of them are labelled.</param>
/// <param name="FirstOpen">Number of the first slice that is not; null when all are.</param>
/// <param name="MostUncertain">The largest uncertainty among those that are not; null when none has one.</param>
public sealed record LabelSetStudyRow(int Number, string PatientName, string PatientId, int Slices, int Labelled, int? FirstOpen, double? MostUncertain);

/// <summary>A label set with its progress.</summary>
public sealed record LabelSetView
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required IReadOnlyList<LabelSetStudyRow> Studies { get; init; }

    /// <summary>Number of slices by grade, in order of severity.</summary>
    public required IReadOnlyList<int> Grades { get; init; }
    public required int Excluded { get; init; }
    public required int NoCanal { get; init; }

    /// <summary>Slices with a box that wait for a grade.</summary>
    public required int BoxOnly { get; init; }
    public required IReadOnlyList<string> Pipelines { get; init; }

    public int Slices => Studies.Sum(s => s.Slices);
    public int Labelled => Studies.Sum(s => s.Labelled);
}

/// <summary>Reads a label set's progress, study by study.</summary>
internal sealed class ShowLabelSet(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<Result<LabelSetView>> HandleAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var set = await database.LabelSetsOpenTo(actor).AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
        if (set is null)
        {
            return new LabelSetNotFound();
        }

        var slices = await database.LabelSlices.AsNoTracking().Where(s => s.LabelSetId == id).OrderBy(s => s.Number).Select(s => new
        {
            s.Number,
            s.StudyNumber,
            s.StudyId,
            s.Uncertainty,
            s.PipelineVersion,
            Label = s.Labels.Where(l => l.IsCurrent && !l.Withdrawn).Select(l => new { l.Grade, l.Exclusion, HasBox = l.RoiX != null }).SingleOrDefault(),
        }).ToListAsync(cancellationToken);
        var studies = await database.Studies.Where(s => database.LabelSlices.Any(x => x.LabelSetId == id && x.StudyId == s.Id))
            .ToDictionaryAsync(s => s.Id, s => new { s.PatientName, s.PatientId }, cancellationToken);
        var states = slices.ConvertAll(s => (Slice: s, IsDone: s.Label is { } l && (l.Grade is not null || l.Exclusion is not null || !l.HasBox)));
        return new LabelSetView
        {
            Id = id,
            Name = set.Name,
            MadeAt = set.MadeAt,
            Studies = [.. states.GroupBy(s => s.Slice.StudyNumber).Select(g =>
            {
                var open = g.Where(s => !s.IsDone).Select(s => s.Slice).ToList();
                var study = studies[g.First().Slice.StudyId];
                return new LabelSetStudyRow(g.Key, study.PatientName, study.PatientId, g.Count(), g.Count() - open.Count, open.FirstOrDefault()?.Number, open.Max(s => s.Uncertainty));
            })],
            Grades = [.. BilskyGrades.All.Select(grade => slices.Count(s => s.Label?.Grade == grade))],
            Excluded = slices.Count(s => s.Label?.Exclusion is not null),
            NoCanal = slices.Count(s => s.Label is { Grade: null, Exclusion: null, HasBox: false }),
            BoxOnly = slices.Count(s => s.Label is { Grade: null, Exclusion: null, HasBox: true }),
            Pipelines = [.. slices.Select(s => s.PipelineVersion).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
        };
    }
}
