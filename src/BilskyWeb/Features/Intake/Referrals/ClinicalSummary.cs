using System.Globalization;
using BilskyWeb.Core.Clinical.Facts;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>The clinical picture in a line, for cards and heads: what decides how soon and whether somebody can be operated on, in that order.</summary>
internal static class ClinicalSummary
{
    /// <summary>"Emergency · Frankel D · walks with a stick, frame or person · bladder: retention"; null where nothing of it is known.</summary>
    public static string? Of(ClinicalFacts facts)
    {
        string?[] parts =
        [
            facts.Urgency?.ToString(),
            facts.Power is { } power ? $"Frankel {power}" : null,
            facts.SensoryLevel is { } level and not "none" ? $"sensory level {level.ToUpperInvariant()}" : null,
            facts.WordsOf(ClinicalField.Gait) is { } gait ? char.ToLowerInvariant(gait[0]) + gait[1..] : null,
            facts.Bladder is { } bladder and not Bladder.Normal ? $"bladder: {Small(ClinicalTerms.Bladder[bladder].Words)}" : null,
            facts.Bowel is { } bowel and not Bowel.Normal ? $"bowel: {Small(ClinicalTerms.Bowel[bowel].Words)}" : null,
            facts.Pain switch
            {
                PainCharacter.Mechanical => "mechanical pain",
                PainCharacter.NotMechanical => "pain, not mechanical",
                PainCharacter.None => "no pain",
                _ => null,
            },
            facts.Ecog is { } ecog ? string.Create(CultureInfo.InvariantCulture, $"ECOG {(int)ecog}") : null,
            facts.Anticoagulation is { } anticoagulation ? anticoagulation == Anticoagulation.None ? "no anticoagulation" : $"anticoagulation: {Small(ClinicalTerms.Anticoagulation[anticoagulation].Words)}" : null,
            facts[ClinicalField.Contact] is { } contact ? $"contact: {contact}" : null,
        ];
        var known = parts.OfType<string>().ToList();
        return known.Count == 0 ? null : string.Join(" · ", known);
    }

    private static string Small(string words) => char.ToLowerInvariant(words[0]) + words[1..];
}
