using BilskyWeb.Core.Clinical;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>What the archive, or a screened header, says about a study; bounded to what our columns and lists can bear.</summary>
internal sealed record StudyFacts
{
    public required string StudyInstanceUid { get; init; }
    public required PatientIdentity Patient { get; init; }
    public string? AccessionNumber { get; init; }
    public DateOnly? StudyDate { get; init; }
    public TimeOnly? StudyTime { get; init; }
    public int? UtcOffsetMinutes { get; init; }
    public string? Description { get; init; }
    public int InstanceCount { get; init; }

    /// <summary>When the archive was asked, or before.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>The archive's own id of the study: one per patient ID that lies under the study's UID.</summary>
    public required string ArchiveStudyId { get; init; }

    /// <summary>What single images that came by the archive alone say of their patient, each wording once: the study's own words are those of its first image.</summary>
    public IReadOnlyList<PatientIdentity> Patients { get; init; } = [];

    /// <summary>Other studies that hold series or images under the identifiers of those images.</summary>
    public IReadOnlyList<string> StudiesWithTheirUids { get; init; } = [];

    public static StudyFacts From(DicomDataset study, string studyInstanceUid, int instanceCount, DateTimeOffset readAt, string archiveStudyId) => new()
    {
        ReadAt = readAt,
        StudyInstanceUid = studyInstanceUid,
        Patient = SentText.IdentityOf(study),
        AccessionNumber = SentText.Bounded(study.GetString(DicomTag.AccessionNumber)),
        StudyDate = SentText.DateOf(study, DicomTag.StudyDate),
        StudyTime = SentText.TimeOf(study, DicomTag.StudyTime),
        UtcOffsetMinutes = (int?)study.GetUtcOffset()?.TotalMinutes,
        Description = SentText.Bounded(study.GetString(DicomTag.StudyDescription)),
        InstanceCount = instanceCount,
        ArchiveStudyId = archiveStudyId,
    };
}
