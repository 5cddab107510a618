using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>
/// A data set in the DICOM JSON model (PS3.18 Annex F), sorted by tag. Reading never throws on odd content: what cannot be
/// read as asked is absent (null or an empty list), because metadata comes from scanners of every age.
/// Not safe for writing from several threads.
/// </summary>
public sealed class DicomDataset
{
    private readonly SortedDictionary<DicomTag, DicomElement> _elements = [];

    /// <summary>How many attributes this level has.</summary>
    public int Count => _elements.Count;

    /// <summary>The tags of this level, ascending.</summary>
    public IEnumerable<DicomTag> Tags => _elements.Keys;

    /// <summary>Attributes of this level, ascending by tag.</summary>
    public IEnumerable<KeyValuePair<DicomTag, DicomElement>> Elements => _elements;

    /// <summary>Reads one data set of a DICOM JSON answer.</summary>
    /// <param name="json">An object whose members are tags; anything that is no attribute is passed over.</param>
    /// <exception cref="FormatException">The JSON is no object.</exception>
    public static DicomDataset Parse(JsonElement json) => DicomJson.Read(json);

    /// <summary>Writes this data set as DICOM JSON.</summary>
    /// <param name="writer">Receives one object.</param>
    public void WriteTo(Utf8JsonWriter writer) => DicomJson.Write(writer, this);

    /// <summary>True when the attribute is there, even with no value.</summary>
    public bool Contains(DicomTag tag) => _elements.ContainsKey(tag);

    /// <summary>The attribute as it is held.</summary>
    public bool TryGet(DicomTag tag, [NotNullWhen(true)] out DicomElement? element) => _elements.TryGetValue(tag, out element);

    /// <summary>The first value as text without padding; a person's name in its file form; null when absent or empty.</summary>
    public string? GetString(DicomTag tag) => Values(tag) is [{ } first, ..] && Text(first) is { Length: > 0 } text ? text : null;

    /// <summary>All values as text; a value left empty is an empty string.</summary>
    public IReadOnlyList<string> GetStrings(DicomTag tag) => [.. Values(tag).Select(value => value is null ? "" : Text(value) ?? "")];

    /// <summary>The first value as a person's name; null when absent, empty or of another kind.</summary>
    public DicomPersonName? GetPersonName(DicomTag tag) => Values(tag) is [{ } first, ..]
        ? first as DicomPersonName ?? (first is string text ? DicomPersonName.FromText(text) : null)
        : null;

