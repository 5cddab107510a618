using System.Globalization;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Intake;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>Makes the pre-flight out of screened headers: by study, with the very rules that grading will use to choose a series.</summary>
internal static class DescribeStudies
{
    private const string SharedNumbers =
        "Two series use the same image numbers (SOP Instance UIDs): the images of the one that came second were left out. Have the sender export the study again from the scanner.";

    /// <param name="instances">Accepted instances.</param>
    /// <param name="sharedNumbers">Studies of which images were left out because another series uses their numbers.</param>
    /// <param name="unread">Files of the same upload that could not be read.</param>
    public static Preflight From(IEnumerable<DicomDataset> instances, IReadOnlySet<string>? sharedNumbers = null, IReadOnlyList<UnreadFile>? unread = null) => new(
    [
        .. instances.GroupBy(i => i.GetString(DicomTag.StudyInstanceUid)!, StringComparer.Ordinal)
            // One study UID under two patients is two studies for whoever has to look at it.
            .SelectMany(study => study.GroupBy(i => i.GetString(DicomTag.PatientId) ?? "", StringComparer.Ordinal))
            .Select(study => Study(study, sharedNumbers, unread ?? []))
            .OrderBy(s => s.Patient.PatientName, StringComparer.Ordinal).ThenBy(s => s.StudyDate),
    ]);

    private static PreflightStudy Study(IEnumerable<DicomDataset> instances, IReadOnlySet<string>? sharedNumbers, IReadOnlyList<UnreadFile> unread)
    {
        var all = instances.ToList();
        var first = all[0];
        var choices = AxialT2Selector.Choose(SeriesFacts.FromInstances(all));
        var gradable = choices.Chosen is not null;
        var uid = first.GetString(DicomTag.StudyInstanceUid)!;
        var lost = UnreadOfStudy.Of(unread, uid, choices, all.Select(i => i.GetString(DicomTag.SopInstanceUid)).OfType<string>().ToHashSet());
        List<string> cautions = [];
        if (sharedNumbers?.Contains(uid) == true)
        {
            cautions.Add(SharedNumbers);
        }
        if (lost is not null)
        {
            cautions.Add(lost.Text);
        }
        cautions.AddRange(choices.Cautions);
        return new PreflightStudy
        {
            StudyInstanceUid = uid,
            Patient = SentText.IdentityOf(first),
            Patients = [.. all.Select(SentText.IdentityOf).Distinct()],
            StudyDate = SentText.DateOf(first, DicomTag.StudyDate),
            AccessionNumber = first.GetString(DicomTag.AccessionNumber),
            Description = first.GetString(DicomTag.StudyDescription),
            Instances = all.Count,
            Gradable = gradable,
            Caution = cautions.Count == 0 ? null : string.Join(' ', cautions),
            Cautions = cautions,
            Summary = Sentence(choices.Summary) + (gradable ? "" : " " + WhatToDo(all)),
            Series =
            [
                .. choices.All.Select(c => new PreflightSeries
                {
                    SeriesInstanceUid = c.Series.SeriesInstanceUid,
                    Number = c.Series.Number,
                    Title = c.Series.Title,
                    Modality = c.Series.Modality,
                    Images = c.Series.Slices.Count,
                    Taken = c.Taken,
                    Reason = c.Reason,
                    Cautions = c.Taken ? c.Cautions : [],
                }),
            ],
        };
    }

    private static string WhatToDo(List<DicomDataset> instances)
    {
        var modalities = instances.Select(i => i.GetString(DicomTag.Modality) ?? "").Where(m => m.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return modalities.Count > 0 && !modalities.Contains("MR", StringComparer.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"This is {string.Join(", ", modalities)}; grading needs an MRI of the spine. Ask for the MRI, or submit for the team to look at without a grade.")
            : "Add the axial T2-weighted series of this study, or submit for the team to look at without a grade.";
    }

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '?' or '!' ? "" : ".");
}
