using System.Globalization;
using BilskyWeb.Core.Clinical;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>Reads what a sender wrote, bounded to what our columns and lists can bear. It stays untrusted: pages encode it.</summary>
internal static class SentText
{
    private const int MaxLength = 256;

    public static PatientIdentity IdentityOf(DicomDataset dataset) => new()
    {
        PatientId = Bounded(dataset.GetString(DicomTag.PatientId)) ?? "",
        PatientName = Bounded(KeepableText.Composed(dataset.GetPersonName(DicomTag.PatientName)?.ToText())) ?? "",
        BirthDate = DateOf(dataset, DicomTag.PatientBirthDate),
        Sex = Bounded(dataset.GetString(DicomTag.PatientSex)),
        Issuer = Bounded(dataset.GetString(DicomTag.IssuerOfPatientId)),
    };

    public static DateOnly? DateOf(DicomDataset dataset, DicomTag tag) =>
        DateOnly.TryParseExact(dataset.GetString(tag), ["yyyyMMdd", "yyyy.MM.dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>A time of day (VR TM, PS3.5 6.2): hours, then minutes, seconds and a fraction where they are given; with colons in old files.</summary>
    public static TimeOnly? TimeOf(DicomDataset dataset, DicomTag tag)
    {
        var digits = dataset.GetString(tag)?.Split('.')[0].Replace(":", "", StringComparison.Ordinal).Trim();
        return TimeOnly.TryParseExact(digits, ["HHmmss", "HHmm", "HH"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
    }

    /// <summary>Trimmed and cut; null when nothing is left. PostgreSQL text cannot hold NUL, a list cannot show a novel.</summary>
    public static string? Bounded(string? value) => value?.Replace("\0", "", StringComparison.Ordinal).TrimmedOrNull() is { } text ? KeepableText.Cut(text, MaxLength) : null;
}
