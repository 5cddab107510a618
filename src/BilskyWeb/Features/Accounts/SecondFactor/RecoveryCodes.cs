using System.Globalization;
using System.Text;

namespace BilskyWeb.Features.Accounts.SecondFactor;

/// <summary>Codes on paper, for when the phone is not there. Each works once.</summary>
internal static class RecoveryCodes
{
    public const int Number = 10;

    /// <summary>Of a code that Identity makes, without the hyphen in its middle.</summary>
    public const int Characters = 10;

    /// <summary>As Identity made it, whatever way it was typed.</summary>
    /// <param name="plain">Letters and digits alone, upper case.</param>
    public static string Written(string plain) => string.Create(CultureInfo.InvariantCulture, $"{plain[..(Characters / 2)]}-{plain[(Characters / 2)..]}");

    /// <summary>A key in groups of four, to be typed from the screen.</summary>
    public static string InGroups(string key) => new StringBuilder().AppendJoin(' ', key.Chunk(4).Select(group => new string(group))).ToString();
}
