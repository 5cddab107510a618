namespace BilskyWeb.Core.Grading;

/// <summary>A study's grade and flag, as one grading, or a person, left them.</summary>
/// <param name="Grade">The highest grade; null when no slice had one.</param>
/// <param name="Flagged">True when the study is put before the team.</param>
public sealed record StudyResult(BilskyGrade? Grade, bool Flagged)
{
    /// <summary>"grade 2, flagged".</summary>
    internal string Words => $"{(Grade is { } grade ? $"grade {grade.ToText()}" : "no grade")}, {(Flagged ? "flagged" : "not flagged")}";
}

/// <summary>
/// What of a study's result stands when it is graded again, because images were added or because somebody asked. A new grading may make a
/// result more severe by itself; only a person makes it milder. So whatever is sent, nobody loses a flag by it.
/// </summary>
/// <param name="Flagged">Whether the study is flagged now.</param>
/// <param name="Earlier">The earlier, more severe result, which stands beside the new one; null when the new one says it all.</param>
/// <param name="Reason">Why, for a clinician; null exactly when <paramref name="Earlier"/> is.</param>
public sealed record StandingResult(bool Flagged, StudyResult? Earlier, string? Reason)
{
    /// <summary>Judges a new grading by what stood before it.</summary>
    /// <param name="earlier">What stood; null when the study had no result.</param>
    /// <param name="byReviewer">True when a reviewer signed what stood.</param>
    /// <param name="now">What the new grading alone says.</param>
    /// <param name="imagesAdded">Images that came between the two; 0 when none did.</param>
    public static StandingResult After(StudyResult? earlier, bool byReviewer, StudyResult now, int imagesAdded)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (earlier is null || !IsMilder(now, than: earlier))
        {
            return new StandingResult(now.Flagged, null, null);
        }

        var flagged = earlier.Flagged || now.Flagged;
        var by = byReviewer ? ", as a reviewer signed" : "";
        var when = imagesAdded switch
        {
            0 => "Graded again",
            1 => "With the image that arrived later",
            _ => $"With the {imagesAdded} images that arrived later",
        };
        var stays = flagged ? "The flag stays" : "The earlier grade stays beside it";
        return new StandingResult(flagged, earlier, $"Before{by}: {earlier.Words}. {when}: {now.Words}. {stays} until a reviewer signs off the study.");
    }

    private static bool IsMilder(StudyResult now, StudyResult than) =>
        (than.Flagged && !now.Flagged) || (than.Grade is { } grade && !(now.Grade >= grade));
}
