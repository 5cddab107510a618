namespace BilskyWeb.Features.Intake.Studies;

/// <summary>Images that came after a study's grading was first asked for.</summary>
public sealed class StudyAddition
{
    public Guid Id { get; set; }
    public Guid StudyId { get; set; }
    public DateTimeOffset At { get; set; }
    public int Images { get; set; }

    /// <summary>The upload that brought them; null when they came from a PACS.</summary>
    public Guid? UploadId { get; set; }

    /// <summary>Number of instances that the last grading before them was asked for.</summary>
    public int After { get; set; }
}
