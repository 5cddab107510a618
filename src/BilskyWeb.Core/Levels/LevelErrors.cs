using System.Globalization;

namespace BilskyWeb.Core.Levels;

/// <summary>Two pins whose order along the spine is not that of their names.</summary>
public sealed record PinsOutOfOrder(Vertebra Upper, Vertebra Lower) : ConflictError(
    "levels.out_of_order",
    $"{Upper} is pinned above {Lower}, which cannot be. Move or remove one of the two; nothing was changed.");

/// <summary>Two pins between which vertebrae would have an impossible height.</summary>
public sealed record PinsImplausible(Vertebra Upper, Vertebra Lower, double MeanHeightMm, double UsualHeightMm) : ConflictError(
    "levels.implausible",
    string.Create(CultureInfo.InvariantCulture, $"From {Upper} to {Lower} a vertebra with its disc would be {MeanHeightMm:0} mm high; about {UsualHeightMm:0} mm is usual there. One of the two pins is probably a level off. Check both; nothing was changed."));

/// <summary>Naming needs at least one pin.</summary>
public sealed record NoPins() : InvalidInputError("levels.no_pins", "No level is pinned yet. Pin one or two vertebrae.");
