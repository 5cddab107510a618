using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace BilskyWeb.Platform.Http;

/// <summary>What no JSON of ours may hold, refused while it is read, so that no route has to look for it.</summary>
internal static class PlainJson
{
    public const string NulInText = "A text holds the character NUL, which cannot be kept,";
    public const string NullInList = "A list holds null where something is needed,";

    public static void Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new TextConverter());
        options.AllowDuplicateProperties = false;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(RefuseNulls);
    }

    private static void RefuseNulls(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable && type.ElementType is { IsValueType: false })
        {
            type.OnDeserialized = list =>
            {
                if (((IEnumerable)list).Cast<object?>().Contains(null))
                {
                    throw new JsonException(NullInList);
                }
            };
        }
    }

    // PostgreSQL's text cannot hold NUL. Half a surrogate pair and bytes that are no UTF-8 are refused by the reader itself.
    private sealed class TextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Checked(reader.GetString()!) : throw new JsonException();

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Checked(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

        private static string Checked(string text) => text.Contains('\0', StringComparison.Ordinal) ? throw new JsonException(NulInText) : text;
    }
}
