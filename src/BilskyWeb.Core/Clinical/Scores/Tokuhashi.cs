using System.Globalization;
using BilskyWeb.Core.Clinical.Facts;

namespace BilskyWeb.Core.Clinical.Scores;

/// <summary>The revised Tokuhashi score, which groups by survival: more points, longer survival in the paper's patients.</summary>
/// <remarks>
/// Tokuhashi et al., A revised scoring system for preoperative evaluation of metastatic spine tumor prognosis, Spine 2005;30:2186, table 2: six items, 0 to 15; 0 to 8 under six
/// months, 9 to 11 six months and more, 12 to 15 one year and more. Derived before today's systemic treatment: it tends to say too little.
/// </remarks>
public static class Tokuhashi
{
    /// <summary>Where the table stands.</summary>
    public const string Source = "Tokuhashi et al., Spine 2005;30:2186, table 2";

    private const string GeneralCondition = "general condition (Karnofsky)";

    /// <summary>Points by bone metastases outside the spine.</summary>
    public static PointTable<ExtraspinalBone> Bone { get; } = new("bone metastases outside the spine", ClinicalTerms.ExtraspinalBone, bone => bone switch
    {
        ExtraspinalBone.None => 2,
        ExtraspinalBone.OneOrTwo => 1,
        ExtraspinalBone.ThreeOrMore => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(bone), bone, null),
    });

    /// <summary>Points by number of vertebrae.</summary>
    public static PointTable<VertebralMetastases> Vertebrae { get; } = new("vertebrae with metastases", ClinicalTerms.Vertebrae, vertebrae => vertebrae switch
    {
        VertebralMetastases.One => 2,
        VertebralMetastases.Two => 1,
        VertebralMetastases.ThreeOrMore => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(vertebrae), vertebrae, null),
    });

    /// <summary>Points by metastases to major internal organs.</summary>
    public static PointTable<VisceralMetastases> Organs { get; } = new("metastases to internal organs", ClinicalTerms.Visceral, organs => organs switch
    {
        VisceralMetastases.None => 2,
        VisceralMetastases.Removable => 1,
        VisceralMetastases.Unremovable => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(organs), organs, null),
    });

    /// <summary>Points by primary.</summary>
    public static PointTable<PrimarySite> Primary { get; } = new("primary", PrimarySites.Terms, site => PrimarySites.TraitsOf(site).TokuhashiPoints);

    /// <summary>Points by palsy.</summary>
    public static PointTable<FrankelGrade> Palsy { get; } = new("palsy (Frankel)", ClinicalTerms.Power, frankel => frankel switch
    {
        FrankelGrade.A or FrankelGrade.B => 0,
        FrankelGrade.C or FrankelGrade.D => 1,
        FrankelGrade.E => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(frankel), frankel, null),
    });

    private static readonly ScoreBand[] Bands =
    [
        new(0, 8, "under six months in the paper's patients"), new(9, 11, "six months or more in the paper's patients"), new(12, 15, "one year or more in the paper's patients"),
    ];

    /// <summary>The score of what is known.</summary>
    public static Score Of(ClinicalFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new Score(
            "Revised Tokuhashi",
            Source,
            [ConditionOf(facts), Bone.Of(facts.ExtraspinalBone), Vertebrae.Of(facts.Vertebrae), Organs.Of(facts.Visceral), Primary.Of(facts.Primary), Palsy.Of(facts.Power)],
            Bands,
            15);
    }

    /// <summary>Points by Karnofsky index in per cent: 10 to 40 none, 50 to 70 one, 80 to 100 two.</summary>
    public static int PointsOfKarnofsky(int karnofsky) => karnofsky >= 80 ? 2 : karnofsky >= 50 ? 1 : 0;

    /// <summary>The Karnofsky indices that go with an ECOG status (Oken et al., Am J Clin Oncol 1982;5:649): two each.</summary>
    public static (int From, int To) KarnofskyOf(Ecog ecog) => ecog switch
    {
        Ecog.Zero => (90, 100),
        Ecog.One => (70, 80),
        Ecog.Two => (50, 60),
        Ecog.Three => (30, 40),
        Ecog.Four => (10, 20),
        _ => throw new ArgumentOutOfRangeException(nameof(ecog), ecog, null),
    };

    // ECOG 1 is Karnofsky 70 or 80, between which the score draws a line: it stays open until the index itself is given.
    private static ScoreItem ConditionOf(ClinicalFacts facts)
    {
        if (facts.Karnofsky is { } karnofsky)
        {
            return new ScoreItem(GeneralCondition, string.Create(CultureInfo.InvariantCulture, $"Karnofsky {karnofsky}%"), PointsOfKarnofsky(karnofsky), PointsOfKarnofsky(karnofsky));
        }

        if (facts.Ecog is not { } ecog)
        {
            return new ScoreItem(GeneralCondition, null, 0, 2);
        }

        var (from, to) = KarnofskyOf(ecog);
        return new ScoreItem(
            GeneralCondition, string.Create(CultureInfo.InvariantCulture, $"ECOG {(int)ecog}, which is Karnofsky {from} to {to}%"), PointsOfKarnofsky(from), PointsOfKarnofsky(to));
    }
}
