using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>Gives the labelling page all slices of a set and their labels at once, so that it works on without a connection.</summary>
internal sealed class OpenLabelling(IDbContextFactory<BilskyDbContext> contexts, ReadNewLabels labels)
{
    public async Task<Result<LabelWork>> HandleAsync(Actor actor, Guid id, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.LabelSetsOpenTo(actor).Where(s => s.Id == id).Select(s => s.Name).SingleOrDefaultAsync(cancellationToken) is not { } name)
        {
            return new LabelSetNotFound();
        }

        var slices = await database.LabelSlices.AsNoTracking().Where(s => s.LabelSetId == id).OrderBy(s => s.Number).ToListAsync(cancellationToken);
        var studies = await database.Studies.Where(s => database.LabelSlices.Any(x => x.LabelSetId == id && x.StudyId == s.Id)).ToDictionaryAsync(s => s.Id, s => s.PatientId, cancellationToken);
        var saved = await labels.HandleAsync(actor, id, 0, cancellationToken);
        return saved.IsOk
            ? new LabelWork(
                name, saved.Value.Sequence, [.. slices.DistinctBy(s => s.StudyNumber).Select(s => new LabelStudyJson(s.StudyNumber, studies[s.StudyId]))],
                [.. slices.Select((s, i) => Slice(s, i > 0 ? slices[i - 1] : null))], saved.Value.Labels)
            : saved.Error!;
    }

    private static LabelSliceJson Slice(LabelSlice slice, LabelSlice? before) => new()
    {
        Number = slice.Number,
        Study = slice.StudyNumber,
        FollowsNeighbour = before?.StudyNumber == slice.StudyNumber && before.SeriesInstanceUid == slice.SeriesInstanceUid,
        PositionMm = slice.PositionMm,
        Width = slice.Width,
        Height = slice.Height,
        ColumnSpacingMm = slice.ColumnSpacingMm,
        RowSpacingMm = slice.RowSpacingMm,
        ProposedBox = BoxJson.From(slice.Roi),
        ProposedGrade = slice.ModelGrade?.ToText(),
        HighGradeProbability = slice.HighGradeProbability,
        Uncertainty = slice.Uncertainty,
    };
}
