using System.Globalization;

namespace BilskyWeb.Core.Grading;

/// <summary>Measurements of a compression in a clinician's words, with their units.</summary>
public static class GeometryText
{
    /// <summary>What each is called and what it comes to; what could not be measured is left out.</summary>
    public static IReadOnlyList<(string Name, string Value)> Lines(CompressionGeometry measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        var lines = new (string Name, string? Value)[]
        {
            ("Mass in the canal", Text($"{measured.MassMm2:0} mm², {measured.CanalCompromise * 100:0}% of the canal")),
            ("Between cord and mass", measured.CordGapMm is { } gap ? Text($"{gap:0.0} mm of CSF") : measured.CordMm2 is null ? null : "no mass against the sac"),
            ("Sac indented by", Text($"{measured.SacIndentationMm:0.0} mm")),
            ("Cord flattened by", measured.CordFlatteningMm is { } flattening ? Text($"{flattening:0.0} mm") : null),
            ("CSF around the cord", measured.CsfAroundDegrees is { } degrees ? Text($"{degrees:0}° of 360°") : null),
            ("Cord", measured.CordMm2 is { } area ? Text($"{area:0} mm²") + (measured.CordAreaRatio is { } ratio ? Text($", {ratio * 100:0}% of sound slices near") : "") : "not seen"),
        };
        return [.. lines.Where(l => l.Value is not null).Select(l => (l.Name, l.Value!))];
    }

    /// <summary>The same in a line: "mass 42 mm² (21% of the canal) · CSF between cord and mass 0.4 mm · cord 61 mm²".</summary>
    public static string Line(CompressionGeometry measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        return string.Join(" · ", new[]
        {
            Text($"mass {measured.MassMm2:0} mm² ({measured.CanalCompromise * 100:0}% of the canal)"),
            measured.CordGapMm is { } gap ? Text($"CSF between cord and mass {gap:0.0} mm") : null,
            measured.CordMm2 is { } area ? Text($"cord {area:0} mm²") + (measured.CordAreaRatio is { } ratio ? Text($" ({ratio * 100:0}% of near slices)") : "") : "no cord seen",
        }.OfType<string>());
    }

    /// <summary>As short as a picture has room for: "mass 42 mm² · gap 0.4 mm · cord 61 mm²".</summary>
    public static string Short(CompressionGeometry measured)
    {
        ArgumentNullException.ThrowIfNull(measured);
        return string.Join(" · ", new[]
        {
            Text($"mass {measured.MassMm2:0} mm²"),
            measured.CordGapMm is { } gap ? Text($"gap {gap:0.0} mm") : null,
            measured.CordMm2 is { } area ? Text($"cord {area:0} mm²") : "no cord seen",
        }.OfType<string>());
    }

    /// <summary>How the two opinions stand to each other, in a sentence.</summary>
    public static string Words(OpinionAgreement agreement, BilskyGrade? prototypes, CompressionGeometry? measured) => agreement switch
    {
        OpinionAgreement.Differ when prototypes is { } grade && measured is not null => $"The two opinions differ. {TwoOpinions.Words(grade, measured)}",
        OpinionAgreement.Agree when measured?.Grade is { } grade => $"Both opinions are on one side of the pathway line: measured {grade.ToText()}, {TwoOpinions.Seen(measured)}.",
        _ => measured is null ? "Nothing could be measured, since no sac was seen: the prototypes' answer stands alone." : "No cord was seen to measure by: the prototypes' answer stands alone.",
    };

    // Never "-0".
    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture).Replace("-0.0", "0.0", StringComparison.Ordinal);
}
