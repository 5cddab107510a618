using System.Globalization;
using BilskyWeb.Core.Clinical.Facts;

namespace BilskyWeb.Core.Clinical.Scores;

/// <summary>The New England Spinal Metastasis Score, which groups by survival after one year: more points, more survived.</summary>
/// <remarks>
/// Ghori et al., Modeling 1-year survival after surgery on the metastatic spine, Spine J 2015;15:2345: a modified Bauer score of 3 or 4 counts two points, intact walking and a
/// normal serum albumin (35 g/L and more) one each, with a ceiling of three. Modified Bauer score: Leithner et al., Eur Spine J 2008;17:1488, one point each for no visceral
/// metastases, a primary other than lung, a primary of breast, kidney, lymphoma or myeloma, and a solitary skeletal metastasis.
/// </remarks>
public static class Nesms
{
    /// <summary>Where it stands.</summary>
    public const string Source = "Ghori et al., Spine J 2015;15:2345; modified Bauer score: Leithner et al., Eur Spine J 2008;17:1488";

    private const int NormalAlbuminGramsPerLitre = 35;

    private static readonly ScoreBand[] Bands = [new(0, 0, "least survival of the four groups"), new(1, 1, "second of the four groups"), new(2, 2, "third of the four groups"), new(3, 3, "best survival of the four groups")];

    /// <summary>The score of what is known.</summary>
    public static Score Of(ClinicalFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var bauer = ModifiedBauer(facts);
        var bauerText = bauer.IsEmpty ? null : bauer.Value is { } value
            ? string.Create(CultureInfo.InvariantCulture, $"modified Bauer score {value} of 4")
            : string.Create(CultureInfo.InvariantCulture, $"modified Bauer score at least {bauer.Lowest}, missing: {string.Join(", ", bauer.Missing)}");
        var walking = Item("walking", facts.Gait is { } gait ? ClinicalTerms.Gait[gait].Words : null, facts.Gait == Gait.Unaided);
        var albumin = Item("serum albumin", facts.AlbuminGramsPerLitre is { } grams ? string.Create(CultureInfo.InvariantCulture, $"{grams} g/L") : null, facts.AlbuminGramsPerLitre >= NormalAlbuminGramsPerLitre);
        return new Score("NESMS", Source, [new ScoreItem("modified Bauer score", bauerText, PointsOfBauer(bauer.Lowest), PointsOfBauer(bauer.Highest)), walking, albumin], Bands, 3);
    }

    /// <summary>Points by modified Bauer score, 0 to 4.</summary>
    public static int PointsOfBauer(int score) => score >= 3 ? 2 : 0;

    /// <summary>The modified Bauer score of what is known, 0 to 4.</summary>
    public static Score ModifiedBauer(ClinicalFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var traits = facts.Primary is { } site and not PrimarySite.Unknown ? PrimarySites.TraitsOf(site) : null;
        return new Score(
            "Modified Bauer",
            "Leithner et al., Eur Spine J 2008;17:1488",
            [
                Item("no visceral metastases", facts.Visceral is { } organs ? organs == VisceralMetastases.None : null),
                Item("primary other than lung", traits is null ? null : !traits.IsLung),
                Item("primary of breast, kidney, lymphoma or myeloma", traits?.IsFavourable),
                Item("solitary skeletal metastasis", IsSolitary(facts)),
            ],
            [new(0, 1, "worst group"), new(2, 2, "middle group"), new(3, 4, "best group")],
            4);
    }

    // More than one of either is enough to say no.
    private static bool? IsSolitary(ClinicalFacts facts) => (facts.Vertebrae, facts.ExtraspinalBone) switch
    {
        (VertebralMetastases.Two or VertebralMetastases.ThreeOrMore, _) or (_, ExtraspinalBone.OneOrTwo or ExtraspinalBone.ThreeOrMore) => false,
        (VertebralMetastases.One, ExtraspinalBone.None) => true,
        _ => null,
    };

    private static ScoreItem Item(string name, bool? holds) => Item(name, holds switch { true => "yes", false => "no", null => null }, holds == true);

    // One point where it is so; where nothing is known of it, it may be either.
    private static ScoreItem Item(string name, string? given, bool holds) => new(name, given, holds ? 1 : 0, given is null || holds ? 1 : 0);
}
