using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Clinical.Scores;

/// <summary>One column of NOMS: what it says, from what, and what is missing.</summary>
/// <param name="Name">Neurologic, Oncologic, Mechanical or Systemic.</param>
/// <param name="Statement">What can be said; null while nothing can.</param>
/// <param name="Inputs">What it rests on, in words.</param>
/// <param name="Missing">What is not known.</param>
public sealed record NomsColumn(string Name, string? Statement, IReadOnlyList<string> Inputs, IReadOnlyList<string> Missing);

/// <summary>
/// NOMS, laid out: neurologic, oncologic, mechanical, systemic. It puts what is known into the order in which the framework asks for it, and names no treatment: that is the team's.
/// </summary>
/// <remarks>
/// Laufer et al., The NOMS framework: approach to the treatment of spinal metastatic tumors, Oncologist 2013;18:744, table 1 and the four sections of that name. The framework counts
/// Bilsky grades 2 and 3 as high grade; the line of this program lies between 1b and 1c. Both are said.
/// </remarks>
public static class Noms
{
    /// <summary>Where it stands.</summary>
    public const string Source = "Laufer et al., Oncologist 2013;18:744, table 1";

    /// <summary>The four columns.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="grade">The grade that counts; null while there is none.</param>
    /// <param name="gradeBy">Whose grade: "the model", "a reviewer".</param>
    /// <param name="sins">The stability score of the same patient.</param>
    public static IReadOnlyList<NomsColumn> Of(ClinicalFacts facts, BilskyGrade? grade, string gradeBy, Score sins)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(sins);
        return [Neurologic(facts, grade, gradeBy), Oncologic(facts), Mechanical(sins), Systemic(facts)];
    }

    private static NomsColumn Neurologic(ClinicalFacts facts, BilskyGrade? grade, string gradeBy)
    {
        var compression = grade switch
        {
            null => null,
            BilskyGrade.Grade2 or BilskyGrade.Grade3 => "High-grade compression (Bilsky 2 or 3)",
            BilskyGrade.Grade1c => "Low-grade compression as NOMS counts; 1c is above this program's line",
            _ => "Low-grade compression (Bilsky 0 to 1b)",
        };
        var signs = facts.HasNeurology switch
        {
            true => "neurological signs",
            false => "no neurological signs told",
            null => null,
        };
        return new NomsColumn(
            "Neurologic",
            (compression, signs) switch
            {
                (null, null) => null,
                ({ } one, null) => one,
                (null, { } one) => char.ToUpperInvariant(one[0]) + one[1..],
                ({ } one, { } two) => $"{one}; {two}",
            },
            Known(facts, grade is { } known ? $"Bilsky {known.ToText()} by {gradeBy}" : null, ClinicalField.Power, ClinicalField.SensoryLevel, ClinicalField.Gait, ClinicalField.Bladder, ClinicalField.Bowel),
            Unknown(facts, grade is null ? "a grade" : null, ClinicalField.Power, ClinicalField.Gait, ClinicalField.Bladder, ClinicalField.Bowel));
    }

    private static NomsColumn Oncologic(ClinicalFacts facts) => new(
        "Oncologic",
        facts.Primary is not { } site ? null : PrimarySites.TraitsOf(site).Radiosensitivity switch
        {
            Radiosensitivity.Sensitive => "Sensitive to conventional radiotherapy",
            Radiosensitivity.Resistant => "Resistant to conventional radiotherapy",
            Radiosensitivity.NotListed => "Radiosensitivity not listed by NOMS for this primary",
            var other => throw new ArgumentOutOfRangeException(nameof(facts), other, null),
        },
        Known(facts, null, ClinicalField.Primary, ClinicalField.PrimaryText, ClinicalField.SpineRadiotherapy),
        Unknown(facts, null, ClinicalField.Primary, ClinicalField.SpineRadiotherapy));

    private static NomsColumn Mechanical(Score sins) => new(
        "Mechanical",
        sins.IsEmpty ? null : $"SINS {sins.Text}",
        [.. sins.Items.Where(i => i.Given is not null).Select(i => $"{i.Name}: {i.Given}")],
        sins.Missing);

    private static NomsColumn Systemic(ClinicalFacts facts) => new(
        "Systemic",
        facts.WordsOf(ClinicalField.SystemicState),
        Known(facts, null, ClinicalField.Ecog, ClinicalField.Karnofsky, ClinicalField.Visceral, ClinicalField.ExtraspinalBone, ClinicalField.Vertebrae, ClinicalField.Anticoagulation, ClinicalField.Albumin),
        Unknown(facts, null, ClinicalField.SystemicState, ClinicalField.Ecog, ClinicalField.Visceral, ClinicalField.Anticoagulation));

    private static List<string> Known(ClinicalFacts facts, string? first, params ClinicalField[] fields) =>
        [.. new[] { first }.OfType<string>(), .. fields.Where(f => facts[f] is not null).Select(f => $"{ClinicalFields.RuleOf(f).Label}: {facts.WordsOf(f)}")];

    private static List<string> Unknown(ClinicalFacts facts, string? first, params ClinicalField[] fields) =>
        [.. new[] { first }.OfType<string>(), .. fields.Where(f => facts[f] is null).Select(f => ClinicalFields.RuleOf(f).Label)];
}
