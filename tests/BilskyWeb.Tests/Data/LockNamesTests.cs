using System.Globalization;
using System.Text.RegularExpressions;

namespace BilskyWeb.Tests.Data;

/// <summary>All advisory locks of a database share one space: two uses of one name or number would wait for each other.</summary>
public sealed partial class LockNamesTests
{
    [Fact]
    public void Locks_OfTheProgram_AreAllDifferent()
    {
        var source = string.Join('\n', Directory.EnumerateFiles(Repository.PathOf("src/BilskyWeb"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText));
        var numbers = Numbers().Matches(source).Select(m => long.Parse(m.Groups["value"].Value.Replace("_", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToList();
        var names = Names().Matches(source).Select(m => m.Groups["name"].Value).ToList();

        Assert.True(numbers.Count >= 2 && names.Count >= 8, $"found {numbers.Count} numbers and {names.Count} names");
        Assert.Equal(numbers.Distinct(), numbers);
        Assert.Equal(names.Distinct(), names);
    }

    [GeneratedRegex(@"const long \w*Lock = 0x(?<value>[0-9A-Fa-f_]+)")]
    private static partial Regex Numbers();

    // What an id follows is the same for all ids: the text as it stands in the source names the kind.
    [GeneratedRegex("""(?:TryTakeAsync\(\w+, \$?"|hashtextextended\(')(?<name>[^"']+)["']""")]
    private static partial Regex Names();
}
