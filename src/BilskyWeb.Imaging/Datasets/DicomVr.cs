using System.Globalization;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>Facts about the value representations of PS3.5 section 6.2.</summary>
internal static class DicomVr
{
    internal static bool IsKnown(string vr) => IsText(vr) || IsNumber(vr) || IsBinary(vr) || vr is "SQ" or "AT";

    internal static bool IsText(string vr) => vr is "AE" or "AS" or "AT" or "CS" or "DA" or "DS" or "DT" or "IS" or "LO" or "LT"
        or "PN" or "SH" or "ST" or "TM" or "UC" or "UI" or "UR" or "UT";

    /// <summary>Text in which a backslash is an ordinary character.</summary>
    internal static bool IsSingleText(string vr) => vr is "LT" or "ST" or "UT" or "UR";

    /// <summary>Text whose bytes depend on the specific character set; all other text is ASCII.</summary>
    internal static bool UsesCharacterSet(string vr) => vr is "LO" or "LT" or "PN" or "SH" or "ST" or "UC" or "UT";

    /// <summary>Fixed-size binary numbers.</summary>
    internal static bool IsNumber(string vr) => NumberSize(vr) > 0;

    internal static bool IsBinary(string vr) => vr is "OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "UN";

    /// <summary>Explicit VR: 2 reserved bytes and a 32-bit length instead of a 16-bit length (PS3.5 table 7.1-1).</summary>
    internal static bool HasLongLength(string vr) => vr is "OB" or "OD" or "OF" or "OL" or "OV" or "OW" or "SQ" or "SV" or "UC" or "UN" or "UR" or "UT" or "UV";

    internal static int NumberSize(string vr) => vr switch
    {
        "SS" or "US" => 2,
        "FL" or "SL" or "UL" => 4,
        "FD" or "SV" or "UV" => 8,
        _ => 0,
    };

    /// <summary>The form in which a dataset keeps a number of this representation.</summary>
    internal static object Hold(string vr, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException($"{value} cannot be stored as {vr}.", nameof(value));
        }

        return vr switch
        {
            "DS" => FormatDecimal(value),
            "IS" => Whole(int.MinValue, int.MaxValue).ToString(CultureInfo.InvariantCulture),
            "US" => Whole(0, ushort.MaxValue),
            "SS" => Whole(short.MinValue, short.MaxValue),
            "UL" => Whole(0, uint.MaxValue),
            "SL" => Whole(int.MinValue, int.MaxValue),
            // Beyond 2^53 a double is no longer exact, so larger values have no business coming through here.
            "SV" => Whole(-(1L << 53), 1L << 53),
            "UV" => (ulong)Whole(0, 1L << 53),
            "FL" => (double)(float)value,
            "FD" => value,
            _ => throw new ArgumentException($"Representation {vr} holds no numbers.", nameof(vr)),
        };

        long Whole(long low, long high) => value == Math.Floor(value) && value >= low && value <= high
            ? (long)value
            : throw new ArgumentException($"{value.ToString(CultureInfo.InvariantCulture)} does not fit representation {vr}.", nameof(value));
    }

    /// <summary>A decimal string of at most 16 characters (DS), as exact as 16 characters allow.</summary>
    internal static string FormatDecimal(double value)
    {
        var exact = value.ToString("R", CultureInfo.InvariantCulture);
        for (var digits = 15; exact.Length > 16 && digits > 0; digits--)
        {
            exact = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        return exact == "-0" ? "0" : exact;
    }
}
