using System.Globalization;

namespace BilskyWeb.Clinical;

/// <summary>Who a study shows, in the words that stand wherever something is decided: always enough to compare two identifiers.</summary>
public static class PatientText
{
    /// <summary>"ID 4711 · born 29 Jul 1953, 73 y · F · accession A12 · MRI of 4 Aug 2026". A patient ID or birth date that is missing is said to be.</summary>
    /// <param name="patientId">As the sender gave it; empty when it gave none.</param>
    /// <param name="birthDate">Null when not given.</param>
    /// <param name="sex">M, F, O, or nothing.</param>
    /// <param name="accessionNumber">Left out when there is none.</param>
    /// <param name="studyDate">The date of the examination, not of its arrival; left out when not given.</param>
    /// <param name="today">For the age.</param>
    public static string Facts(string patientId, DateOnly? birthDate, string? sex, string? accessionNumber, DateOnly? studyDate, DateOnly today) =>
        string.Join(" · ", Lines(patientId, birthDate, sex, accessionNumber, studyDate, today));

    /// <summary>The same, one fact each.</summary>
    /// <inheritdoc cref="Facts"/>
    public static IReadOnlyList<string> Lines(string patientId, DateOnly? birthDate, string? sex, string? accessionNumber, DateOnly? studyDate, DateOnly today)
    {
        var age = AgeInYears(birthDate, today);
        return
        [
            .. new[]
            {
                string.IsNullOrWhiteSpace(patientId) ? "no patient ID" : $"ID {patientId}",
                birthDate is { } born ? $"born {Date(born)}{(age is { } years ? string.Create(CultureInfo.InvariantCulture, $", {years} y") : "")}" : "birth date not given",
                sex,
                string.IsNullOrWhiteSpace(accessionNumber) ? null : $"accession {accessionNumber}",
                studyDate is { } taken ? $"MRI of {Date(taken)}" : "date of MRI not given",
            }.OfType<string>().Where(fact => fact.Length > 0),
        ];
    }

    /// <summary>Whole years on a day; null when not born by then or not known.</summary>
    public static int? AgeInYears(DateOnly? birthDate, DateOnly today) =>
        birthDate is { } born && born <= today ? today.Year - born.Year - (today < born.AddYears(today.Year - born.Year) ? 1 : 0) : null;

    /// <summary>"4 Aug 2026".</summary>
    public static string Date(DateOnly date) => date.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
