using System.Globalization;
using System.Text.Json;

namespace BilskyWeb.Imaging.Archive;

/// <summary>Reads members of Orthanc's REST answers; what is missing or of another kind reads as empty.</summary>
internal static class OrthancJson
{
    public static long Number(JsonElement json, string name) => Member(json, name) switch
    {
        { ValueKind: JsonValueKind.Number } value => value.TryGetInt64(out var whole) ? whole : (long)value.GetDouble(),
        // Orthanc writes 64-bit sizes as text.
        { ValueKind: JsonValueKind.String } value when long.TryParse(value.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
        _ => 0,
    };

    public static string Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()!.Trim(' ', '\0') : "";

    public static bool Flag(JsonElement json, string name) => Member(json, name).ValueKind == JsonValueKind.True;

    public static IReadOnlyList<JsonElement> Items(JsonElement json, string name) => Items(Member(json, name));

    public static IReadOnlyList<JsonElement> Items(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [];

    public static IReadOnlyList<JsonProperty> Members(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object ? [.. json.EnumerateObject()] : [];

    public static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;
}
