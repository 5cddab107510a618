using BilskyWeb.Core.Clinical.Facts;

namespace BilskyWeb.Core.Tests.Clinical.Scores;

/// <summary>Writes clinical facts as a form would: field code, equals sign, stored value.</summary>
internal static class FactsOf
{
    public static ClinicalFacts The(params string[] written) =>
        new(written.Select(w => w.Split('=', 2)).ToDictionary(w => ClinicalFields.Find(w[0])!.Field, w => FieldValue.Read(ClinicalFields.Find(w[0])!, w[1], new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero)).Value.Text!));
}
