namespace BilskyWeb.Platform.Live;

/// <summary>Something that open pages show has changed. Carries ids, and how far a thing is: the page reads what it may see.</summary>
/// <param name="Topic">One of <see cref="LiveTopic"/>.</param>
/// <param name="Id">What changed; <see cref="Guid.Empty"/> after a lost connection, when anything may have.</param>
public sealed record LiveUpdate(string Topic, Guid Id)
{
    /// <summary>How much of <see cref="Total"/> is done, where the topic is progress.</summary>
    public int Done { get; init; }

    /// <summary>How much there is to do.</summary>
    public int Total { get; init; }

    /// <summary>True when a page that shows <paramref name="id"/> must read again.</summary>
    public bool Concerns(Guid id) => Id == id || Id == Guid.Empty;
}

/// <summary>The topics in use.</summary>
public static class LiveTopic
{
    /// <summary>Progress or outcome of an upload; the id is the upload's.</summary>
    public const string Upload = "upload";

    /// <summary>Somebody wrote on a clinical form; the id is the form's.</summary>
    public const string ClinicalForm = "clinical-form";

    /// <summary>A study arrived, grew, was held or released, or its clinical picture changed; the id is the study's.</summary>
    public const string Study = "study";

    /// <summary>A grading was asked for, begun, put back or ended, or its levels were named; the id is the study's.</summary>
    public const string Grading = "grading";

    /// <summary>How many slices of a grading are done, twice a second; the id is the study's. Nothing else of it has changed, so that nobody needs to read.</summary>
    public const string GradingProgress = "grading-progress";

    /// <summary>A replay of a grading was asked for, went on or ended; the id is the grading's.</summary>
    public const string Replay = "replay";

    /// <summary>A grading worker was checked, or is to be; the id is empty.</summary>
    public const string Worker = "worker";

    /// <summary>A reviewer changed or signed something; the id is the study's.</summary>
    public const string Review = "review";

    /// <summary>Results of a study were made, sent, or could not be; the id is the study's.</summary>
    public const string Results = "results";

    /// <summary>A label set was made, or slices of it were labelled; the id is the label set's.</summary>
    public const string LabelSet = "label-set";

    /// <summary>A person signed out in one browser; the id is the session's.</summary>
    public const string Session = "session";

    /// <summary>A case was opened, moved, joined or decided, or something was written in it; the id is the case's.</summary>
    public const string Case = "case";

    /// <summary>A meeting, its agenda, its attendance or its minutes changed; the id is the meeting's.</summary>
    public const string Meeting = "meeting";

    /// <summary>Somebody was told something, or has seen it; the id is that person's.</summary>
    public const string Notice = "notice";

    /// <summary>Who is on call when has changed; the id is the shift's.</summary>
    public const string OnCall = "on-call";

    /// <summary>Somebody read a case of a reader study; the id is the reader study's.</summary>
    public const string ReaderStudy = "reader-study";
}
