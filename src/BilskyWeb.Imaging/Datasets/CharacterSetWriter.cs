using System.Text;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>
/// Writes text into a data set whose other text keeps its bytes and its meaning. Where the character set that is stated lacks the letters, code extensions
/// of ISO 2022 are added to it (PS3.5 section 6.1.2.5): what stands there already reads as before. A data set that states none, and holds nothing but ASCII and
/// UTF-8, becomes UTF-8.
/// </summary>
internal static class CharacterSetWriter
{
    /// <summary>Text as bytes, and the values of (0008,0005) under which they read as that text.</summary>
    public sealed record Written(IReadOnlyList<string> Terms, IReadOnlyList<byte[]> Texts);

    private const string Utf8 = "ISO_IR 192";

    /// <summary>The sets that can be added, by the number of their term.</summary>
    private static readonly string[] Additions = ["100", "101", "109", "110", "144", "127", "126", "138", "148", "203", "166", "13", "87", "149", "58"];

    /// <param name="texts">What is to be written: names in their file form, or single values.</param>
    /// <param name="terms">(0008,0005) as it stands.</param>
    /// <param name="othersAreUtf8">True when the rest of the data set's text is well-formed UTF-8, ASCII alone included.</param>
    /// <returns>Null when it cannot be written so that it reads as the same text.</returns>
    public static Written? Write(IReadOnlyList<string> texts, IReadOnlyList<string> terms, bool othersAreUtf8)
    {
        if (texts.All(text => Ascii.IsValid(text)))
        {
            return new Written(terms, [.. texts.Select(Encoding.ASCII.GetBytes)]);
        }

        string[] known = [.. terms.Select(CharacterSetTerm.Normalise)];
        if (known.Length <= 1 && SpecificCharacterSet.Alone(known is [var one] ? one : "") is { } encoding && Plain(texts, terms, encoding) is { } plain)
        {
            return plain;
        }

        if (Array.Find(known, SpecificCharacterSet.AdmitsNoOther) is { } whole)
        {
            return Plain(texts, terms, SpecificCharacterSet.Alone(whole)!);
        }

        // One that nobody knows, and Shift JIS under the name of JIS X 0201, would read differently with extensions.
        if (known is ["ISO_IR 13"] || known.Any(term => term.Length > 0 && !SpecificCharacterSet.Knows(term)))
        {
            return null;
        }

        // Bytes beyond ASCII that no set explains are read as Latin-1, and stay so.
        return known is not ([] or [""] or ["ISO_IR 6"]) ? Extended(texts, Extending(known))
            : othersAreUtf8 ? Plain(texts, [Utf8], Encoding.UTF8)
            : Extended(texts, ["ISO 2022 IR 100"]);
    }

    /// <summary>The same sets with code extensions, to which others can be added.</summary>
    private static List<string> Extending(string[] known)
    {
        var terms = known.Select(term => term is "" or "ISO_IR 6" or "ISO 2022 IR 6" ? "" : "ISO 2022 IR " + CharacterSetTerm.Number(term)).ToList();

        // A set that is meant where a writer left its escapes out stays the one that is meant only when it comes first.
        var single = terms.Skip(1).Where(term => SpecificCharacterSet.Alone("ISO_IR " + CharacterSetTerm.Number(term)) is not null).ToList();
        if (terms[0].Length == 0 && single is [var one])
        {
            terms.Remove(one);
            terms[0] = one;
        }

        return terms;
    }

    private static Written? Plain(IReadOnlyList<string> texts, IReadOnlyList<string> terms, Encoding encoding) =>
        Checked(texts, new Written(terms, [.. texts.Select(encoding.GetBytes)]));

    private static Written? Extended(IReadOnlyList<string> texts, List<string> terms)
    {
        var stated = terms.Where(term => term.Length > 0).Select(CharacterSetTerm.Number).Where(number => number != "6").ToList();
        var written = texts.Select(text => Extended(text, terms, [.. stated, .. Additions.Except(stated)])).ToList();
        return written.TrueForAll(bytes => bytes is not null) ? Checked(texts, new Written(terms, [.. written.Select(bytes => bytes!)])) : null;
    }

    /// <summary>Each part of a name begins in the first of the sets, so that each designates its own.</summary>
    private static byte[]? Extended(string text, List<string> terms, IReadOnlyList<string> numbers)
    {
        var bytes = new List<byte>();
        var part = new StringBuilder();
        foreach (var c in text.Append('\0'))
        {
            if (c is not ('^' or '=' or '\0'))
            {
                part.Append(c);
                continue;
            }

            if (Part(part.ToString(), terms, numbers) is not { } written)
            {
                return null;
            }

            bytes.AddRange(written);
            bytes.AddRange(c == '\0' ? [] : [(byte)c]);
            part.Clear();
        }

        return [.. bytes];
    }

    private static byte[]? Part(string part, List<string> terms, IReadOnlyList<string> numbers)
    {
        if (Ascii.IsValid(part))
        {
            return Encoding.ASCII.GetBytes(part);
        }

        foreach (var number in numbers)
        {
            if (CodeSet.OfTerm(number)?.Write(part) is { } bytes)
            {
                if (!terms.Exists(term => CharacterSetTerm.Number(term) == number))
                {
                    terms.Add("ISO 2022 IR " + number);
                }

                return bytes;
            }
        }

        return null;
    }

    /// <summary>What was written counts only where it reads as what was meant.</summary>
    private static Written? Checked(IReadOnlyList<string> texts, Written written)
    {
        var reader = SpecificCharacterSet.From(written.Terms);
        return texts.Zip(written.Texts).All(pair => reader.Decode(pair.Second) == pair.First) ? written : null;
    }
}
