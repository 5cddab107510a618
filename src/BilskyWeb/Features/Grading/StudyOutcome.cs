using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Levels;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Features.Grading;

/// <summary>How far a grading is.</summary>
internal readonly record struct GradingProgress(int Done, int Total);

/// <summary>A series of the study, taken or left, and why.</summary>
public sealed record SeriesNote(string SeriesInstanceUid, string Description, bool Taken, string Reason)
{
    /// <summary>What a reader has to bear in mind where it was graded, a sentence each.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];

    /// <summary>True when a reviewer had it graded though the rules left it.</summary>
    public bool ByHand { get; init; }

    /// <summary>Why a series that was left cannot be graded by hand either; null when it can.</summary>
    public string? NotByHand { get; init; }

    internal static SeriesNote Of(SeriesChoice choice) => new(choice.Series.SeriesInstanceUid, choice.Series.Title, choice.Taken, choice.Reason)
    {
        Cautions = choice.Taken ? choice.Cautions : [],
        ByHand = choice.ByHand,
        NotByHand = choice.NotByHand,
    };
}

/// <summary>One image and the model's answer. <see cref="Placed"/> holds its place along the spine.</summary>
internal sealed record ImageGrade(string SeriesInstanceUid, string SopInstanceUid, int Frame, PlacedSlice Placed)
{
    /// <summary>Where the image lies in the patient; null when it does not say.</summary>
    public ImagePlane? Plane { get; init; }

    /// <summary>SHA-256 of its pixels as they were read, in the orientation that the model sees; null where they could not be.</summary>
    public string? PixelSha256 { get; init; }

    /// <summary>What a reader should know of its pixels; null when nothing.</summary>
    public string? Caution { get; init; }
}

/// <summary>What came out for one study: graded, or rejected with a reason. Everything that is stored and printed comes from here.</summary>
internal sealed record StudyOutcome
{
    public required string StudyInstanceUid { get; init; }

    /// <summary>Instances of the study when it was read.</summary>
    public required int InstanceCount { get; init; }
    public required IReadOnlyList<SeriesNote> Series { get; init; }

    /// <summary>Why the study cannot be graded and what to do; null when it was.</summary>
    public string? Rejection { get; init; }
    public string? SeriesInstanceUid { get; init; }
    public string? SeriesReason { get; init; }

    /// <summary>Head first.</summary>
    public IReadOnlyList<ImageGrade> Images { get; init; } = [];
    public StudyVerdict? Verdict { get; init; }

    /// <summary>Which part of the spine was looked at; null when nothing was.</summary>
    public StudyCoverage? Coverage { get; init; }
    public IReadOnlyList<SpineLevel> Levels { get; init; } = [];

    /// <summary>The same with every series, and the first of those taken in the headline.</summary>
    public StudyOutcome With(SeriesChoices choices) => this with
    {
        Series = [.. choices.All.Select(SeriesNote.Of)],
        SeriesInstanceUid = choices.Chosen?.Series.SeriesInstanceUid,
        SeriesReason = choices.Chosen?.Reason,
    };
}
