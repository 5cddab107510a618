using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>A label as a person's browser sends it.</summary>
/// <param name="Id">Made by the sender: sent twice, saved once.</param>
/// <param name="Tab">The tab that it was made in.</param>
/// <param name="Number">Number of the slice in the set.</param>
/// <param name="BasedOn">Revision of the label that the sender saw; 0 when there was none.</param>
/// <param name="Box">The box, or null.</param>
/// <param name="Grade">0, 1a, 1b, 1c, 2, 3 or null.</param>
/// <param name="Exclusion">instrumentation, quality, region, degenerative or null.</param>
/// <param name="Withdrawn">True takes the label away. Else, with none of the three, it says that no canal is in view.</param>
/// <param name="MadeAt">When the key was pressed.</param>
public sealed record NewLabel(Guid Id, Guid Tab, int Number, int BasedOn, BoxJson? Box, string? Grade, string? Exclusion, bool Withdrawn, DateTimeOffset? MadeAt);

/// <summary>A label that was not saved.</summary>
/// <param name="Id">The sender's id of it.</param>
/// <param name="Number">Number of the slice.</param>
/// <param name="Reason">Why.</param>
/// <param name="Conflict">True when somebody else labelled the slice meanwhile: a person has to choose, and may send it again on the newer revision.</param>
public sealed record RefusedLabel(Guid Id, int Number, string Reason, bool Conflict);

/// <summary>What became of a batch.</summary>
/// <param name="Labels">The current labels of the slices in it.</param>
/// <param name="Refused">What was not saved.</param>
internal sealed record SavedLabels(IReadOnlyList<LabelJson> Labels, IReadOnlyList<RefusedLabel> Refused);

/// <summary>
/// Saves people's labels. Who has not seen the newest label of a slice is told so and nothing of theirs or of the other's is lost, but for labels of
/// the same tab: they are sent one after the other and follow each other also when the answer to the first was lost.
/// </summary>
internal sealed class SaveLabels(IDbContextFactory<BilskyDbContext> contexts, LiveUpdates live, TimeProvider clock)
{
    public const int MostAtOnce = 500;

    public async Task<Result<SavedLabels>> HandleAsync(Actor actor, Guid setId, IReadOnlyList<NewLabel> labels, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotALabeller();
        }

        if (labels.Count > MostAtOnce)
        {
            return new TooManyLabels(MostAtOnce);
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await database.LockLabelSetAsync(setId, cancellationToken))
        {
            return new LabelSetNotFound();
        }

        var setMadeAt = await database.LabelSets.Where(s => s.Id == setId).Select(s => s.MadeAt).SingleAsync(cancellationToken);
        var numbers = labels.Select(l => l.Number).Distinct().ToList();
        var ids = labels.Select(l => l.Id).ToList();
        var slices = await database.LabelSlices.AsNoTracking().Where(s => s.LabelSetId == setId && numbers.Contains(s.Number)).Include(s => s.Labels.OrderBy(l => l.Revision)).ToDictionaryAsync(s => s.Number, cancellationToken);
        var saved = await database.SliceLabels.Where(l => ids.Contains(l.SaveId)).Select(l => l.SaveId).ToHashSetAsync(cancellationToken);
        var (added, refused) = (new List<SliceLabel>(), new List<RefusedLabel>());
        foreach (var label in labels)
        {
            if (!saved.Add(label.Id))
            {
                continue;
            }

            var slice = slices.GetValueOrDefault(label.Number);
            var (value, fault) = slice is null ? (null, "There is no such slice in this label set.") : Read(label, slice);
            if (value is null)
            {
                refused.Add(new RefusedLabel(label.Id, label.Number, fault!, Conflict: false));
            }
            else if (!Says(slice!.Labels.LastOrDefault(), value))
            {
                if (slice.Labels.Find(l => l.Revision > label.BasedOn && l.TabId != label.Tab) is { } other)
                {
                    refused.Add(new RefusedLabel(label.Id, label.Number, $"{other.LabelledByName} labelled this slice meanwhile.", Conflict: true));
                }
                else
                {
                    added.Add(LabelWriter.Append(slice, value, actor, Within(label.MadeAt, setMadeAt, clock.GetUtcNow()), label.Id, label.Tab));
                }
            }
        }

        await LabelWriter.WriteAsync(database, added, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (added.Count > 0)
        {
            await live.PublishAsync(new LiveUpdate(LiveTopic.LabelSet, setId), cancellationToken);
        }

        return new SavedLabels([.. slices.Values.Where(s => s.Labels.Count > 0).OrderBy(s => s.Number).Select(s => LabelJson.From(s.Number, s.Labels[^1]))], refused);
    }

    private static bool Says(SliceLabel? current, LabelValue value) => current is null ? value.Withdrawn : current.Value == value;

    // By the clock of the sender's machine, where that can be: not after it came, and not a day before the set was made.
    private static DateTimeOffset Within(DateTimeOffset? made, DateTimeOffset setMadeAt, DateTimeOffset now) =>
        made is { } at && at < now && at > setMadeAt.AddDays(-1) ? at.ToUniversalTime() : now;

    private static (LabelValue? Value, string? Fault) Read(NewLabel label, LabelSlice slice)
    {
        BilskyGrade? grade = null;
        if (label.Grade is not null)
        {
            if (!BilskyGrades.TryParse(label.Grade, out var parsed))
            {
                return (null, "That is no grade.");
            }

            grade = parsed;
        }

        ExclusionReason? exclusion = null;
        if (label.Exclusion is not null)
        {
            if (!ExclusionReasons.TryParse(label.Exclusion, out var parsed))
            {
                return (null, "That is no reason to leave a slice out.");
            }

            exclusion = parsed;
        }

        var value = new LabelValue(label.Box?.ToRegion(), grade, exclusion, label.Withdrawn);
        return value.Fault(slice.Width, slice.Height) is { } fault ? (null, fault) : (value.Plain(slice.Width, slice.Height), null);
    }
}
