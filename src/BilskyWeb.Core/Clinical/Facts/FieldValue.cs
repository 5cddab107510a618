using System.Globalization;
using System.Text;

namespace BilskyWeb.Core.Clinical.Facts;

/// <summary>A field was given what it cannot take.</summary>
public sealed record FieldRefused(string Field, string Why) : InvalidInputError("clinical.field_refused", $"“{Field}” was not saved: {Why}");

/// <summary>Checks and tidies what is written into a field.</summary>
public static class FieldValue
{
    private const string InstantFormat = "yyyy-MM-ddTHH:mm:ssZ";

    /// <summary>As it is stored; null where nothing is left, which takes the field back.</summary>
    /// <param name="rule">The field.</param>
    /// <param name="text">What was written: a code, a text, a date (yyyy-MM-dd), an instant (RFC 3339, with its offset) or a whole number.</param>
    /// <param name="now">To refuse the future.</param>
    public static Result<StoredValue> Read(ClinicalFieldRule rule, string? text, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var tidy = Tidy(text);
        if (tidy is null)
        {
            return new StoredValue(null);
        }

        switch (rule.Kind)
        {
            case FieldKind.Choice:
                return rule.Options.Any(o => o.Code == tidy) ? new StoredValue(tidy) : Refuse(rule, "it is none of the answers offered.");
            case FieldKind.Text:
                return tidy.Length <= rule.MaxLength ? new StoredValue(tidy)
                    : Refuse(rule, string.Create(CultureInfo.InvariantCulture, $"it may have {rule.MaxLength:N0} characters and has {tidy.Length:N0}. Shorten it; what was saved before is kept."));
            case FieldKind.Date:
                return !DateOnly.TryParseExact(tidy, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year < 1900 ? Refuse(rule, "it is no date.")

                    // It is tomorrow already somewhere.
                    : date > DateOnly.FromDateTime(now.UtcDateTime).AddDays(1) ? Refuse(rule, "the day lies in the future.")
                    : new StoredValue(tidy);
            case FieldKind.Instant:
                return TryReadInstant(tidy) is not { } instant ? Refuse(rule, "it is no time with its distance from UTC.")

                    // Clocks of two machines differ.
                    : instant > now.AddMinutes(5) ? Refuse(rule, "the time lies in the future.")
                    : new StoredValue(WriteInstant(instant));
            case FieldKind.Number:
                return !int.TryParse(tidy, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < rule.Least || number > rule.Most || number % rule.Step != 0
                    ? Refuse(rule, string.Create(CultureInfo.InvariantCulture, $"it takes a whole number from {rule.Least} to {rule.Most}{(rule.Step == 1 ? "" : $" in steps of {rule.Step}")}."))
                    : new StoredValue(number.ToString(CultureInfo.InvariantCulture));
            default:
                throw new ArgumentOutOfRangeException(nameof(rule), rule.Kind, null);
        }
    }

    /// <summary>An instant as it is stored: UTC, whole seconds.</summary>
    public static string WriteInstant(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads RFC 3339 with its offset, between 1900 and 9999; anything else is null.</summary>
    public static DateTimeOffset? TryReadInstant(string? text) =>
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant)
            && text!.AsSpan(10).IndexOfAny('Z', '+', '-') > 0 && instant.Year >= 1900 ? instant : null;

    /// <summary>
    /// Without control characters but line breaks and tabs, without the marks that turn the direction of what follows (Unicode bidirectional embeddings, overrides
    /// and isolates: a name could otherwise read backwards into the words beside it), without halves of pairs, trimmed; null where nothing is left.
    /// </summary>
    public static string? Tidy(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            // EnumerateRunes gives U+FFFD for half of a pair.
            var isControl = Rune.IsControl(rune) && rune.Value is not ('\n' or '\t');
            if (!isControl && rune.Value is not (0xFFFD or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x2028 or 0x2029))
            {
                kept.Append(rune.ToString());
            }
        }

        var tidy = kept.ToString().Trim();
        return tidy.Length == 0 ? null : tidy;
    }

    private static FieldRefused Refuse(ClinicalFieldRule rule, string why) => new(rule.Label, why);
}

/// <summary>What is stored of a field; null text takes it back.</summary>
public readonly record struct StoredValue(string? Text);
