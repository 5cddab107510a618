using System.Globalization;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>Identifies one attribute of a data set: group and element number (PS3.5 section 7.1).</summary>
/// <param name="Group">Group number; odd groups are private.</param>
/// <param name="Element">Element number within the group.</param>
public readonly partial record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    /// <summary>True for a manufacturer's own attribute (odd group).</summary>
    public bool IsPrivate => (Group & 1) == 1;

    /// <summary>Group and element as one number, in the order in which a data set is sorted.</summary>
    public uint Number => ((uint)Group << 16) | Element;

    /// <summary>The representation of PS3.6 for the attributes named here, UL for group lengths, LO for private creators; null where unknown.</summary>
    public string? StandardVr
    {
        get
        {
            if (Representations.TryGetValue(this, out var vr))
            {
                return vr;
            }

            if (Element == 0)
            {
                return "UL";
            }

            return IsPrivate && Element is >= 0x0010 and <= 0x00FF ? "LO" : null;
        }
    }

    /// <summary>True for the attributes named here.</summary>
    internal bool IsWellKnown => Representations.ContainsKey(this);

    /// <summary>Makes a tag from its number, for example 0x00100020.</summary>
    /// <param name="number">Group in the upper, element in the lower 16 bits.</param>
    public static DicomTag FromNumber(uint number) => new((ushort)(number >> 16), (ushort)number);

    /// <summary>Reads the eight hexadecimal digits of DICOM JSON, for example <c>00100020</c>.</summary>
    /// <param name="text">Eight hexadecimal digits.</param>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static DicomTag Parse(string text) =>
        TryParse(text, out var tag) ? tag : throw new FormatException($"'{text}' is not a DICOM tag of eight hexadecimal digits.");

    /// <summary>Reads the eight hexadecimal digits of DICOM JSON.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="tag">The tag, when the answer is true.</param>
    /// <returns>False when the text is something else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out DicomTag tag)
    {
        // AllowHexSpecifier admits no sign and no white space, so length 8 means eight digits.
        if (text.Length == 8 && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            tag = FromNumber(number);
            return true;
        }

        tag = default;
        return false;
    }

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => Number.CompareTo(other.Number);

    /// <summary>Orders tags as a data set does.</summary>
    public static bool operator <(DicomTag left, DicomTag right) => left.Number < right.Number;

    /// <summary>Orders tags as a data set does.</summary>
    public static bool operator >(DicomTag left, DicomTag right) => left.Number > right.Number;

    /// <summary>Orders tags as a data set does.</summary>
    public static bool operator <=(DicomTag left, DicomTag right) => left.Number <= right.Number;

    /// <summary>Orders tags as a data set does.</summary>
    public static bool operator >=(DicomTag left, DicomTag right) => left.Number >= right.Number;

    /// <summary>The eight hexadecimal digits of DICOM JSON, upper case.</summary>
    public override string ToString() => Number.ToString("X8", CultureInfo.InvariantCulture);
}
