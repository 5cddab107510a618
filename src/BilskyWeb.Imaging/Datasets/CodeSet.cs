using System.Collections.Frozen;
using System.Text;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>One coded character set that an escape sequence of ISO 2022 brings into use (PS3.3 C.12.1.1.2).</summary>
/// <param name="Name">The escape sequence without the escape.</param>
/// <param name="IsWide">Two bytes per character.</param>
/// <param name="Encoding">Decodes a character once <paramref name="Mask"/> is set in it; null for ASCII.</param>
/// <param name="Mask">Bits to set: a set used in the lower half has its code page in the upper half.</param>
internal sealed record CodeSet(string Name, bool IsWide, Encoding? Encoding, ushort Mask = 0)
{
    private const byte Escape = 0x1B;

    private static readonly byte[] BackToAscii = [Escape, (byte)'(', (byte)'B'];

    /// <summary>The sets that DICOM defines, by their escape sequences.</summary>
    internal static FrozenDictionary<string, CodeSet> ByEscape { get; } = Make();

    internal static CodeSet AsciiSet { get; } = ByEscape["(B"];

    /// <summary>True for a set that stands where ASCII does otherwise.</summary>
    internal bool IsLower => Name[^2] is '(' or '$';

    /// <summary>The set beside ASCII that a defined term means.</summary>
    /// <param name="number">The registration number at the term's end.</param>
    internal static CodeSet? OfTerm(string number) => number switch
    {
        "100" => ByEscape["-A"],
        "101" => ByEscape["-B"],
        "109" => ByEscape["-C"],
        "110" => ByEscape["-D"],
        "144" => ByEscape["-L"],
        "127" => ByEscape["-G"],
        "126" => ByEscape["-F"],
        "138" => ByEscape["-H"],
        "148" => ByEscape["-M"],
        "203" => ByEscape["-b"],
        "166" => ByEscape["-T"],
        "13" => ByEscape[")I"],
        "87" => ByEscape["$B"],
        "149" => ByEscape["$)C"],
        "58" => ByEscape["$)A"],
        _ => null,
    };

    internal void Append(StringBuilder text, ReadOnlySpan<byte> character)
    {
        if (Encoding is null)
        {
            text.Append((char)character[0]);
            return;
        }

        Span<byte> bytes = stackalloc byte[2];
        character.CopyTo(bytes);
        bytes[0] |= (byte)(Mask >> 8);
        bytes[1] |= (byte)Mask;
        Span<char> decoded = stackalloc char[4];
        var count = Encoding.GetChars(bytes[..character.Length], decoded);
        text.Append(decoded[..count]);
    }

    /// <summary>Text that begins and ends in ASCII, in this set where it is beyond; null where the set lacks a letter.</summary>
    internal byte[]? Write(string text)
    {
        var bytes = new List<byte>();
        var isIn = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                bytes.AddRange(isIn && IsLower ? BackToAscii : []);
                isIn &= !IsLower;
                bytes.Add((byte)rune.Value);
                continue;
            }

            if (Bytes(rune.ToString()) is not { } character)
            {
                return null;
            }

            bytes.AddRange(isIn ? [] : [Escape, .. Encoding.Latin1.GetBytes(Name)]);
            isIn = true;
            bytes.AddRange(IsLower ? character.Select(b => (byte)(b & 0x7F)) : character);
        }

        bytes.AddRange(isIn && IsLower ? BackToAscii : []);
        return [.. bytes];
    }

    private byte[]? Bytes(string character)
    {
        var bytes = Encoding?.GetBytes(character) ?? [];
        return bytes.Length == (IsWide ? 2 : 1) && Array.TrueForAll(bytes, b => b >= 0x80) && Encoding!.GetString(bytes) == character ? bytes : null;
    }

    private static FrozenDictionary<string, CodeSet> Make()
    {
        var pages = CodePagesEncodingProvider.Instance;
        var japanese = pages.GetEncoding(20932)!;
        return new CodeSet[]
        {
            new("(B", false, null),
            new("(J", false, null),
            new(")I", false, pages.GetEncoding(932)!),
            new("$B", true, japanese, 0x8080),
            new("$@", true, japanese, 0x8080),
            // Code page 20932 keeps JIS X 0212 apart from 0208 by the high bit of the second byte.
            new("$(D", true, japanese, 0x8000),
            new("$)C", true, pages.GetEncoding(51949)!),
            new("$)A", true, pages.GetEncoding(936)!),
            new("-A", false, System.Text.Encoding.Latin1),
            new("-B", false, pages.GetEncoding(28592)!),
            new("-C", false, pages.GetEncoding(28593)!),
            new("-D", false, pages.GetEncoding(28594)!),
            new("-L", false, pages.GetEncoding(28595)!),
            new("-G", false, pages.GetEncoding(28596)!),
            new("-F", false, pages.GetEncoding(28597)!),
            new("-H", false, pages.GetEncoding(28598)!),
            new("-M", false, pages.GetEncoding(28599)!),
            new("-b", false, pages.GetEncoding(28605)!),
            new("-T", false, pages.GetEncoding(874)!),
        }.ToFrozenDictionary(set => set.Name);
    }
}
