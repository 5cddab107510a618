using BilskyWeb.Core.Grading;

namespace BilskyWeb.Features.Review;

/// <summary>A review as programs and the study page get it. Grades are 0, 1a, 1b, 1c, 2, 3; codes are in camel case.</summary>
public sealed record ReviewJson
{
    public Guid RunId { get; init; }
    public string? PipelineVersion { get; init; }
    public bool ResearchOnly { get; init; } = true;

    /// <summary>Number of the last change.</summary>
    public int Sequence { get; init; }
    public required ReviewVerdictJson Verdict { get; init; }
    public required IReadOnlyList<ReviewSliceJson> Slices { get; init; }

    /// <summary>The sign-off (number 0) and its addenda.</summary>
    public required IReadOnlyList<SignatureJson> Signatures { get; init; }
    public bool ChangedSinceSigned { get; init; }

    /// <summary>True when the last signature was given on this very grading, and no later one has refused the study since.</summary>
    public bool SignedOnThisRun { get; init; }

    /// <summary>Every change ever made, in order of saving.</summary>
    public required IReadOnlyList<ChangeJson> History { get; init; }

    internal static ReviewJson From(StudyReview review) => new()
    {
        RunId = review.Run.Id,
        PipelineVersion = review.Run.PipelineVersion,
        ResearchOnly = review.Run.ResearchOnly,
        Sequence = review.Sequence,
        Verdict = new ReviewVerdictJson(
            review.Verdict.Grade?.ToText(), review.Flagged, review.GradeByReviewer, review.Verdict.Read, review.Conflicts, review.Verdict.Reason,
            review.Run.HighestGrade?.ToText(), review.Run.Flagged)
        {
            HighestSingleGrade = review.Verdict.HighestSingleGrade?.ToText(),
            NeedsReader = review.NeedsReader,
        },
        Slices = [.. review.Slices.Select(s => ReviewSliceJson.From(s, review))],
        Signatures = [.. review.Signatures.Select(s => new SignatureJson(s.Number, s.AuthorName, s.SignedAt, s.Reason, s.Grade?.ToText(), s.RunId, s.Sequence, Code(s.OverrideReason)))],
        ChangedSinceSigned = review.ChangedSinceSigned,
        SignedOnThisRun = review.SignatureHolds,
        History = [.. review.Changes.Select(c => ChangeJson.From(c, review))],
    };

    internal static string? Code<T>(T? value)
        where T : struct, Enum => value?.ToString() is { } name ? char.ToLowerInvariant(name[0]) + name[1..] : null;
}

/// <summary>What the study comes to, people's grades first, and beside it what the model alone says.</summary>
public sealed record ReviewVerdictJson(
    string? Grade, bool Flagged, bool ByReviewer, int SlicesRead, int Conflicts, string Reason, string? ModelGrade, bool ModelFlagged)
{
    /// <summary>The worst grade of any slice alone, as the slices count.</summary>
    public string? HighestSingleGrade { get; init; }

    /// <summary>True while a part of the spine has no answer, neither by the model nor by a person.</summary>
    public bool NeedsReader { get; init; }
}

/// <summary>One slice.</summary>
public sealed record ReviewSliceJson
{
    public int Slice { get; init; }
    public required string SopInstanceUid { get; init; }
    public int Frame { get; init; }
    public double PositionMm { get; init; }
    public string? Level { get; init; }

    /// <summary>graded, abstained, excluded or noCanal.</summary>
    public required string ModelStatus { get; init; }
    public string? ModelGrade { get; init; }
    public double HighGradeProbability { get; init; }

    /// <summary>True for a slice within the spine of which the model could say nothing.</summary>
    public bool NotAssessable { get; init; }

    /// <summary>What people say; null when nobody does.</summary>
    public ChangeJson? Reading { get; init; }

    /// <summary>The other person's reading, while two differ.</summary>
    public ChangeJson? Conflict { get; init; }

    /// <summary>Versions to base the next change on.</summary>
    public int ReadingVersion { get; init; }
    public int KeyImageVersion { get; init; }
    public bool KeyImage { get; init; }
    public bool Proposed { get; init; }

