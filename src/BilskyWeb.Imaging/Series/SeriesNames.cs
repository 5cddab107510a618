using System.Text.RegularExpressions;

namespace BilskyWeb.Imaging.Series;

/// <summary>What the names of a series say: description, protocol and pulse sequence, as technologists and manufacturers write them.</summary>
internal sealed partial class SeriesNames
{
    private readonly string _text;

    public SeriesNames(SeriesFacts facts)
    {
        // The separators differ by site; a star is part of "T2*".
        _text = Separators().Replace($" {facts.Description} {facts.ProtocolName} {facts.SequenceName} ".ToLowerInvariant(), " ");
    }

    public bool T2 => T2Pattern().IsMatch(_text);

    public bool T1 => T1Pattern().IsMatch(_text);

    public bool ProtonDensity => ProtonDensityPattern().IsMatch(_text);

    public bool T2Star => T2StarPattern().IsMatch(_text);

    public bool GradientEcho => GradientEchoPattern().IsMatch(_text);

    public bool Balanced => BalancedPattern().IsMatch(_text);

    public bool Flair => FlairPattern().IsMatch(_text);

    public bool Stir => StirPattern().IsMatch(_text);

    public bool FatSuppressed => FatSuppressedPattern().IsMatch(_text);

    public bool Diffusion => DiffusionPattern().IsMatch(_text);

    public bool Scout => ScoutPattern().IsMatch(_text);

    public bool Reformat => ReformatPattern().IsMatch(_text);

    public bool Projection => ProjectionPattern().IsMatch(_text);

    public bool Enhanced => EnhancedPattern().IsMatch(_text);

    public bool Spine => SpinePattern().IsMatch(_text);

    [GeneratedRegex(@"[^a-z0-9*+]+")]
    private static partial Regex Separators();

    [GeneratedRegex(@" (ax|axial|tra|trans|sag|cor|tse|fse|frfse)?t2(?!\d)")]
    private static partial Regex T2Pattern();

    [GeneratedRegex(@" (ax|axial|tra|trans|sag|cor|tse|fse)?t1(?!\d)| (mprage|bravo|vibe|lava|thrive|flash|spgr) ")]
    private static partial Regex T1Pattern();

    [GeneratedRegex(@" pd[a-z]* | proton density | dp ")]
    private static partial Regex ProtonDensityPattern();

    [GeneratedRegex(@" t2 ?(\*|star)| t2\*| medic | merge | me2d\d*| m ?ffe | mffe | swi ")]
    private static partial Regex T2StarPattern();

    [GeneratedRegex(@" (gre|ffe|flash|spgr|fspgr|vibe|lava|thrive|mpgr|[a-z]*fl[23]d\d*[a-z]*) | gre")]
    private static partial Regex GradientEchoPattern();

    [GeneratedRegex(@" (fiesta[a-z]*|trufi|true ?fisp|b ?ffe|btfe|ciss|cosmic|ssfp|bssfp|[a-z]*tfi[23]d\d*) ")]
    private static partial Regex BalancedPattern();

    [GeneratedRegex(@"flair|dark ?fluid")]
    private static partial Regex FlairPattern();

    [GeneratedRegex(@" [a-z0-9]*(stir|tirm) ")]
    private static partial Regex StirPattern();

    [GeneratedRegex(@" (fs|fatsat|fat sat[a-z]*|fat supp[a-z]*|spair|spir|chess|t2fs|dixon) ")]
    private static partial Regex FatSuppressedPattern();

    [GeneratedRegex(@" (dwi[a-z]*|dti|adc|e?adc|trace[a-z]*|diff[a-z]*|ep2d diff|b ?\d{3,4}|resolve|ivim|zoomit) ")]
    private static partial Regex DiffusionPattern();

    [GeneratedRegex(@" (loc|locali[sz]er[s]?|scout[s]?|survey|pilot|(3|three) ?plane|smartbrain) ")]
    private static partial Regex ScoutPattern();

    [GeneratedRegex(@" (mpr|reformat[a-z]*|recon[a-z]*|curved) ")]
    private static partial Regex ReformatPattern();

    [GeneratedRegex(@" (mip|minip|projection|subtraction|sub|myelogram) ")]
    private static partial Regex ProjectionPattern();

    [GeneratedRegex(@" (\+c|c\+|post ?(gad|gd|contrast|con|c)[a-z]*|gad[a-z]*|gd|ce) |\+c ")]
    private static partial Regex EnhancedPattern();

    [GeneratedRegex(@"spine|spinal| cord | (cerv|thor|dors|lumb)[a-z]* | [ctl] ?(sp|ws) | (hws|bws|lws) ")]
    private static partial Regex SpinePattern();
}
