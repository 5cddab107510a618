using System.Text.RegularExpressions;

namespace BilskyWeb.Imaging.Series;

/// <summary>
/// What the names of a series say: description, protocol and pulse sequence, as technologists and manufacturers write them. Each answer is
/// the word that says so, for the reason that a person reads, or null.
/// </summary>
internal sealed partial class SeriesNames
{
    private readonly string _text;

    public SeriesNames(SeriesFacts facts)
        : this(facts.Description, facts.ProtocolName, facts.SequenceName)
    {
    }

    /// <param name="names">Each name by itself: the end of one and the start of the next make no word.</param>
    public SeriesNames(params IEnumerable<string> names)
    {
        // T1 and T2 are levels too, where a second one follows: C7-T1, T2 to T8.
        var levels = names.Select(name => LevelRange().Replace(name.ToLowerInvariant(), " levelrange "));

        // The separators differ by site; a star is part of "T2*".
        _text = string.Join('|', levels.Select(name => Separators().Replace($" {name} ", " ")));
    }

    public string? T2 => Word(T2Pattern());

    public string? T1 => Word(T1Pattern());

    public string? ProtonDensity => Word(ProtonDensityPattern());

    public string? T2Star => Word(T2StarPattern());

    public string? GradientEcho => Word(GradientEchoPattern());

    public string? Balanced => Word(BalancedPattern());

    public string? SingleShot => Word(SingleShotPattern());

    public string? Flair => Word(FlairPattern());

    public string? Stir => Word(StirPattern());

    public string? InversionRecovery => Word(InversionRecoveryPattern());

    public string? FatSuppressed => Word(FatSuppressedPattern());

    public string? Dixon => Word(DixonPattern());

    /// <summary>A word that means diffusion and nothing else.</summary>
    public string? Diffusion => Word(DiffusionPattern());

    /// <summary>A word that means diffusion where something else says so too; DIFF is also "different", ZOOMit a way to excite a small field.</summary>
    public string? PerhapsDiffusion => Word(PerhapsDiffusionPattern());

    public string? EchoPlanar => Word(EchoPlanarPattern());

    public string? Scout => Word(ScoutPattern());

    /// <summary>LOC: a scout, unless it stands for the location of the slices.</summary>
    public string? PerhapsScout => Word(PerhapsScoutPattern());

    public string? Reformat => Word(ReformatPattern());

    public string? Projection => Word(ProjectionPattern());

    public string? Enhanced => Word(EnhancedPattern());

    public string? Spine => Word(SpinePattern()) ?? Word(LevelPattern());

    public string? Brain => Word(BrainPattern());

    private string? Word(Regex pattern) => pattern.Match(_text) is { Success: true } match ? match.Value.Trim(' ', '|') : null;

    [GeneratedRegex(@"[^\p{L}\p{Nd}*+]+")]
    private static partial Regex Separators();

    [GeneratedRegex(@"(?<![\p{L}\p{Nd}])(c|th?|d|l|s)\d{1,2}( ?([-–/]|to|bis|à) ?((c|th?|d|l|s)\d{1,2}|[3-9]|1[0-2])|_(c|th?|d|l|s)\d{1,2})(?![\p{L}\p{Nd}])")]
    private static partial Regex LevelRange();

    [GeneratedRegex(@" (ax|axial|tra|trans|sag|cor|tse|fse|frfse|w)?t2(?!\d)")]
    private static partial Regex T2Pattern();

    [GeneratedRegex(@" (ax|axial|tra|trans|sag|cor|tse|fse)?t1(?!\d)| (mprage|bravo|vibe|lava|thrive|flash|spgr) ")]
    private static partial Regex T1Pattern();

    [GeneratedRegex(@" pdw?( |t2|tse|fse)| proton density | dp ")]
    private static partial Regex ProtonDensityPattern();

    // A star before a word is Siemens' mark of its own sequences (*tse2d1_15), not of T2*.
    [GeneratedRegex(@" (ax|axial|tra|trans|sag|cor)?t2(\*| \* | ?star)| medic | merge | \*?me2d[a-z0-9]* | m ?ffe | mffe | swi | mfgre | adage ")]
    private static partial Regex T2StarPattern();

    [GeneratedRegex(@" (gre|ffe|flash|spgr|fspgr|vibe|lava|thrive|mpgr|\*?[a-z]*fl[23]d\d*[a-z]*) | gre")]
    private static partial Regex GradientEchoPattern();

    [GeneratedRegex(@" (fiesta[a-z]*|trufi|true ?fisp|b ?ffe|btfe|ciss|cosmic|ssfp|bssfp|\*?[a-z]*tfi[23]d\d*) ")]
    private static partial Regex BalancedPattern();

    // FASE is Canon's; "fuori fase" is a phase.
    [GeneratedRegex(@" (haste[a-z]*|ss ?fse|ss ?tse|ssh ?tse|ssh|ufse|(?<! (in|i|en|em|de|fuori|fora|uit|tegen|contra) )fase[a-z]*|single ?shot|\*?h[2]d\d*[a-z]*) |ssfse|sshtse")]
    private static partial Regex SingleShotPattern();

