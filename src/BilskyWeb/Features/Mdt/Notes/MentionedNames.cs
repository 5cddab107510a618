namespace BilskyWeb.Features.Mdt.Notes;

/// <summary>Somebody with an account.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Name">As they are called here.</param>
/// <param name="IsOnTeam">True for whoever sees cases.</param>
/// <param name="HasLeft">True when the account is closed.</param>
public sealed record Member(Guid UserId, string Name, bool IsOnTeam, bool HasLeft);

/// <summary>Finds who is meant by the names after an @.</summary>
internal static class MentionedNames
{
    public const int Most = 30;
    private const int LongestName = 200;

    /// <summary>Each name once. Names have spaces: the longest one of a person that fits counts; else the word up to the next space or sign.</summary>
    public static IReadOnlyList<CaseMention> In(string text, IReadOnlyCollection<Member> members)
    {
        var found = new List<CaseMention>();
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0 && found.Count < Most; at = text.IndexOf('@', at + 1))
        {
            // Within a word it is an address.
            if (at > 0 && char.IsLetterOrDigit(text[at - 1]))
            {
                continue;
            }

            var rest = text[(at + 1)..];
            var named = members.Where(m => m.Name.Length > 0 && Begins(rest, m.Name)).ToList();
            var longest = named.Count == 0 ? 0 : named.Max(m => m.Name.Length);
            var mentions = named.Where(m => m.Name.Length == longest).Select(m => new CaseMention { Name = m.Name, UserId = m.UserId, Reach = ReachOf(m) }).ToList();
            if (mentions.Count == 0 && Word(rest) is { Length: > 0 } word)
            {
                mentions.Add(new CaseMention { Name = word, Reach = MentionReach.Nobody });
            }

            found.AddRange(mentions.Where(m => !found.Exists(f => f.UserId == m.UserId && string.Equals(f.Name, m.Name, StringComparison.OrdinalIgnoreCase))));
        }

        return found;
    }

    /// <summary>What the author is told of a mention that reaches nobody; null where it reaches somebody.</summary>
    public static string? Told(CaseMention mention) => mention.Reach switch
    {
        MentionReach.Told => null,
        MentionReach.Left => $"{mention.Name} has left and cannot be told.",
        MentionReach.NotOnTeam => $"{mention.Name} is not on the team, does not see cases, and was not told.",
        MentionReach.Nobody => $"Nobody here is called {mention.Name}.",
    };

    private static MentionReach ReachOf(Member member) => member.HasLeft ? MentionReach.Left : member.IsOnTeam ? MentionReach.Told : MentionReach.NotOnTeam;

    private static bool Begins(string rest, string name) =>
        rest.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (rest.Length == name.Length || !char.IsLetterOrDigit(rest[name.Length]));

    private static string Word(string rest)
    {
        var end = 0;
        while (end < rest.Length && end < LongestName && (char.IsLetterOrDigit(rest[end]) || rest[end] is '-' or '_' or '\''))
        {
            end++;
        }

        return rest[..end];
    }
}
