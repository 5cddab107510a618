using System.Text.RegularExpressions;

namespace BilskyWeb.Imaging.Series;

/// <summary>Words by which names tell the images of a Dixon acquisition, in the languages in which consoles and technologists write them.</summary>
internal static partial class DixonWords
{
    /// <summary>The kind and the word that tells it; null when none does.</summary>
    /// <param name="text">A name in lower case, its words between single spaces, one before the first and one behind the last.</param>
    public static (FrameKind Kind, string Word)? Of(string text)
    {
        if (OutOfPhase().Match(text) is { Success: true } opposed)
        {
            return (FrameKind.OutOfPhase, opposed.Value.Trim());
        }

        if (InPhase().Match(text) is { Success: true } inPhase)
        {
            return (FrameKind.InPhase, inPhase.Value.Trim());
        }

        if (Map().Match(text) is { Success: true } map)
        {
            return (FrameKind.Map, map.Value.Trim());
        }

        // "fat" beside "water" in one name is a fat-water acquisition, which the rest of the name must tell.
        var (fat, water) = (Fat().Match(text), Water().Match(text));
        return fat.Success == water.Success ? null
            : fat.Success ? (FrameKind.Fat, fat.Value.Trim())
            : (FrameKind.Water, water.Value.Trim());
    }

    [GeneratedRegex(@" (opp?(osed)? ?ph(ase)?|opposed|out ?(of ?)?ph(ase)?|outphase|gegenphase|(en )?opposition( de)?( phase)?|(hors|contre) ?(de )?phase|f(uera|ora) (de )?fase|fuori fase|contra ?fase|fase o(puesta|posta)"
        + @"|opposizione( di)?( fase)?|oposici[oó]n( de)?( fase)?|oposi[cç][aã]o( de)?( fase)?|tegen ?fase|uit fase|mot ?fas|mod ?fase|faz d[ıi]ş[ıi]|(protif[aá]z|przeciwfaz|противофаз)\p{L}*|вне фазы) |反相|反位相|逆位相|逆相|[异異]相|역위상|반위상")]
    private static partial Regex OutOfPhase();

    // Not a phase of the contrast's flow or of a disease: "in fase arteriosa".
    [GeneratedRegex(@" (in ?ph(ase)?|inphase|e[nm] (phase|fase)|in fase|i fase?|w fazie|ve f[aá]zi|faz i[cç]i|в фазе|синфаз\p{L}*)(?! (art|ven|port|tard|prec|agud|aig|acut)) |同相|同位相|동위상")]
    private static partial Regex InPhase();

    [GeneratedRegex(@" ((fat|water) ?frac[a-z]*|ff|pdff|r2 ?star|field ?map) ")]
    private static partial Regex Map();

    [GeneratedRegex(@" (water|wasser|eau|agua|água|aqua|acqua|vatten|vand|vann|vesi|woda|voda|víz|apă|νερ[οό]|вод[аы]|водн\p{L}*|מים|ماء|물|수분|水|water ?(only|image|images|img))(?! ?(exc|sel|sat|sup)) |水 ?(画像|畫像|图像|圖像|像|相|图|圖|のみ)")]
    private static partial Regex Water();

    // Not of fat saturation, in whatever words: "sat graisse", "grasa suprimida", 脂肪抑制.
    [GeneratedRegex(@"(?<! (no|non|without|ohne|sans|sin|w o|без|sat\p{L}*|s[uo]p([pr]\p{L}*)?|подавл\p{L}*)( (de|du|del|della|da|di|do|la|l|le))*)"
        + @" (fat|fett|fedt|graisse|grasa|grasso|gordura|lipid|lipids|tłuszcz|tluszcz|zsír|zsir|rasva|yağ|yag|grăsime|grasime|λ[ιί]πος|жир|жиров\p{L}*|שומן|دهون|دهن|지방|脂肪?|fat ?(only|image|images|img))"
        + @"(?! (sat|s[uo]p|free|ges|unt|nav|water|frac|bask|подавл|억제|抑|饱|飽)) |脂肪? ?(画像|畫像|图像|圖像|像|相|图|圖|のみ)")]
    private static partial Regex Fat();
}
