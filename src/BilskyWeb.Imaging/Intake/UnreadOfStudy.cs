using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Imaging.Intake;

/// <summary>What the files that could not be read mean for one study: whose they are, as far as that can be told, and whether a part of its spine may be missing.</summary>
public static class UnreadOfStudy
{
    /// <param name="files">Files of the study's deliveries that could not be read.</param>
    /// <param name="studyInstanceUid">The study.</param>
    /// <param name="choices">Its series as they were chosen.</param>
    /// <param name="held">SOP instances that the archive holds: a file that came after all is no loss.</param>
    /// <returns>Null when nothing of it, and nothing that may be of it, is missing.</returns>
    public static UnreadFiles? Of(IEnumerable<UnreadFile> files, string studyInstanceUid, SeriesChoices choices, IReadOnlyCollection<string> held)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentNullException.ThrowIfNull(held);
        var missing = files.Where(f => (f.StudyInstanceUid is null || f.StudyInstanceUid == studyInstanceUid) && (f.SopInstanceUid is null || !held.Contains(f.SopInstanceUid))).ToList();
        if (missing.Count == 0)
        {
            return null;
        }

        var own = missing.FindAll(f => f.StudyInstanceUid is not null);
        var notCome = own.Count(f => f.NotCome);
        var archives = missing.Count(f => f.IsArchive);
        return new UnreadFiles(
            own.Count - notCome,
            missing.Count - own.Count - archives,
            archives,
            missing.Exists(f => MayBeOfStack(f, choices)),
            [.. own.GroupBy(f => (f.SeriesInstanceUid, f.NotCome, f.SetAside)).Select(series => Series(series, choices)).OrderByDescending(s => s.IsGraded).ThenByDescending(s => s.Files)])
        {
            NotCome = notCome,
            SetAside = own.Count(f => f.SetAside),
            Nameless = missing.Count(f => f is { SopInstanceUid: null, IsArchive: false, NotCome: false }),
        };
    }

    private static UnreadSeries Series(IGrouping<(string? Uid, bool NotCome, bool SetAside), UnreadFile> files, SeriesChoices choices)
    {
        var known = Parts(files.Key.Uid, choices);
        var title = known.FirstOrDefault()?.Series.Title ?? files.Select(f => f.Title).FirstOrDefault(t => t.Length > 0) ?? "";
        return new UnreadSeries(files.Key.Uid, title, files.Count(), known.Exists(c => c.Taken)) { NotCome = files.Key.NotCome, SetAside = files.Key.SetAside };
    }

    // What the readable images of its series are, it is too, unless there is just one: a lone slice was left for being alone.
    private static bool MayBeOfStack(UnreadFile file, SeriesChoices choices)
    {
        var known = Parts(file.SeriesInstanceUid, choices);
        return known.Count == 0 ? file.MayBeAxialT2
            : known.Exists(c => c.Taken || c.Rules.All(r => r.Passed || r.Rule == "slices")) && file.MayBeAxialT2;
    }

    // A series of which nothing could be read has been judged by nothing.
    private static List<SeriesChoice> Parts(string? seriesInstanceUid, SeriesChoices choices) =>
        seriesInstanceUid is null ? [] : [.. choices.All.Where(c => c.Series.SeriesInstanceUid == seriesInstanceUid && c.Series.Slices.Count > 0)];
}
