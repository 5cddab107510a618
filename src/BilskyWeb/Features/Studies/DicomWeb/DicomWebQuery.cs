using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace BilskyWeb.Features.Studies.DicomWeb;

/// <summary>A QIDO-RS query made anew from the parts of the request's that are known to be harmless (PS3.18 section 8.3.4).</summary>
internal sealed partial record DicomWebQuery(IReadOnlyList<KeyValuePair<string, string>> Terms, int Offset, int? Limit)
{
    private const int MaxTerms = 50;
    private const int MaxValueLength = 1024;
    public const string StudyKeyword = "StudyInstanceUID";
    private const string StudyTag = "0020000D";

    /// <summary>The query, or null when it holds something that QIDO-RS does not know.</summary>
    public static DicomWebQuery? Parse(IQueryCollection query)
    {
        var terms = new List<KeyValuePair<string, string>>();
        var (offset, limit) = (0, (int?)null);
        foreach (var (name, values) in query)
        {
            foreach (var value in values)
            {
                if (value is null || value.Length > MaxValueLength || terms.Count >= MaxTerms || value.AsSpan().ContainsAnyInRange('\0', '\x1F'))
                {
                    return null;
                }
                switch (name.ToLowerInvariant())
                {
                    case "limit" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n):
                        limit = n;
                        break;
                    case "offset" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n):
                        offset = n;
                        break;
                    case "limit" or "offset":
                        return null;
                    default:
                        if (!Attribute().IsMatch(name))
                        {
                            return null;
                        }
                        terms.Add(new(name, value));
                        break;
                }
            }
        }
        return new DicomWebQuery(terms, offset, limit);
    }

    /// <summary>Study UIDs that the query asks for; null when it asks for any.</summary>
    public IReadOnlySet<string>? StudyUids()
    {
        var asked = Terms.Where(t => IsStudyUid(t.Key) && t.Value is not ("" or "*")).ToList();
        return asked.Count == 0 ? null : asked.SelectMany(t => t.Value.Split(',', '\\')).ToHashSet(StringComparer.Ordinal);
    }

    public string ToQueryString()
    {
        var all = Terms.Append(new("offset", Offset.ToString(CultureInfo.InvariantCulture)));
        return Join(Limit is { } limit ? all.Append(new("limit", limit.ToString(CultureInfo.InvariantCulture))) : all);
    }

    /// <summary>The same question about these studies only, unpaged.</summary>
    public string ToQueryStringFor(IEnumerable<string> studyUids) =>
        Join(Terms.Where(t => !IsStudyUid(t.Key)).Append(new(StudyKeyword, string.Join('\\', studyUids))));

    private static string Join(IEnumerable<KeyValuePair<string, string>> terms) =>
        "?" + string.Join('&', terms.Select(t => $"{Uri.EscapeDataString(t.Key)}={Uri.EscapeDataString(t.Value)}"));

    private static bool IsStudyUid(string name) =>
        name.Equals(StudyKeyword, StringComparison.OrdinalIgnoreCase) || name.Equals(StudyTag, StringComparison.OrdinalIgnoreCase);

    // A keyword or a tag, of a sequence item too; includefield and fuzzymatching look like keywords.
    [GeneratedRegex(@"\A[A-Za-z0-9]{2,64}(?:\.[A-Za-z0-9]{2,64}){0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();
}
