using System.Globalization;
using BilskyWeb.Clinical;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Review;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Documents;

namespace BilskyWeb.Features.Export;

/// <summary>A signed review in the words and codes of its documents.</summary>
/// <param name="study">The study.</param>
/// <param name="review">The review as it was signed.</param>
/// <param name="signature">The signature.</param>
/// <param name="release">Its release.</param>
/// <param name="zone">The time of the place.</param>
internal sealed class SignedContent(Study study, StudyReview review, ReviewSignature signature, ResultRelease release, TimeZoneInfo zone)
{
    private DateTimeOffset SignedAt => TimeZoneInfo.ConvertTime(signature.SignedAt, zone);

    /// <summary>The key images that are still in the archive, each with its number among all: identifiers are made of the number, which must not change with what is gone.</summary>
    public static IReadOnlyList<(int Number, ReviewedSlice Slice)> KeyImages(StudyReview review, SourceHeads heads) =>
        [.. review.KeyImages.Select((slice, index) => (Number: index + 1, Slice: slice)).Where(k => heads.Has(k.Slice.Model))];

    public DocumentContent Decision(SourceHeads heads, string organization, EarlierDocument? replaces) => new()
    {
        Seed = $"{study.StudyInstanceUid}/{signature.Id}/{release.Revision}",
        Version = release.Version,
        Source = heads.Any!,
        SignedBy = signature.AuthorName,
        SignedAt = SignedAt,
        Organization = organization,
        Grade = review.Verdict.Grade,
        Conclusion = Conclusion(),
        Coverage = Coverage(heads),
        Findings = [.. review.Verdict.Levels.Select(level => Finding(level, heads))],
        KeyImages = [.. KeyImages(review, heads).Select(k => heads.Image(k.Slice.Model))],
        Algorithm = new DocumentAlgorithm("BilskyWeb grading pipeline", review.Run.PipelineVersion ?? "version not told", [.. Parameters()]),
        Replaces = replaces,
        Reason = release.Revision > 0 ? "The patient's identity was corrected after the signature." : signature.Reason,
    };

    public ReportContent Report(DocumentContent decision, IReadOnlyList<ReportPicture> pictures)
    {
        var day = DateOnly.FromDateTime(SignedAt.DateTime);
        return new ReportContent
        {
            Decision = decision,
            Names = ClinicalNames.Alternatives(study.PatientName),
            PatientId = study.PatientId,
            BirthDate = study.BirthDate is { } born ? $"born {PatientText.Date(born)}{(PatientText.AgeInYears(born, day) is { } years ? string.Create(CultureInfo.InvariantCulture, $", {years} y") : "")}" : "birth date not given",
            Facts =
            [
                new ReportFact("Examined", study.StudyDate is { } taken ? PatientText.Date(taken) : "date not given"),
                new ReportFact("Sex", string.IsNullOrWhiteSpace(study.Sex) ? "not given" : study.Sex),
                new ReportFact("Examination", string.IsNullOrWhiteSpace(study.Description) ? "MRI of the spine" : study.Description),
                new ReportFact("Accession", string.IsNullOrWhiteSpace(study.AccessionNumber) ? "none" : study.AccessionNumber),
                new ReportFact("Slices graded", string.Create(CultureInfo.InvariantCulture, $"{review.Slices.Count}, of which reviewers read {review.Verdict.Read}")),
                new ReportFact("Issuer of ID", string.IsNullOrWhiteSpace(study.Issuer) ? "not given" : study.Issuer),
            ],
            SignedAt = ClinicalTimes.Absolute(signature.SignedAt, signature.SignedAt.AddYears(-1), zone),
            Pictures = pictures,
        };
    }

    public string Caption(ReviewedSlice slice) =>
        $"{LevelText.Of(slice.Model.LevelName, slice.Model.LevelConfidence, slice.Model.PositionMm, slice.Model.PositionMm, Axis(slice.Model.Ordinal))}: "
        + (slice.Reading switch
        {
            { Grade: { } grade } => $"Bilsky {grade.ToText()} by a reader",
            { Exclusion: not null } => "left out by a reader",
            _ => slice.Model.Status == SliceStatus.Graded && slice.Model.Grade is { } model ? $"Bilsky {model.ToText()} by the model" : "no grade",
        }) + (slice.IsKeyImage ? ", chosen" : ", proposed");

    private int? Axis(int ordinal) => SliceAxes.Of(review.Run.Slices)?[ordinal];

    private string Conclusion()
    {
        if (review.Verdict.Grade is not { } grade)
        {
            return "No slice has a grade.";
        }

        var places = review.Verdict.Levels.Where(l => l.Grade == grade).Select(l => Place(l.KeySlice, l.FromMm, l.ToMm)).ToList();
        var where = places.Count == 0 ? "" : $" at {string.Join(", ", places.Take(4))}{(places.Count > 4 ? " and elsewhere" : "")}";
        var line = grade.IsHighGrade() ? "Above the pathway line (1c or worse)." : "Below the pathway line (1c).";
        return $"Highest grade Bilsky {grade.ToText()}{where}. {line} {review.Verdict.Reason}";
    }

    private string Coverage(SourceHeads heads)
    {
        var gone = review.KeyImages.Count(k => !heads.Has(k.Model));
        return (GradingRecord.ReadCoverage(review.Run.Coverage)?.Text ?? "Which part of the spine was graded is not told.")
            + (gone > 0 ? $" {(gone == 1 ? "One key image is" : $"{gone} key images are")} no longer in the archive and not shown here." : "");
    }

    private DocumentFinding Finding(Core.Levels.SpineLevel level, SourceHeads heads)
    {
        var slice = review.Slices[level.KeySlice];
        return new DocumentFinding
        {
            Place = Place(level.KeySlice, level.FromMm, level.ToMm),
            Grade = level.Grade,
            ModelGrade = slice.Model.Status == SliceStatus.Graded ? slice.Model.Grade : null,
            ReaderGrade = slice.Reading?.Grade,
            HighGradeProbability = slice.Model.Status == SliceStatus.Graded ? slice.Model.HighGradeProbability : null,
            Image = heads.Image(slice.Model),
            Region = slice.Model is { RoiX: { } x, RoiY: { } y, RoiWidth: { } width, RoiHeight: { } height } ? new RegionOfInterest(x, y, width, height, slice.Model.RoiScore ?? 1) : null,
            Measured = slice.Model.Geometry,
        };
    }

    private string Place(int ordinal, double fromMm, double toMm) =>
        LevelText.Of(review.Slices[ordinal].Model.LevelName, review.Slices[ordinal].Model.LevelConfidence, fromMm, toMm, Axis(ordinal));

    private IEnumerable<string> Parameters()
    {
        foreach (var (name, sha256) in new[] { ("ROI model", review.Run.RoiModelSha256), ("Grader model", review.Run.GraderModelSha256), ("Segmentation model", review.Run.SegmentationSha256) })
        {
            if (sha256 is not null)
            {
                yield return $"{name} SHA-256 {sha256}";
            }
        }

        yield return "Research model, trained on synthetic data, not for clinical use";
    }
}
