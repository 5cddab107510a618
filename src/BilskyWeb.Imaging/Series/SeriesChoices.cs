namespace BilskyWeb.Imaging.Series;

/// <summary>What one rule says about one stack.</summary>
/// <param name="Rule">The rule's name, stable: modality, image, region, scout, derived, orientation, slices, weighting.</param>
/// <param name="Passed">True when the rule has nothing against the stack.</param>
/// <param name="Sentence">Why, for people.</param>
public sealed record RuleOutcome(string Rule, bool Passed, string Sentence);

/// <summary>The decision about one stack.</summary>
/// <param name="Series">The stack.</param>
/// <param name="Taken">True when it is to be graded.</param>
/// <param name="Rank">How well it serves; null when a rule speaks against it.</param>
/// <param name="Reason">Why it was taken or left, one or two sentences for people.</param>
/// <param name="Cautions">What a reader has to bear in mind when it is graded, a sentence each; empty when nothing.</param>
/// <param name="Rules">Every rule's outcome, in the order in which they are asked.</param>
public sealed record SeriesChoice(
    SeriesFacts Series, bool Taken, SeriesRank? Rank, string Reason, IReadOnlyList<string> Cautions, IReadOnlyList<RuleOutcome> Rules)
{
    /// <summary>What the rules say of the stack by itself, without what others have to do with it.</summary>
    public string OwnReason { get; init; } = "";

    /// <summary>The end of <see cref="Reason"/> that tells of repeated images; empty when there are none.</summary>
    public string RepeatSentence { get; init; } = "";

    /// <summary>For a stack that was left because a later one repeats it, and it the later one: that one; else null.</summary>
    public SeriesFacts? RepeatedBy { get; init; }

    /// <summary>For a stack that was left because another, better or later, shows the same places: that one; else null.</summary>
    public SeriesFacts? ShownBy { get; init; }

    /// <summary>True when a reviewer has it graded though the rules leave it.</summary>
    public bool ByHand { get; init; }

    /// <summary>True where other images of the same places differ from it as another contrast does, and no tag says which of the two is T2-weighted: it was taken for being later.</summary>
    public bool MayBeOtherContrast { get; init; }

    /// <summary>True where it claims the places of another stack and does not show what that one shows: positions of the study cannot be trusted.</summary>
    public bool ClaimsOthersPlaces { get; init; }

    /// <summary>True when it was graded and then left, for no canal was found on it: it has been looked at without an answer.</summary>
    public bool WithoutCanal { get; init; }

    /// <summary>Why a reviewer cannot have a left stack graded all the same; null when one can, or when it is taken.</summary>
    public string? NotByHand { get; init; }
}

/// <summary>The decision about every stack of a study.</summary>
/// <param name="All">One decision per stack, in the order given.</param>
/// <param name="Taken">The stacks to grade, best first: every one that is not known to repeat a better one. Empty when none will do.</param>
/// <param name="Summary">For pre-flight: <c>axial T2 present, 31 slices, 4 mm apart</c>, or why there is none.</param>
public sealed record SeriesChoices(IReadOnlyList<SeriesChoice> All, IReadOnlyList<SeriesChoice> Taken, string Summary)
{
    /// <summary>The best stack, or null when none will do.</summary>
    public SeriesChoice? Chosen => Taken is [var first, ..] ? first : null;

    /// <summary>Every caution of the stacks taken, each once.</summary>
    public IReadOnlyList<string> Cautions => [.. Taken.SelectMany(choice => choice.Cautions).Distinct(StringComparer.Ordinal)];
}
