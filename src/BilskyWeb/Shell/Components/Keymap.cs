using System.Collections.Frozen;
using System.Text.Json;

namespace BilskyWeb.Shell.Components;

/// <summary>
/// The keys of every page with keys: what a key sheet lists and what stands on a button is read from the table by which the scripts listen,
/// web/src/shared/keymap.json, so that they cannot differ.
/// </summary>
internal static class Keymap
{
    private static readonly FrozenDictionary<string, IReadOnlyDictionary<string, Act>> Sections = Read();

    /// <summary>The rows of some parts of the table, in its order; acts that the table tells in one line are one row.</summary>
    /// <param name="sections">As the table names them, such as viewing.</param>
    /// <exception cref="KeyNotFoundException">The table has no such part.</exception>
    internal static IReadOnlyList<KeyRow> Rows(params string[] sections) =>
        [.. sections.SelectMany(s => Sections[s].Values).GroupBy(a => a.Does, (does, acts) => new KeyRow([.. acts.SelectMany(a => a.Shown is { } shown ? [shown] : a.Keys.Select(LabelOf))], does))];

    /// <summary>The key of an act, as it is written on a button: space, shift k, ↑.</summary>
    /// <param name="section">The part of the table.</param>
    /// <param name="act">What the key does.</param>
    /// <param name="value">With what, for an act that has a key for each value, such as a grade.</param>
    /// <exception cref="KeyNotFoundException">The table has no such part or act.</exception>
    internal static string KeyOf(string section, string act, string? value = null)
    {
        var found = Sections[section][act];
        return LabelOf(found.Keys[value is null ? 0 : Array.IndexOf(found.Values ?? [], value)]);
    }

    /// <summary>What stands on the button of an act that the table names: the reasons why a slice is left out.</summary>
    /// <param name="section">The part of the table.</param>
    /// <param name="act">The act.</param>
    /// <exception cref="KeyNotFoundException">The table has no such part or act, or no words for it.</exception>
    internal static string WordsOf(string section, string act) => Sections[section][act].Words ?? throw new KeyNotFoundException($"The table of keys has no words for {act}.");

    private static string LabelOf(string key) => key.Contains('+', StringComparison.Ordinal) && key.Length > 1
        ? string.Join(' ', key.Split('+').Select(LabelOf))
        : key switch
        {
            "ArrowUp" => "↑",
            "ArrowDown" => "↓",
            "ArrowLeft" => "←",
            "ArrowRight" => "→",
            "PageUp" => "PgUp",
            "PageDown" => "PgDn",
            "Escape" => "Esc",
            "Delete" => "Del",
            _ => key,
        };

    private static FrozenDictionary<string, IReadOnlyDictionary<string, Act>> Read()
    {
        using var table = typeof(Keymap).Assembly.GetManifestResourceStream("keymap.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, OrderedDictionary<string, Act>>>(table, JsonSerializerOptions.Web)!
            .ToFrozenDictionary(s => s.Key, s => (IReadOnlyDictionary<string, Act>)s.Value);
    }

    private sealed record Act(string[] Keys, string[]? Values, string? Shown, string? Words, string Does);
}
