using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Core.Levels;

namespace BilskyWeb.Core.Clinical.Scores;

/// <summary>The Spinal Instability Neoplastic Score.</summary>
/// <remarks>
/// Fisher et al., A novel classification system for spinal instability in neoplastic disease, Spine 2010;35:E1221, table 3: six items, 0 to 18; stable 0 to 6,
/// potentially unstable 7 to 12, unstable 13 to 18; 7 and more warrants a surgeon's opinion.
/// </remarks>
public static class Sins
{
    /// <summary>Where the table stands.</summary>
    public const string Source = "Fisher et al., Spine 2010;35:E1221, table 3";

    /// <summary>Points by place.</summary>
    public static PointTable<SinsLocation> Location { get; } = new("location", ClinicalTerms.SinsLocation, place => place switch
    {
        SinsLocation.Junctional => 3,
        SinsLocation.Mobile => 2,
        SinsLocation.Semirigid => 1,
        SinsLocation.Rigid => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(place), place, null),
    });

    /// <summary>Points by pain.</summary>
    public static PointTable<PainCharacter> Pain { get; } = new("pain", ClinicalTerms.Pain, pain => pain switch
    {
        PainCharacter.Mechanical => 3,
        PainCharacter.NotMechanical => 1,
        PainCharacter.None => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(pain), pain, null),
    });

    /// <summary>Points by lesion.</summary>
    public static PointTable<BoneLesion> Lesion { get; } = new("bone lesion", ClinicalTerms.BoneLesion, lesion => lesion switch
    {
        BoneLesion.Lytic => 2,
        BoneLesion.Mixed => 1,
        BoneLesion.Blastic => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(lesion), lesion, null),
    });

    /// <summary>Points by alignment.</summary>
    public static PointTable<Alignment> Alignment { get; } = new("alignment", ClinicalTerms.Alignment, alignment => alignment switch
    {
        Facts.Alignment.Subluxation => 4,
        Facts.Alignment.Deformity => 2,
        Facts.Alignment.Normal => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(alignment), alignment, null),
    });

    /// <summary>Points by collapse.</summary>
    public static PointTable<Collapse> Collapse { get; } = new("vertebral body collapse", ClinicalTerms.Collapse, collapse => collapse switch
    {
        Facts.Collapse.OverHalf => 3,
        Facts.Collapse.UnderHalf => 2,
        Facts.Collapse.NoneBodyInvolved => 1,
        Facts.Collapse.None => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(collapse), collapse, null),
    });

    /// <summary>Points by posterolateral involvement.</summary>
    public static PointTable<Posterolateral> Posterolateral { get; } = new("posterolateral involvement", ClinicalTerms.Posterolateral, involved => involved switch
    {
        Facts.Posterolateral.Bilateral => 3,
        Facts.Posterolateral.Unilateral => 1,
        Facts.Posterolateral.None => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(involved), involved, null),
    });

    private static readonly ScoreBand[] Bands = [new(0, 6, "stable"), new(7, 12, "potentially unstable"), new(13, 18, "unstable")];

    /// <summary>The score of what is known.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="level">The level of the highest grade as the images name it ("T7", "T7-8", "T12-L1"): it gives the location where no reviewer has; of two vertebrae the one with more points.</param>
    public static Score Of(ClinicalFacts facts, string? level = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var place = Location.Of(facts.SinsLocation);
        if (place.IsOpen && LocationOf(level) is { } fromImages)
        {
            place = Location.Of(fromImages) with { Origin = $"from the level {level} of the highest grade; not confirmed by a reviewer" };
        }

        return new Score(
            "SINS",
            Source,
            [place, Pain.Of(facts.Pain), Lesion.Of(facts.BoneLesion), Alignment.Of(facts.Alignment), Collapse.Of(facts.Collapse), Posterolateral.Of(facts.Posterolateral)],
            Bands,
            18);
    }

    /// <summary>Where a vertebra lies. S1 belongs to the junction L5–S1.</summary>
    public static SinsLocation LocationOf(Vertebra vertebra) => vertebra switch
    {
        Vertebra.C2 or (>= Vertebra.C7 and <= Vertebra.T2) or (>= Vertebra.T11 and <= Vertebra.L1) or Vertebra.L5 or Vertebra.S1 => SinsLocation.Junctional,
        (>= Vertebra.C3 and <= Vertebra.C6) or (>= Vertebra.L2 and <= Vertebra.L4) => SinsLocation.Mobile,
        >= Vertebra.T3 and <= Vertebra.T10 => SinsLocation.Semirigid,
        _ => throw new ArgumentOutOfRangeException(nameof(vertebra), vertebra, null),
    };

    /// <summary>Where a level lies: "T7", or "T10-11" and "T12-L1" for a disc, which counts as the worse of its two; null where the text names none.</summary>
    public static SinsLocation? LocationOf(string? level)
    {
        var parts = level?.Split('-', 2) ?? [];
        if (parts.Length == 0 || !Vertebrae.TryParse(parts[0], out var upper))
        {
            return null;
        }

        var lower = upper;
        if (parts.Length == 2 && !Vertebrae.TryParse(char.IsAsciiDigit(parts[1].FirstOrDefault()) ? parts[0][0] + parts[1] : parts[1], out lower))
        {
            return null;
        }

        return new[] { LocationOf(upper), LocationOf(lower) }.MaxBy(place => Location[place]);
    }
}