    /// <summary>How far the clock of an object's times is from UTC (0008,0201): a sign, two digits of hours, two of minutes, within 14 hours (PS3.3 C.12.1.1.8); null when absent or anything else.</summary>
    public TimeSpan? GetUtcOffset() =>
        GetString(DicomTag.TimezoneOffsetFromUtc)?.Trim() is [('+' or '-') and var sign, .. { Length: 4 } digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number % 100 < 60 && (number / 100 * 60) + (number % 100) is <= 14 * 60 and var minutes
            ? TimeSpan.FromMinutes(sign == '-' ? -minutes : minutes) : null;

    /// <summary>The first value as a whole number; null when absent or not one within 32 bits.</summary>
    public int? GetInt(DicomTag tag) => GetDouble(tag) is { } number && number == Math.Floor(number) && number is >= int.MinValue and <= int.MaxValue
        ? (int)number
        : null;

    /// <summary>The first value as a finite number; null when absent or something else. A decimal comma is read where nothing else can be meant.</summary>
    public double? GetDouble(DicomTag tag) => Values(tag) is [{ } first, ..] ? Number(first) ?? (Irregular(tag) is [var read, ..] ? read : null) : null;

    /// <summary>What an attribute of numbers holds instead of them: its text; empty when it is there without a value, or an archive has dropped
    /// what it could not read; null when it is absent, or every value can be read and there are as many as there should be.</summary>
    internal string? UnreadableNumber(DicomTag tag)
    {
        if (!_elements.TryGetValue(tag, out var element))
        {
            return null;
        }

        var numbers = GetDoubles(tag);
        if (numbers.Count > 0 && !element.LostNumbers && (NumericAttribute.Count(tag) is not { } count || numbers.Count == count))
        {
            return null;
        }

        var text = string.Join('\\', element.Values.Select(value => value is null ? "" : Text(value) ?? "")).Trim();
        // It goes into a sentence: only what can belong to a number, and not a novel.
        return string.Concat(text.Take(100).Select(c => char.IsAsciiLetterOrDigit(c) || " .,;:+-/\\[]()".Contains(c, StringComparison.Ordinal) ? c : '?'));
    }

    /// <summary>All values as finite numbers; empty when there are none or any one is not a number. Decimal commas, and separators other than the
    /// backslash, are read where nothing else can be meant.</summary>
    public IReadOnlyList<double> GetDoubles(DicomTag tag)
    {
        var values = Values(tag);
        var numbers = new double[values.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (values[i] is not { } value || Number(value) is not { } number)
            {
                return Irregular(tag);
            }

            numbers[i] = number;
        }

        return numbers;
    }

    /// <summary>The items of a sequence in order; empty when absent.</summary>
    public IReadOnlyList<DicomDataset> GetSequence(DicomTag tag) => [.. Values(tag).OfType<DicomDataset>()];

    /// <summary>Bytes held inline; null when absent or only offered by address.</summary>
    public ReadOnlyMemory<byte>? GetBytes(DicomTag tag) => _elements.GetValueOrDefault(tag)?.InlineBinary;

    /// <summary>Where the archive offers the attribute's bytes; null when it does not.</summary>
    public string? GetBulkDataUri(DicomTag tag) => _elements.GetValueOrDefault(tag)?.BulkDataUri;

    /// <summary>Makes the attribute present and empty (type 2).</summary>
    /// <param name="tag">An attribute whose <see cref="DicomTag.StandardVr"/> is known.</param>
    /// <exception cref="ArgumentException">The representation is not known here.</exception>
    public DicomDataset SetEmpty(DicomTag tag) => Put(tag, new DicomElement(VrOf(tag), []));

    /// <summary>Sets text values with the representation that PS3.6 gives the attribute.</summary>
    /// <param name="tag">An attribute whose <see cref="DicomTag.StandardVr"/> is known.</param>
    /// <param name="values">The values; person names in their file form.</param>
    /// <exception cref="ArgumentException">The representation is not known here, or it is not one of text.</exception>
    public DicomDataset Set(DicomTag tag, params string[] values) => SetAs(tag, VrOf(tag), values);

    /// <summary>Sets numbers with the representation that PS3.6 gives the attribute; DS and IS are written as decimal text.</summary>
    /// <param name="tag">An attribute whose <see cref="DicomTag.StandardVr"/> is known.</param>
    /// <param name="values">Finite numbers.</param>
    /// <exception cref="ArgumentException">The representation is not known here or not numeric, or a number does not fit it.</exception>
    public DicomDataset Set(DicomTag tag, params double[] values) => SetAs(tag, VrOf(tag), values);

    /// <summary>Sets a sequence.</summary>
    public DicomDataset Set(DicomTag tag, params DicomDataset[] items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Put(tag, new DicomElement("SQ", items));
    }

    /// <summary>Sets text values with a representation of the caller's choice (private attributes, attributes not named here).</summary>
    /// <exception cref="ArgumentException">The representation holds no text.</exception>
    public DicomDataset SetAs(DicomTag tag, string vr, params string[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!DicomVr.IsText(vr))
        {
            throw new ArgumentException($"{tag} has representation {vr}, which holds no text.", nameof(vr));
        }

        object?[] held = [.. values.Select(value => vr == "PN" ? (object)DicomPersonName.FromText(value) : value)];
        return Put(tag, new DicomElement(vr, held));
    }

    /// <summary>Sets numbers with a representation of the caller's choice.</summary>
    /// <exception cref="ArgumentException">The representation holds no numbers, or a number does not fit it.</exception>
    public DicomDataset SetAs(DicomTag tag, string vr, params double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Put(tag, new DicomElement(vr, [.. values.Select(value => DicomVr.Hold(vr, value))]));
    }

    /// <summary>Sets bytes, little endian, for example pixel data as OW.</summary>
    /// <exception cref="ArgumentException">The representation is not a binary one.</exception>
    public DicomDataset SetBytes(DicomTag tag, string vr, ReadOnlyMemory<byte> bytes)
    {
        if (!DicomVr.IsBinary(vr))
        {
            throw new ArgumentException($"{tag} has representation {vr}, which does not hold bytes.", nameof(vr));
        }

        return Put(tag, new DicomElement(vr, [], bytes));
    }

    /// <summary>Removes the attribute if it is there.</summary>
    public DicomDataset Remove(DicomTag tag)
    {
        _elements.Remove(tag);
        return this;
    }

    internal DicomDataset Put(DicomTag tag, DicomElement element)
    {
        _elements[tag] = element;
        return this;
    }

    internal static string? Text(object value) => value switch
    {
        string text => text.Trim(' ', '\0'),
        DicomPersonName name => name.ToText(),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    internal static double? Number(object value)
    {
        var number = value switch
        {
            double real => real,
            long whole => whole,
            ulong whole => whole,
            string text => DecimalText.Plain(text) ?? double.NaN,
            _ => double.NaN,
        };
        return double.IsFinite(number) ? number : null;
    }

    /// <summary>The values as numbers written otherwise than PS3.5 writes them; empty where there is no certain reading.</summary>
    private double[] Irregular(DicomTag tag) =>
        Values(tag) is { Count: > 0 } values && values.All(value => value is string)
            ? DecimalText.Read([.. values.OfType<string>()], NumericAttribute.Count(tag), !NumericAttribute.IsInMillimetres(tag)) ?? []
            : [];

    private IReadOnlyList<object?> Values(DicomTag tag) => _elements.TryGetValue(tag, out var element) ? element.Values : [];

    private static string VrOf(DicomTag tag) =>
        tag.StandardVr ?? throw new ArgumentException($"The representation of {tag} is not known here; use SetAs.", nameof(tag));
}
