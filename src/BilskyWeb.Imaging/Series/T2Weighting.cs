using System.Globalization;

namespace BilskyWeb.Imaging.Series;

/// <summary>How well a stack serves as the axial T2-weighted one; lower is better.</summary>
public enum SeriesRank
{
    /// <summary>T2-weighted spin echo, as the model was made for.</summary>
    T2 = 1,

    /// <summary>T2-weighted with a difference: fat-suppressed, reformatted, after contrast, single-shot, or T2 by its name with unusual timing.</summary>
    T2Variant = 2,

    /// <summary>T2*-weighted gradient echo or balanced steady state: CSF is bright, susceptibility widens bone.</summary>
    T2Star = 3,

    /// <summary>Another gradient echo of the spine: taken only where the study has nothing better, with a caution.</summary>
    OtherGradientEcho = 4,
}

/// <summary>Decides whether a stack's contrast is T2, from timing first and names second.</summary>
internal static class T2Weighting
{
    private const double LongEchoMs = 60;
    private const double ShortestT2EchoMs = 40;
    private const double LongRepetitionMs = 1500;
    private const double ShortestT2RepetitionMs = 1000;
    private const double T1RepetitionMs = 1200;

    /// <summary>The judgement: a rank with its sentence, or no rank and the sentence why not.</summary>
    public sealed record Judgement(SeriesRank? Rank, string Sentence, params IReadOnlyList<string> Cautions);

    public static Judgement Judge(SeriesFacts s)
    {
        var names = new SeriesNames(s);
        return UnsuitableContrast.Of(s, names) is { } reason ? new Judgement(null, reason)
            : IsGradientEcho(s, names) ? GradientEcho(s, names)
            : T2Differences.Qualify(s, names, SpinEcho(s, names));
    }

    internal static string Timing(SeriesFacts s) => $"TE {Milliseconds(s.EchoTimeMs)}, TR {Milliseconds(s.RepetitionTimeMs)}";

    internal static string Milliseconds(double? ms) =>
        ms is { } value ? $"{Math.Round(value, value < 10 ? 1 : 0).ToString(CultureInfo.InvariantCulture)} ms" : "not stated";

    private static bool IsGradientEcho(SeriesFacts s, SeriesNames names) =>
        s.ScanningSequence.Contains("GR") ? !s.ScanningSequence.Contains("SE")
        : !s.ScanningSequence.Contains("SE") && (names.T2Star ?? names.GradientEcho ?? names.Balanced) is not null;

    private static Judgement SpinEcho(SeriesFacts s, SeriesNames names)
    {
        var namedT2 = names.T2 is not null || s.AcquisitionContrast == "T2";
        var namedT1 = names.T1 is not null && names.T2 is null;
        var namedOther = namedT1 || s.AcquisitionContrast is "T1" or "PROTON_DENSITY";
        switch (s.EchoTimeMs, s.RepetitionTimeMs)
        {
            case ( >= LongEchoMs, >= LongRepetitionMs):
                return namedOther
                    ? new(SeriesRank.T2Variant, $"T2-weighted by its timing ({Timing(s)}), though its name says otherwise")
                    : new(SeriesRank.T2, $"T2-weighted ({Timing(s)})");

            // No echo train can end after the next excitation: the tag holds the time from echo to echo of a single shot, whose weighting the echo time alone makes.
            case ( >= LongEchoMs and var te, < LongEchoMs and var tr) when tr < te && !namedT1:
                return new(SeriesRank.T2Variant, $"T2-weighted ({Timing(s)}: a single shot, whose repetition time is that from echo to echo)");
            case ( >= LongEchoMs, _) when names.SingleShot is { } shot && !namedT1:
                return new(SeriesRank.T2Variant, $"T2-weighted ({Timing(s)}; single shot by its name, \"{shot}\")");
            case (_, < T1RepetitionMs) when namedT1:
                return T1(s);
            case ( >= LongEchoMs, null) when namedT2:
                return new(SeriesRank.T2, $"T2-weighted ({Timing(s)}, and by its name)");
            case ( >= LongEchoMs, >= ShortestT2RepetitionMs) when namedT2:
                return new(SeriesRank.T2Variant, $"T2-weighted by its name, with a short repetition time ({Timing(s)})");
            case ( >= LongEchoMs, < LongRepetitionMs) when namedT2:
                return new(SeriesRank.T2Variant, $"T2-weighted by its name; the repetition time is that of one shot ({Timing(s)})");
            case ( >= ShortestT2EchoMs, _) when namedT2:
                return new(SeriesRank.T2Variant, $"T2-weighted by its name, with a short echo time ({Timing(s)})");
            case (null, _) when namedT2:
                return new(SeriesRank.T2Variant, "T2-weighted by its name; it states no echo time");
            case (not null, _) when namedT2:
                return new(null, $"Called T2, but its timing ({Timing(s)}) is not that of a T2-weighted series.");
            case (not null, >= LongRepetitionMs) when !namedOther || names.ProtonDensity is not null:
                return new(null, $"Proton-density-weighted ({Timing(s)}): CSF and cord look too much alike.");
            case ( < ShortestT2EchoMs, _):
                return T1(s);
            default:
                return namedOther ? T1(s)
                    : new(null, $"Nothing says that it is T2-weighted ({Timing(s)}, and the name gives no weighting).");
        }
    }

    private static Judgement GradientEcho(SeriesFacts s, SeriesNames names)
    {
        if (names.Balanced is not null)
        {
            return new(SeriesRank.T2Star, $"Balanced gradient echo with bright CSF ({Timing(s)})", "Balanced gradient echo: the model was made for T2-weighted spin echo.");
        }

        if ((names.T2Star ?? names.T2) is not null || s.AcquisitionContrast is "T2_STAR" or "T2" || (s.EchoTimeMs is >= 12 and < 60 && names.T1 is null))
        {
            return new(SeriesRank.T2Star, $"T2*-weighted gradient echo ({Timing(s)})", "Gradient echo widens bone and narrows the canal in the image: read a high grade with that in mind.");
        }

        var ofTheSpine = names.Spine is not null || s.BodyPart.Contains("SPINE", StringComparison.Ordinal);
        return ofTheSpine
            ? new(
                SeriesRank.OtherGradientEcho,
                $"Gradient echo of the spine, not T2-weighted ({Timing(s)})",
                "Not T2-weighted: its grades are outside what the model was made for. Ask for an axial T2-weighted series.")
            : new(null, $"Gradient echo that is not T2-weighted ({Timing(s)}), and nothing says that it shows the spine.");
    }

    private static Judgement T1(SeriesFacts s) => new(null, $"T1-weighted ({Timing(s)}): the CSF is dark, so the space around the cord cannot be judged.");
}
