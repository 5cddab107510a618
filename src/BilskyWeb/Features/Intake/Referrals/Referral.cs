namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>A referrer put a study before the team; it is also what lets them see it.</summary>
public sealed class Referral
{
    public Guid Id { get; set; }
    public Guid StudyId { get; set; }
    public Guid ReferrerId { get; set; }
    public Guid? UploadId { get; set; }
    public DateTimeOffset SubmittedAt { get; set; }
    public string? PrimaryCancer { get; set; }
    public string? ClinicalNote { get; set; }
}
