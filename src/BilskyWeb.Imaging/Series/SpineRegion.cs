using System.Text.RegularExpressions;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Imaging.Series;

/// <summary>
/// Which ends of the spine a stack reaches, by how it is called. Only words count that say so: a stack without one is not taken to end where its canal is lost.
/// The neck alone is none: the foramen magnum lies beyond what is planned for it, and disease of the upper neck hides the canal there.
/// </summary>
internal static partial class SpineRegion
{
    /// <returns>Null when the names tell no region.</returns>
    /// <param name="names">Each name by itself.</param>
    public static SpineEnds? Of(params IEnumerable<string> names)
    {
        var text = string.Join(" | ", names.Select(name => Separators().Replace($" {name.ToLowerInvariant()} ", " ")));
        var ends = Whole().IsMatch(text) ? SpineEnds.Both
            : (Head().IsMatch(text) ? SpineEnds.Above : SpineEnds.None) | (Sacrum().IsMatch(text) ? SpineEnds.Below : SpineEnds.None);
        return ends != SpineEnds.None ? ends : Elsewhere().IsMatch(text) ? SpineEnds.None : null;
    }

    /// <returns>Null when the body part tells no region.</returns>
    /// <param name="bodyPart">(0018,0015), upper case.</param>
    public static SpineEnds? OfBodyPart(string bodyPart) => bodyPart switch
    {
        "WHOLESPINE" or "WHOLE SPINE" or "TOTAL SPINE" => SpineEnds.Both,
        "HEAD" or "BRAIN" or "SKULL" or "HEADNECK" => SpineEnds.Above,
        "LSPINE" or "LSSPINE" or "TLSPINE" or "SSPINE" or "SACRUM" or "COCCYX" or "PELVIS" => SpineEnds.Below,
        "CSPINE" or "CTSPINE" or "TSPINE" or "NECK" or "CHEST" => SpineEnds.None,
        _ => Of(bodyPart),
    };

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex Separators();

    [GeneratedRegex(@" (whole|total|entire|complete|ganze|gesamte?) ?(spine|spinal|wirbels|ws |rachis|columna)| gws | neuroa(x|ch)")]
    private static partial Regex Whole();

    [GeneratedRegex(@" (head|brain|ge?hirn|hirn|kopf|skull|sch(ä|ae)del|crani|cerebr|enc[eé]phal|cerveau|cr[aâ]n|occip|ccj|cvj|foramen magnum|bulb)")]
    private static partial Regex Head();

    // S1 alone is a disc's lower end (L5-S1), below which a stack easily reaches.
    [GeneratedRegex(@" (lumb|lomb|lws |l ?sp(ine)? |ls ?sp|tl ?sp|sacr|sakr|kreuzb|coccy|stei(ß|ss)|pelv|beck|l?[1-5]? ?s[1-5] )")]
    private static partial Regex Sacrum();

    [GeneratedRegex(@" (cerv|neck|hals|hws |bws |c ?sp(ine)? |ct ?sp|t ?sp(ine)? |th?or|dors|[cl] ?[1-7] |th ?\d|[td] ?([3-9]|1[0-2]) |c\d)")]
    private static partial Regex Elsewhere();
}