    [GeneratedRegex(@"flair|dark ?fluid")]
    private static partial Regex FlairPattern();

    [GeneratedRegex(@" [a-z0-9]*(stir|tirm)[a-z]* ")]
    private static partial Regex StirPattern();

    [GeneratedRegex(@" (\*?tir[23]d\d*[a-z]*|ir ?(tse|fse)|(tse|fse) ?ir|ir|psir|inversion) ")]
    private static partial Regex InversionRecoveryPattern();

    [GeneratedRegex(@" (fs|fatsat|fat ?sat[a-z]*|fat ?sup[a-z]*|fat ?free|spair|spir|chess|t2fs|fst2|proset|wats|water ?(exc|sel)[a-z]*|fettges[a-zäö]*|fss"
        + @"|(sat\p{L}*|s[uo]p([pr]\p{L}*)?)( (de|du|del|della|da|di|do|la|l|le))* (graisse|grasa|grasso|gordura)|(graisse|grasa|grasso|gordura|yağ) (sat|s[uo]p|bask)\p{L}*|жироподавл\p{L}*|подавл\p{L}* жира) |脂肪? ?抑制|[压壓抑]脂|脂肪? ?[饱飽]和|지방 ?억제")]
    private static partial Regex FatSuppressedPattern();

    [GeneratedRegex(@" [a-z0-9]*(dixon|ideal|wfop|fatsep)[a-z0-9]* | (dix|flex|wfi|wfs|wfo|fsw) ")]
    private static partial Regex DixonPattern();

    [GeneratedRegex(@" (e?dwi[a-z]*|dw|dti|e?adc|tracew?|diffusion[a-z]*|dw epi|resolve|ivim|\*?ep2d diff|diff ?(b|epi)\d*|\*?(ep|re) ?b\d{1,5}[a-z0-9]*|b ?(50|[1-9]00|[1-9]50|[1-9]\d00)|difusi[oó]n|difus[aã]o|dyfuzj\p{L}*|диффузи\p{L}*|difüzyon) |[弥彌扩擴拡]散|확산")]
    private static partial Regex DiffusionPattern();

    [GeneratedRegex(@" (diff[a-z]*|zoomit|zoom) ")]
    private static partial Regex PerhapsDiffusionPattern();

    [GeneratedRegex(@" (\*?ep[a-z]*[23]d[a-z0-9]*|epi|epise) ")]
    private static partial Regex EchoPlanarPattern();

    [GeneratedRegex(@" (locali[sz]er[s]?|localisation|scout[s]?|survey|(3|three) ?(plane|pl) ?(loc)?|smartbrain|topogram|lo[ck]ali[sz]a(dor|tore|teur)\p{L}*|lokalizer|rep[eé]rage|локала?йзер|локализатор) |定位")]
    private static partial Regex ScoutPattern();

    [GeneratedRegex(@" (loc|loca|pilot) ")]
    private static partial Regex PerhapsScoutPattern();

    [GeneratedRegex(@" (mpr|reformat[a-z]*|recon[a-z]*|curved) ")]
    private static partial Regex ReformatPattern();

    [GeneratedRegex(@" (mip|minip|projection|subtraction|sub|myelogram) ")]
    private static partial Regex ProjectionPattern();

    [GeneratedRegex(@" (\+c|c\+|post ?(gad|gd|contrast|con|c)[a-z]*|gad[a-z]*|gd|ce|km) |\+c ")]
    private static partial Regex EnhancedPattern();

    [GeneratedRegex(@"spin(e|al)|wirbels|rachis|r[aá]quis|colon(na|ne) | columna|kr[eę]gos| (cord|myelon|medulla|neuroachse|neuroaxis) | (cerv|thor|dors|lumb|lomb)[\p{L}]* | [ctl] ?(sp|ws) | (hws|bws|lws) |levelrange"
        + @"|шейн|пояснич|позвон|спинн\p{L}* мозг|[頸颈胸腰脊][椎髄髓柱]|[경흉요척]추|척수|omurga")]
    private static partial Regex SpinePattern();

    [GeneratedRegex(@" (c[1-8]|th ?(1[0-2]|[1-9])|t([3-9]|1[0-2])|d([1-9]|1[0-2])|l[1-5]|s1) ")]
    private static partial Regex LevelPattern();

    [GeneratedRegex(@" (brain|ge?hirn|hirn|sch(ä|ae)del|kopf|neurocranium|cranium|cerebr[a-z]*|enc[eé]phal[\p{L}]*|cerveau|cr[aâ]ne|hypophys[a-z]*|pituitary|iac|kh?b|kleinhirn[a-z]*|головн\p{L}*|beyin) |头颅|頭部|脳|뇌")]
    private static partial Regex BrainPattern();
}
