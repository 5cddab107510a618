using System.Text.Json;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Features.Grading;

/// <summary>
/// What people have made of a study's grading so far: one row per study that anybody has reviewed. The review feature writes it, with
/// every change, in the change's own transaction; it lies here so that the lists, which come before review, can show it.
/// </summary>
public sealed class ReviewStanding
{
    public Guid StudyId { get; set; }

    /// <summary>The run whose slices the people's grades were laid over.</summary>
    public Guid RunId { get; set; }

    /// <summary>Number of the last change.</summary>
    public int Sequence { get; set; }
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>The highest grade, people's grades counting before the model's.</summary>
    public BilskyGrade? Grade { get; set; }

    /// <summary>The worst grade of any slice alone, people's grades counting before the model's.</summary>
    public BilskyGrade? HighestSingleGrade { get; set; }

    /// <summary>True where slices within the spine have no answer, neither by the model nor by a person.</summary>
    public bool NeedsReader { get; set; }

    /// <summary>True when a person gave the highest grade, or has signed off the study.</summary>
    public bool GradeByReviewer { get; set; }

    /// <summary>True when the highest grade is above the pathway line. The model's flag falls only with a sign-off: a review under way must not take a case off the board.</summary>
    public bool Flagged { get; set; }
    public string Reason { get; set; } = "";

    /// <summary>The slices as they count, one character each (see StripText).</summary>
    public string Strip { get; set; } = "";

    /// <summary>The levels of the highest grade, head first, as jsonb.</summary>
    public string Levels { get; set; } = "[]";

    /// <summary>The key images, head first, as jsonb: those that reviewers chose, or the proposals while none is chosen.</summary>
    public string KeyImages { get; set; } = "[]";
    public int SlicesRead { get; set; }

    /// <summary>Slices on which two reviewers differ.</summary>
    public int Conflicts { get; set; }
    public DateTimeOffset? SignedOffAt { get; set; }
    public string? SignedOffBy { get; set; }

    /// <summary>Addenda signed after the sign-off.</summary>
    public int Addenda { get; set; }

    /// <summary>True when something was changed after the last signature.</summary>
    public bool ChangedSinceSigned { get; set; }

    /// <summary>True when the last signature was given on <see cref="RunId"/>: from there on a person answers for the grade and the flag.</summary>
    public bool SignedOnRun { get; set; }

    public IReadOnlyList<StandingLevel> ReadLevels() => JsonSerializer.Deserialize<StandingLevel[]>(Levels, JsonSerializerOptions.Web) ?? [];

    public IReadOnlyList<StandingImage> ReadKeyImages() => JsonSerializer.Deserialize<StandingImage[]>(KeyImages, JsonSerializerOptions.Web) ?? [];
}

/// <summary>A level as the lists name it: by the name of its key slice, which may change later, or by where it is.</summary>
public sealed record StandingLevel(int KeySlice, double FromMm, double ToMm);

/// <summary>A key image as the lists name it.</summary>
/// <param name="Slice">Ordinal in the standing's run.</param>
/// <param name="PositionMm">Where it is.</param>
/// <param name="Grade">Its grade as it counts; null when it is left out.</param>
/// <param name="ByReviewer">True when a person gave that grade.</param>
/// <param name="ModelGrade">What the model says.</param>
/// <param name="Accepted">True when a reviewer chose it.</param>
public sealed record StandingImage(int Slice, double PositionMm, BilskyGrade? Grade, bool ByReviewer, BilskyGrade? ModelGrade, bool Accepted);
