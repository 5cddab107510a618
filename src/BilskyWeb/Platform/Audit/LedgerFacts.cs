using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BilskyWeb.Platform.Audit;

/// <summary>Facts of a record as JSON.</summary>
internal static class LedgerFacts
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Of(params (string Name, object? Value)[] facts) => JsonSerializer.Serialize(facts.Where(f => f.Value is not null).ToDictionary(f => f.Name, f => f.Value), Json);

    /// <summary>A change as what it was and what it is, for a fact <c>changed</c>: <c>{"role":{"from":"referrer","to":"admin"}}</c>. What stayed the same is left out; null when all did.</summary>
    public static IReadOnlyDictionary<string, object>? Changes(params (string Name, object? From, object? To)[] changes)
    {
        var changed = changes.Where(c => !Equals(c.From, c.To)).ToDictionary(c => c.Name, c => (object)new { c.From, c.To });
        return changed.Count == 0 ? null : changed;
    }
}
