using System.Collections.Frozen;
using System.Text;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>
/// Decodes text of a file by (0008,0005) (PS3.3 section C.12.1.1.2, PS3.5 section 6.1), code extensions of ISO 2022 included.
/// Never throws: what cannot be decoded becomes U+FFFD. Control characters and those that turn the direction of writing
/// (with which a name can show as another) become U+FFFD too; PostgreSQL could not even store a NUL.
/// </summary>
internal sealed class SpecificCharacterSet
{
    private const byte Escape = 0x1B;
    private const char Unknown = '\uFFFD';

    private static readonly Encoding Latin1 = Encoding.Latin1;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly FrozenDictionary<string, Encoding> WithoutExtensions = MakeWithoutExtensions();


    private readonly Encoding? _single;
    private readonly bool _isUnstated;
    private readonly CodeSet _initialG0 = CodeSet.AsciiSet;
    private readonly CodeSet? _initialG1;

    private SpecificCharacterSet(Encoding? single, CodeSet? g0 = null, CodeSet? g1 = null)
    {
        _single = single;
        _initialG0 = g0 ?? CodeSet.AsciiSet;
        _initialG1 = g1;
    }

    private SpecificCharacterSet() => _isUnstated = true;

    /// <summary>For a data set that does not say. Only ASCII is allowed then; bytes beyond it are read as UTF-8 where all of them are
    /// well-formed UTF-8, which text in another encoding never is by chance, else as Latin-1.</summary>
    internal static SpecificCharacterSet Default { get; } = new();

    /// <summary>For a data set whose character set nobody knows: ASCII alone is certain.</summary>
    private static SpecificCharacterSet AsciiOnly { get; } = new(null);

    /// <summary>Finds the character set that the values of (0008,0005) name, misspellings of the field included. Of one that is not known only ASCII is read.</summary>
    internal static SpecificCharacterSet From(IReadOnlyList<string> terms)
    {
        string[] known = [.. terms.Select(CharacterSetTerm.Normalise)];
        var first = known.Length == 0 ? "" : known[0];
        if (first is "" or "ISO_IR 6" or "ISO 2022 IR 6" && Array.Find(known, AdmitsNoOther) is { } alone)
        {
            first = alone;
        }

        var extended = known.Length > 1 || first.StartsWith("ISO 2022", StringComparison.Ordinal);
        if (!extended || AdmitsNoOther(first))
        {
            // A second value beside UTF-8 or GB18030 is an error of the writer: these two admit no extension.
            return first.Length == 0 ? Default : WithoutExtensions.TryGetValue(first, out var encoding) ? new SpecificCharacterSet(encoding) : AsciiOnly;
        }

        if (CharacterSetTerm.Number(first) == "13")
        {
            return new SpecificCharacterSet(null, CodeSet.ByEscape["(J"], CodeSet.ByEscape[")I"]);
        }

        // Of a first value that brings no upper half, the only other one that does is meant where a writer left its escapes out.
        var upper = UpperHalf(first) is { } own ? [own] : known.Skip(1).Select(UpperHalf).OfType<CodeSet>().DistinctBy(set => set.Name).ToArray();
        return new SpecificCharacterSet(null, null, upper is [var one] ? one : null);
    }

    /// <summary>The encoding that a term means where it stands alone and no code extension is used; null where it needs one, or none is known.</summary>
    internal static Encoding? Alone(string term) => term is "" or "ISO_IR 6" or "ISO_IR 13" ? null : WithoutExtensions.GetValueOrDefault(term);

    /// <summary>True for a defined term, normalised.</summary>
    internal static bool Knows(string term) => WithoutExtensions.ContainsKey(term)
        || (term.StartsWith("ISO 2022 IR ", StringComparison.Ordinal) && (CharacterSetTerm.Number(term) is "6" || CodeSet.OfTerm(CharacterSetTerm.Number(term)) is not null));

    internal static bool AdmitsNoOther(string term) => term is "ISO_IR 192" or "GB18030" or "GBK";

    private static CodeSet? UpperHalf(string term) => CharacterSetTerm.Number(term) switch
    {
        "13" => CodeSet.ByEscape[")I"],
        "149" => CodeSet.ByEscape["$)C"],
        "58" => CodeSet.ByEscape["$)A"],
        "" or "6" or "87" or "159" => null,
        var number => WithoutExtensions.TryGetValue("ISO_IR " + number, out var encoding) ? new CodeSet("-" + number, false, encoding) : null,
    };

