using System.Text.Json.Serialization;

namespace BilskyWeb.Features.Intake.Uploads;

[JsonConverter(typeof(JsonStringEnumConverter<UploadState>))]
public enum UploadState
{
    /// <summary>Bytes are arriving.</summary>
    Receiving,

    /// <summary>Everything arrived and was screened; waits for the referrer to submit.</summary>
    Checked,

    /// <summary>Submitted; accepted files are on their way to the archive.</summary>
    Sending,

    /// <summary>Every accepted file is in the archive.</summary>
    Sent,

    /// <summary>Nothing was stored; <see cref="Upload.Error"/> says why.</summary>
    Failed,

    /// <summary>Given up by the referrer, or never submitted; staged bytes are gone.</summary>
    Discarded,
}

[JsonConverter(typeof(JsonStringEnumConverter<FileOutcome>))]
public enum FileOutcome
{
    /// <summary>Screened and good; staged.</summary>
    Accepted,

    /// <summary>The same instance is already in this upload or in the archive.</summary>
    Duplicate,

    /// <summary>Read and left out on purpose: DICOMDIR, not DICOM.</summary>
    Skipped,

    /// <summary>DICOM that must not be stored: truncated, hostile, unsupported.</summary>
    Rejected,

    /// <summary>In the archive.</summary>
    Stored,

    /// <summary>The archive refused it; <see cref="UploadFile.Reason"/> says why.</summary>
    Refused,

    /// <summary>Waits, staged, for a person to settle whose images these are.</summary>
    Held,
}

/// <summary>One act of handing over files, by a person or a program.</summary>
public sealed class Upload
{
    public Guid Id { get; set; }
    public Guid OwnerId { get; set; }
    public UploadState State { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset? SubmittedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public long Bytes { get; set; }
    public string? Error { get; set; }

    /// <summary>Stable code of <see cref="Error"/>, for programs.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>Why the upload waits (the archive does not answer); null when it does not.</summary>
    public string? Notice { get; set; }

    /// <summary>What the screened headers say about patients, studies and series (JSON of <see cref="Preflight"/>).</summary>
    public string? Preflight { get; set; }

    /// <summary>True when the upload goes on to the archive by itself once it is checked.</summary>
    public bool SubmitWhenChecked { get; set; }

    /// <summary>When bytes last arrived or were sent: a silent upload is swept.</summary>
    public DateTimeOffset LastActivityAt { get; set; }

    /// <summary>Attempts to reach the archive that failed in a row; the pause grows with them.</summary>
    public int FailedAttempts { get; set; }

    /// <summary>When a job was last queued to send this upload; null when none was.</summary>
    public DateTimeOffset? QueuedAt { get; set; }

    /// <summary>When sending is tried again; null when it does not wait.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>What the referrer wrote: symptoms, question, primary.</summary>
    public string? ClinicalNote { get; set; }
    public string? PrimaryCancer { get; set; }
    public List<UploadFile> Files { get; } = [];
}

/// <summary>One file of an upload and what became of it.</summary>
public sealed class UploadFile
{
    public long Id { get; set; }
    public Guid UploadId { get; set; }

    /// <summary>Name as handed over, ZIP path included. Shown to its owner only: names may hold a patient's.</summary>
    public required string Name { get; set; }
    public long Bytes { get; set; }
    public FileOutcome Outcome { get; set; }

    /// <summary>Stable, dotted, lower case; null when accepted or stored.</summary>
    public string? Code { get; set; }
    public string? Reason { get; set; }
    public string? PatientId { get; set; }
    public string? StudyInstanceUid { get; set; }
    public string? SeriesInstanceUid { get; set; }
    public string? SopInstanceUid { get; set; }

    /// <summary>What is lost with a file that was not taken (JSON of <see cref="Imaging.Intake.UnreadFile"/>), so that its study can say so; null when no image is.</summary>
    public string? Unread { get; set; }

    /// <summary>File name inside the upload's staging folder, made by us; null once it is gone.</summary>
    public string? StagedName { get; set; }
}
