using System.Collections.Immutable;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;

namespace BilskyWeb.Features.Review;

/// <summary>One slice of the run on show with what people did to it.</summary>
/// <param name="Model">What the model says. Nothing here changes it.</param>
/// <param name="Latest">The newest change of its reading; null when nobody read it.</param>
/// <param name="Conflicting">The other person's change that <paramref name="Latest"/> was made without knowing of and contradicts.</param>
/// <param name="KeyImage">The newest change of its key-image mark.</param>
/// <param name="Proposed">True when it is the key image that the grades as they count propose for its level, and none was chosen there.</param>
/// <param name="Attention">Why a reviewer should look at it; null when there is no need.</param>
internal sealed record ReviewedSlice(
    SliceResult Model, ReviewChange? Latest, ReviewChange? Conflicting, ReviewChange? KeyImage, bool Proposed, SliceAttention? Attention)
{
    public bool IsKeyImage => KeyImage?.Marked == true;

    /// <summary>What counts. While two people differ it is the more severe: nobody is to be triaged down by an open question.</summary>
    public SliceReading? Reading =>
        new[] { Latest?.Reading, Conflicting?.Reading }.MaxBy(r => r is not { } said ? -2 : said.Grade is { } grade ? (int)grade : -1);
}

/// <summary>A study's review as it stands: the slices of its newest grading with everything that people said of them.</summary>
internal sealed class StudyReview
{
    private StudyReview(GradingRun run, IReadOnlyList<ReviewChange> changes, IReadOnlyList<ReviewSignature> signatures)
    {
        Run = run;
        Changes = changes;
        Signatures = signatures;
    }

    public GradingRun Run { get; }

    /// <summary>Every change, in order of saving.</summary>
    public IReadOnlyList<ReviewChange> Changes { get; }

    /// <summary>The sign-off and its addenda, in order.</summary>
    public IReadOnlyList<ReviewSignature> Signatures { get; }

    /// <summary>Head first.</summary>
    public IReadOnlyList<ReviewedSlice> Slices { get; private init; } = [];
    public required ReviewedVerdict Verdict { get; init; }

    /// <summary>Pipelines of this and earlier runs that people graded against.</summary>
    public IReadOnlyDictionary<Guid, string?> Pipelines { get; init; } = ImmutableDictionary<Guid, string?>.Empty;

    public int Sequence => Changes.Count == 0 ? 0 : Changes[^1].Sequence;

    public ReviewSignature? SignOff => Signatures.Count == 0 ? null : Signatures[0];

    public bool ChangedSinceSigned => Signatures.Count > 0 && Sequence > Signatures[^1].Sequence;

    /// <summary>True when the last signature was given on the run on show.</summary>
    public bool IsSignedOnThisRun => Signatures.Count > 0 && Signatures[^1].RunId == Run.Id;

    /// <summary>The newest grading since the one on show that refused the study; null when there is none.</summary>
    public GradingRun? Refusal { get; private init; }

    /// <summary>True while the last signature holds: given on the run on show, and after the refusal, if there is one.</summary>
    public bool SignatureHolds => IsSignedOnThisRun && !(Refusal?.FinishedAt >= Signatures[^1].SignedAt);

    public int Conflicts => Slices.Count(s => s.Conflicting is not null);

    /// <summary>The model's flag falls only with a sign-off: a review under way must not take a case off the board.</summary>
    public bool Flagged => Verdict.IsHighGrade || ((Run.Flagged || Verdict.NeedsReader) && !IsSignedOnThisRun);

    /// <summary>True where a part of the spine has no answer, or files that may show it could not be read, until a person has signed for it.</summary>
    public bool NeedsReader => !IsSignedOnThisRun && (Verdict.NeedsReader || GradingRecord.ReadCoverage(Run.Coverage)?.Unread?.NeedReader == true);

    public bool GradeByReviewer => Verdict.ByReviewer || IsSignedOnThisRun;

    /// <summary>Accepted key images, or the proposals while none is accepted.</summary>
    public IReadOnlyList<ReviewedSlice> KeyImages =>
        Slices.Any(s => s.IsKeyImage) ? [.. Slices.Where(s => s.IsKeyImage)] : [.. Slices.Where(s => s.Proposed)];

    /// <param name="run">The newest complete run, with its slices.</param>
    /// <param name="changes">The study's changes.</param>
    /// <param name="signatures">Its signatures.</param>
    /// <param name="rule">The study rule.</param>
    /// <param name="pipelines">Pipeline versions of the study's runs.</param>
    /// <param name="refusal">The newest grading since that refused the study; null when there is none.</param>
    public static StudyReview Of(
        GradingRun run, IEnumerable<ReviewChange> changes, IEnumerable<ReviewSignature> signatures, StudyRule rule, IReadOnlyDictionary<Guid, string?>? pipelines = null, GradingRun? refusal = null)
    {
        List<ReviewChange> all = [.. changes.OrderBy(c => c.Sequence)];
        var byId = all.ToDictionary(c => c.Id);
        var latest = new Dictionary<(ReviewAspect, string, int), ReviewChange>();
        foreach (var change in all)
        {
            latest[(change.Aspect, change.SopInstanceUid, change.Frame)] = change;
        }

        var slices = run.Slices.OrderBy(s => s.Ordinal).Select(slice =>
        {
            var reading = latest.GetValueOrDefault((ReviewAspect.Reading, slice.SopInstanceUid, slice.Frame));
            var other = reading?.ConflictsWithId is { } id ? byId[id] : null;
            var keyImage = latest.GetValueOrDefault((ReviewAspect.KeyImage, slice.SopInstanceUid, slice.Frame));
            return new ReviewedSlice(slice, reading, other, keyImage, false, AttentionOf(slice, reading, other, run));
        }).ToList();
        var verdict = ReviewedVerdict.Judge(rule, [.. slices.Select(s => Placed(s.Model))], [.. slices.Select(s => s.Reading)]);

        // A level for which a reviewer chose another slice has its key image.
        var proposed = verdict.Levels.Where(l => !l.Slices.Any(i => slices[i].IsKeyImage)).Select(l => l.KeySlice).ToHashSet();
        return new StudyReview(run, all, [.. signatures.OrderBy(s => s.Number)])
        {
            Verdict = verdict,
            Slices = [.. slices.Select((s, i) => s with { Proposed = proposed.Contains(i) })],
            Refusal = refusal,
            Pipelines = pipelines ?? ImmutableDictionary<Guid, string?>.Empty,
        };
    }

    private static SliceAttention? AttentionOf(SliceResult model, ReviewChange? reading, ReviewChange? other, GradingRun run) => reading switch
    {
        _ when other is not null => SliceAttention.Changed,
        { Reading: not null } => reading.RunId != run.Id && (reading.ModelStatus != model.Status || reading.ModelGrade != model.Grade) ? SliceAttention.Changed : null,
        _ => SliceAttentions.Of(model.Status, model.Grade, model.HighGradeProbability, model.RoiSource),
    };

    private static PlacedSlice Placed(SliceResult slice) =>
        new(slice.PositionMm, new GradedSlice(slice.Status, slice.Reason, null, slice.Grade, slice.Probabilities, slice.Distances)
        {
            RoiSource = slice.RoiSource,
            Geometry = slice.Geometry,
            Agreement = slice.Agreement,
            RestsOnBoth = slice.RestsOnBoth,
        })
        {
            Axis = slice.Axis,

            // A run from before this was told was judged as if every stack reached both ends.
            MayEnd = slice.MayEnd ?? SpineEnds.Both,
        };
}