    /// <summary>Decodes one attribute's bytes, all its values together: a backslash may be half of a wide character before decoding.</summary>
    internal string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = _isUnstated ? DecodeUnstated(bytes) : _single is not null ? _single.GetString(bytes) : DecodeExtended(bytes);
        return Clean(text);
    }

    private static string DecodeUnstated(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Latin1.GetString(bytes);
        }
    }

    /// <summary>ASCII representations (dates, codes, numbers): bytes as they are.</summary>
    internal static string DecodePlain(ReadOnlySpan<byte> bytes) => Clean(Latin1.GetString(bytes));

    private string DecodeExtended(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        var (g0, g1) = (_initialG0, _initialG1);
        for (var i = 0; i < bytes.Length;)
        {
            var b = bytes[i];
            if (b == Escape)
            {
                var used = Designate(bytes[(i + 1)..], ref g0, ref g1);
                if (used == 0)
                {
                    text.Append(Unknown);
                }

                i += 1 + used;
                continue;
            }

            var set = b < 0x80 ? g0 : g1;
            if (set is null || (set.IsWide && i + 1 >= bytes.Length))
            {
                text.Append(Unknown);
                i++;
            }
            else if (b <= 0x20 || b == 0x7F)
            {
                // Control characters and the space belong to no set; a line break ends a code extension.
                (g0, g1) = b is 0x20 ? (g0, g1) : (_initialG0, _initialG1);
                text.Append((char)b);
                i++;
            }
            else
            {
                var width = set.IsWide ? 2 : 1;
                set.Append(text, bytes.Slice(i, width));
                i += width;
                if (!set.IsWide && b is (byte)'\\' or (byte)'^' or (byte)'=')
                {
                    (g0, g1) = (_initialG0, _initialG1);
                }
            }
        }

        return text.ToString();
    }

    /// <returns>Bytes of the sequence after the escape; 0 when it is none that DICOM defines.</returns>
    private static int Designate(ReadOnlySpan<byte> bytes, ref CodeSet g0, ref CodeSet? g1)
    {
        for (var length = 2; length <= 3 && length <= bytes.Length; length++)
        {
            if (CodeSet.ByEscape.TryGetValue(Latin1.GetString(bytes[..length]), out var set))
            {
                if (set.IsLower)
                {
                    g0 = set;
                }
                else
                {
                    g1 = set;
                }

                return length;
            }
        }

        return 0;
    }

    private static string Clean(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0 && text.AsSpan().IndexOfAnyInRange('\u007F', '\u009F') < 0
        && text.AsSpan().IndexOfAnyInRange('\u202A', '\u2069') < 0
            ? text
            : string.Create(text.Length, text, static (output, source) =>
            {
                for (var i = 0; i < output.Length; i++)
                {
                    var c = source[i];
                    var isPadding = c == '\0' && source.AsSpan(i).Trim('\0').IsEmpty;
                    output[i] = isPadding ? ' '
                        : (char.IsControl(c) && c is not ('\r' or '\n' or '\t')) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') ? Unknown
                        : c;
                }
            });

    private static FrozenDictionary<string, Encoding> MakeWithoutExtensions()
    {
        var pages = CodePagesEncodingProvider.Instance;
        return new Dictionary<string, Encoding>
        {
            ["ISO_IR 6"] = Latin1,
            ["ISO_IR 100"] = Latin1,
            ["ISO_IR 101"] = pages.GetEncoding(28592)!,
            ["ISO_IR 109"] = pages.GetEncoding(28593)!,
            ["ISO_IR 110"] = pages.GetEncoding(28594)!,
            ["ISO_IR 144"] = pages.GetEncoding(28595)!,
            ["ISO_IR 127"] = pages.GetEncoding(28596)!,
            ["ISO_IR 126"] = pages.GetEncoding(28597)!,
            ["ISO_IR 138"] = pages.GetEncoding(28598)!,
            ["ISO_IR 148"] = pages.GetEncoding(28599)!,
            ["ISO_IR 203"] = pages.GetEncoding(28605)!,
            ["ISO_IR 166"] = pages.GetEncoding(874)!,
            // JIS X 0201; Shift JIS contains it and is what is often meant.
            ["ISO_IR 13"] = pages.GetEncoding(932)!,
            ["ISO_IR 192"] = Encoding.UTF8,
            ["GB18030"] = pages.GetEncoding(54936)!,
            ["GBK"] = pages.GetEncoding(936)!,
        }.ToFrozenDictionary();
    }
}