    /// <summary>highGrade, uncertain or changed; null when it needs no look.</summary>
    public string? Attention { get; init; }

    internal static ReviewSliceJson From(ReviewedSlice slice, StudyReview review) => new()
    {
        Slice = slice.Model.Ordinal,
        SopInstanceUid = slice.Model.SopInstanceUid,
        Frame = slice.Model.Frame,
        PositionMm = slice.Model.PositionMm,
        Level = slice.Model.LevelName,
        ModelStatus = ReviewJson.Code<SliceStatus>(slice.Model.Status)!,
        ModelGrade = slice.Model.Status == SliceStatus.Graded ? slice.Model.Grade?.ToText() : null,
        HighGradeProbability = slice.Model.HighGradeProbability,
        NotAssessable = slice.Model.NotAssessable,
        Reading = slice.Latest?.Reading is null ? null : ChangeJson.From(slice.Latest, review),
        Conflict = slice.Conflicting is null ? null : ChangeJson.From(slice.Conflicting, review),
        ReadingVersion = slice.Latest?.Version ?? 0,
        KeyImageVersion = slice.KeyImage?.Version ?? 0,
        KeyImage = slice.IsKeyImage,
        Proposed = slice.Proposed,
        Attention = ReviewJson.Code(slice.Attention),
    };
}

/// <summary>One change.</summary>
public sealed record ChangeJson
{
    public Guid Id { get; init; }
    public int Sequence { get; init; }
    public required string Aspect { get; init; }
    public required string SopInstanceUid { get; init; }
    public int Frame { get; init; }
    public string? Grade { get; init; }
    public string? Exclusion { get; init; }
    public bool? Marked { get; init; }

    /// <summary>True when it differs from what the model said to the person who made it.</summary>
    public bool Override { get; init; }
    public string? Reason { get; init; }
    public string? Note { get; init; }
    public required string By { get; init; }
    public Guid ById { get; init; }
    public DateTimeOffset At { get; init; }
    public string? ModelGrade { get; init; }
    public Guid RunId { get; init; }

    /// <summary>True when it was made on an earlier grading than the one on show.</summary>
    public bool OnEarlierRun { get; init; }
    public string? PipelineVersion { get; init; }
    public Guid? ConflictsWithId { get; init; }

    internal static ChangeJson From(ReviewChange change, StudyReview review)
    {
        var model = change.ModelStatus == SliceStatus.Graded ? change.ModelGrade : null;
        return new ChangeJson
        {
            Id = change.Id,
            Sequence = change.Sequence,
            Aspect = ReviewJson.Code<ReviewAspect>(change.Aspect)!,
            SopInstanceUid = change.SopInstanceUid,
            Frame = change.Frame,
            Grade = change.Grade?.ToText(),
            Exclusion = ReviewJson.Code(change.Exclusion),
            Marked = change.Marked,
            Override = change.Grade is not null && change.Grade != model,
            Reason = ReviewJson.Code(change.Reason),
            Note = change.Note,
            By = change.AuthorName,
            ById = change.AuthorId,
            At = change.MadeAt,
            ModelGrade = model?.ToText(),
            RunId = change.RunId,
            OnEarlierRun = change.RunId != review.Run.Id,
            PipelineVersion = review.Pipelines.GetValueOrDefault(change.RunId),
            ConflictsWithId = change.ConflictsWithId,
        };
    }
}

/// <summary>A sign-off (number 0) or an addendum.</summary>
/// <param name="Number">0 for the sign-off.</param>
/// <param name="By">Who signed.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Of an addendum.</param>
/// <param name="Grade">The highest grade that was signed.</param>
/// <param name="RunId">The grading that was on the screen.</param>
/// <param name="Sequence">The last change that was signed.</param>
/// <param name="OverrideReason">Of the overrides up to there that carry no reason of their own.</param>
public sealed record SignatureJson(int Number, string By, DateTimeOffset At, string? Reason, string? Grade, Guid RunId, int Sequence, string? OverrideReason);
