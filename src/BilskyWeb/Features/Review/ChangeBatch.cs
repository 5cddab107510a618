using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Review;

/// <summary>Turns what a browser sent into rows: leaves out what is saved already, checks each, gives it its place in the history.</summary>
internal sealed class ChangeBatch
{
    private readonly List<ReviewChange> _added = [];
    private readonly List<RefusedChange> _refused = [];
    private readonly Dictionary<(ReviewAspect, string, int), List<ReviewChange>> _histories = [];
    private readonly HashSet<Guid> _saved = [];
    private int _sequence;

    private ChangeBatch()
    {
    }

    public IReadOnlyList<ReviewChange> Added => _added;

    public IReadOnlyList<RefusedChange> Refused => _refused;

    /// <summary>Call with the study's lock held.</summary>
    public static async Task<Result<ChangeBatch>> BeginAsync(
        BilskyDbContext database, Actor actor, Guid studyId, IReadOnlyList<NewChange> changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var runIds = changes.Select(c => c.RunId).Distinct().ToList();
        var runs = await database.GradingRuns.AsNoTracking().Where(r => r.StudyId == studyId && r.State == GradingState.Complete && runIds.Contains(r.Id))
            .Include(r => r.Slices).ToDictionaryAsync(r => r.Id, cancellationToken);
        var batch = new ChangeBatch();
        foreach (var saved in await database.ReviewChanges.AsNoTracking().Where(c => c.StudyId == studyId).OrderBy(c => c.Sequence).ToListAsync(cancellationToken))
        {
            batch.Place(saved);
        }

        foreach (var change in changes.Where(c => !batch._saved.Contains(c.Id)).DistinctBy(c => c.Id))
        {
            var slice = runs.GetValueOrDefault(change.RunId)?.Slices.Find(s => s.Ordinal == change.Slice);
            var (read, problem) = slice is null ? (null, "There is no such slice in that grading of this study.") : Read(change, slice);
            if (read is not { } row)
            {
                batch._refused.Add(new RefusedChange(change.Id, problem!));
                continue;
            }

            (row.StudyId, row.AuthorId, row.AuthorName, row.SavedAt) = (studyId, actor.UserId, actor.DisplayName, now);

            // By the clock of the sender's machine, where that can be: not after it came, and not a day before the grading that it is about.
            row.MadeAt = change.MadeAt is { } made && made < now && made > runs[change.RunId].SubmittedAt.AddDays(-1) ? made.ToUniversalTime() : now;
            batch.Append(row);
        }

        return batch;
    }

    private void Append(ReviewChange row)
    {
        var history = _histories.GetValueOrDefault((row.Aspect, row.SopInstanceUid, row.Frame)) ?? [];
        row.Version = history.Count + 1;
        row.Sequence = _sequence + 1;
        var unseen = history.FindLast(c => c.Version > row.BasedOn && c.AuthorId != row.AuthorId);
        row.ConflictsWithId = row.Aspect == ReviewAspect.Reading && unseen is not null && !unseen.SaysTheSameAs(row) ? unseen.Id : null;
        Place(row);
        _added.Add(row);
    }

    private void Place(ReviewChange change)
    {
        var key = (change.Aspect, change.SopInstanceUid, change.Frame);
        if (!_histories.TryGetValue(key, out var history))
        {
            _histories[key] = history = [];
        }

        history.Add(change);
        _saved.Add(change.Id);
        _sequence = change.Sequence;
    }

    private static (ReviewChange? Row, string? Problem) Read(NewChange change, SliceResult slice)
    {
        var row = new ReviewChange
        {
            Id = change.Id,
            RunId = change.RunId,
            SopInstanceUid = slice.SopInstanceUid,
            Frame = slice.Frame,
            ModelStatus = slice.Status,
            ModelGrade = slice.Grade,
            BasedOn = Math.Max(0, change.BasedOn),
            AuthorName = "",
            Note = change.Note.TrimmedOrNull(),
        };
        if (row.Note?.Length > ReviewChangeTable.NoteLength)
        {
            return (null, $"The note is longer than {ReviewChangeTable.NoteLength} characters.");
        }

        if (change.Reason is not null)
        {
            if (!Enum.TryParse<OverrideReason>(change.Reason, ignoreCase: true, out var reason) || int.TryParse(change.Reason, out _))
            {
                return (null, $"Reasons are {string.Join(", ", Enum.GetValues<OverrideReason>().Select(ReviewWords.CodeOf))}.");
            }

            row.Reason = reason;
        }

        return change.Aspect switch
        {
            "keyImage" when change.Marked is { } marked => (With(row, r => (r.Aspect, r.Marked) = (ReviewAspect.KeyImage, marked)), null),
            "keyImage" => (null, "A key image needs marked: true or false."),
            "reading" => ReadReading(change, row),
            _ => (null, "The aspect of a change is reading or keyImage."),
        };
    }

    private static (ReviewChange? Row, string? Problem) ReadReading(NewChange change, ReviewChange row)
    {
        if (change is { Grade: not null, Exclusion: not null })
        {
            return (null, "A slice has a grade or an exclusion, not both.");
        }

        if (change.Grade is not null)
        {
            return BilskyGrades.TryParse(change.Grade, out var grade) ? (With(row, r => r.Grade = grade), null) : (null, "Grades are 0, 1a, 1b, 1c, 2 and 3.");
        }

        if (change.Exclusion is not null)
        {
            return ExclusionReasons.TryParse(change.Exclusion, out var exclusion)
                ? (With(row, r => r.Exclusion = exclusion), null)
                : (null, $"Exclusions are {ExclusionReasons.List}.");
        }

        return (row, null);
    }

    private static ReviewChange With(ReviewChange row, Action<ReviewChange> change)
    {
        change(row);
        return row;
    }
}
