using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Cases;

/// <summary>What people have made of a study's grading so far, as far as it decides what the study's result is.</summary>
/// <param name="RunId">The run whose slices the people's grades were laid over.</param>
/// <param name="Grade">The highest grade, people's grades counting before the model's.</param>
/// <param name="HighestSingleGrade">The worst grade of any slice alone, counted in the same way.</param>
/// <param name="Flagged">Whether the study stays before the team.</param>
/// <param name="NeedsReader">True where slices have no answer, neither by the model nor by a person.</param>
/// <param name="Reason">Why flagged or not.</param>
/// <param name="GradeByReviewer">True when a person gave the highest grade, or signed.</param>
/// <param name="SlicesRead">Slices that a person has graded or excluded; 0 where somebody only chose a key image.</param>
/// <param name="IsSigned">True once a reviewer has signed.</param>
/// <param name="ChangedSinceSigned">True when something was changed after the last signature.</param>
/// <param name="IsSignedOnRun">True when the last signature was given on <paramref name="RunId"/>.</param>
public sealed record CaseReading(
    Guid RunId,
    BilskyGrade? Grade,
    BilskyGrade? HighestSingleGrade,
    bool Flagged,
    bool NeedsReader,
    string? Reason,
    bool GradeByReviewer,
    int SlicesRead,
    bool IsSigned,
    bool ChangedSinceSigned,
    bool IsSignedOnRun)
{
    /// <summary>True when the last signature was given after the study was refused (<see cref="CaseGrading.Refusal"/>): whoever signed knew.</summary>
    public bool IsSignedAfterRefusal { get; init; }
}
