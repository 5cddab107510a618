namespace BilskyWeb.Core.Grading;

/// <summary>Files that came as a study's images, or may have, and could not be read or stored, and images that should have come: nobody graded what they show.</summary>
/// <param name="OfStudy">Files that say that they are the study's.</param>
/// <param name="OfDelivery">Files that came with the study and do not say whose they are.</param>
/// <param name="Archives">Archives within the delivery that were not unpacked.</param>
/// <param name="NeedReader">True where they belong, or may belong, to an axial T2-weighted stack: then a part of the spine may be missing.</param>
/// <param name="Series">The files that say that they are the study's, by series.</param>
public sealed record UnreadFiles(int OfStudy, int OfDelivery, int Archives, bool NeedReader, IReadOnlyList<UnreadSeries> Series)
{
    /// <summary>Images that the archive from which the study was fetched holds, and that did not come.</summary>
    public int NotCome { get; init; }

    /// <summary>Of the images that did not come, those that did and that a person then did not take for this study's.</summary>
    public int SetAside { get; init; }

    /// <summary>Of the files that came, those that do not say which image they are: whether it has come after all nobody can tell, so they count until a reviewer signs.</summary>
    public int Nameless { get; init; }

    /// <summary>Whole sentences for a study's headline.</summary>
    public string Text => string.Join(' ', Sentences());

    /// <summary>For a row of a list.</summary>
    public string Short => string.Join("; ", new[]
    {
        OfStudy > 0 ? $"{Files(OfStudy)} of the study not read" : "",
        NotFetched > 0 ? $"{Images(NotFetched)} of the study not fetched" : "",
        SetAside > 0 ? $"{Images(SetAside)} set aside by a reviewer" : "",
        OfDelivery > 0 ? $"{Files(OfDelivery)} of the delivery not read" : "",
        Archives > 0 ? $"{(Archives == 1 ? "1 archive" : $"{Archives} archives")} not unpacked" : "",
    }.Where(part => part.Length > 0));

    private int NotFetched => NotCome - SetAside;

    /// <summary>Lays them over a verdict on the slices that could be read. They never make it milder.</summary>
    public StudyVerdict Over(StudyVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        var reason = !NeedReader ? $"{verdict.Reason} {Text}"
            : verdict.Flagged ? $"{verdict.Reason} Besides, part of the study was not read. {Text}"
            : $"Flagged for a reader's look, not for a grade: part of the study was not read, and a part of the spine may be missing. {Text} {verdict.Reason}";
        return verdict with { Flagged = verdict.Flagged || NeedReader, NeedsReader = verdict.NeedsReader || NeedReader, Reason = reason };
    }

    private IEnumerable<string> Sentences()
    {
        if (OfStudy > 0)
        {
            yield return $"{Files(OfStudy)} of this study could not be read or stored: {Named(notCome: false)}.";
        }

        if (OfDelivery > 0)
        {
            yield return $"{Files(OfDelivery)} of this delivery could not be read or stored; {(OfDelivery == 1 ? "it" : "they")} may belong to this study.";
        }

        if (Archives > 0)
        {
            yield return $"{(Archives == 1 ? "An archive" : $"{Archives} archives")} within this delivery {(Archives == 1 ? "was" : "were")} not unpacked and may hold images of this study.";
        }

        if (OfStudy + OfDelivery + Archives > 0)
        {
            yield return "What they show was not graded: have them sent again.";
        }

        if (Nameless > 0)
        {
            yield return $"{(Nameless == 1 ? "One of them does" : $"{Nameless} of them do")} not say which image {(Nameless == 1 ? "it is" : "they are")}, so nobody can tell whether it has come since: {(Nameless == 1 ? "it counts" : "they count")} until a reviewer has seen that the study is whole, and signs.";
        }

        if (NotFetched > 0)
        {
            yield return $"{Images(NotFetched)} of this study did not come from the archive from which it was fetched: {Named(notCome: true)}. What they show was not graded: fetch the study again.";
        }

        if (SetAside > 0)
        {
            yield return $"{Images(SetAside)} of what the archive holds from which this study was fetched {(SetAside == 1 ? "is" : "are")} not here because a reviewer did not take {(SetAside == 1 ? "it" : "them")} for this study's: {Named(notCome: true, setAside: true)}. What they show was not graded.";
        }
    }

    private string Named(bool notCome, bool setAside = false) => string.Join(", ", Series.Where(s => s.NotCome == notCome && s.SetAside == setAside).Select(Words));

    private static string Words(UnreadSeries series) =>
        $"{series.Files} of {(series.Title.Length > 0 ? $"\"{series.Title}\"" : "a series that cannot be told")}{(series.IsGraded ? ", which was graded without them" : "")}";

    private static string Images(int count) => count == 1 ? "1 image" : $"{count} images";

    private static string Files(int count) => count == 1 ? "1 file" : $"{count} files";
}

/// <summary>The files of one series that could not be read.</summary>
/// <param name="SeriesInstanceUid">The series; null when it cannot be told.</param>
/// <param name="Title">How it is called; empty when it does not say.</param>
/// <param name="Files">How many.</param>
/// <param name="IsGraded">True when the rest of the series was graded.</param>
public sealed record UnreadSeries(string? SeriesInstanceUid, string Title, int Files, bool IsGraded)
{
    /// <summary>True for images that did not come from the archive from which the study was fetched.</summary>
    public bool NotCome { get; init; }

    /// <summary>True for those of them that came and that a person then did not take for this study's.</summary>
    public bool SetAside { get; init; }
}
