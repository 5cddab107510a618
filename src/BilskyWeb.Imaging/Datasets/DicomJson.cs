using System.Text.Json;

namespace BilskyWeb.Imaging.Datasets;

/// <summary>Reads and writes the DICOM JSON model (PS3.18 Annex F).</summary>
internal static class DicomJson
{
    internal static DicomDataset Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"A DICOM JSON data set is an object, not {json.ValueKind}.");
        }

        var dataset = new DicomDataset();
        foreach (var member in json.EnumerateObject())
        {
            if (DicomTag.TryParse(member.Name, out var tag) && member.Value.ValueKind == JsonValueKind.Object)
            {
                dataset.Put(tag, ReadElement(tag, member.Value));
            }
        }

        return dataset;
    }

    internal static void Write(Utf8JsonWriter writer, DicomDataset dataset)
    {
        writer.WriteStartObject();
        foreach (var (tag, element) in dataset.Elements)
        {
            writer.WriteStartObject(tag.ToString());
            writer.WriteString("vr", element.Vr);
            if (element.BulkDataUri is not null)
            {
                writer.WriteString("BulkDataURI", element.BulkDataUri);
            }
            else if (element.InlineBinary is { } bytes)
            {
                writer.WriteBase64String("InlineBinary", bytes.Span);
            }
            else if (element.Values.Count > 0)
            {
                writer.WriteStartArray("Value");
                foreach (var value in element.Values)
                {
                    WriteValue(writer, element.Vr, value);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static DicomElement ReadElement(DicomTag tag, JsonElement json)
    {
        var vr = json.TryGetProperty("vr", out var named) && named.ValueKind == JsonValueKind.String
            ? named.GetString()!
            : tag.StandardVr ?? "UN";
        if (json.TryGetProperty("Value", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            var values = new List<object?>(list.GetArrayLength());
            foreach (var value in list.EnumerateArray())
            {
                values.Add(ReadValue(vr, value));
            }

            // An attribute without a value has no Value member; an empty one is what Orthanc makes of "0,5".
            var isNumeric = vr is "DS" or "IS" || DicomVr.IsNumber(vr);
            return new DicomElement(vr, values) { LostNumbers = isNumeric && (values.Count == 0 || values.Contains(null)) };
        }

        if (json.TryGetProperty("InlineBinary", out var inline) && inline.ValueKind == JsonValueKind.String
            && inline.TryGetBytesFromBase64(out var bytes))
        {
            return new DicomElement(vr, [], bytes);
        }

        return json.TryGetProperty("BulkDataURI", out var uri) && uri.ValueKind == JsonValueKind.String
            ? new DicomElement(vr, [], null, uri.GetString())
            : new DicomElement(vr, []);
    }

    private static object? ReadValue(string vr, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => vr == "PN" ? DicomPersonName.FromText(value.GetString()!) : value.GetString(),
        JsonValueKind.Number when value.TryGetInt64(out var whole) && vr is not ("DS" or "FL" or "FD") => whole,
        JsonValueKind.Number when value.TryGetUInt64(out var whole) && vr is not ("DS" or "FL" or "FD") => whole,
        JsonValueKind.Number when value.TryGetDouble(out var real) => real,
        JsonValueKind.Object when vr == "PN" => new DicomPersonName(Component(value, "Alphabetic"), Component(value, "Ideographic"), Component(value, "Phonetic")),
        JsonValueKind.Object => Read(value),
        _ => null,
    };

    private static string? Component(JsonElement name, string member) =>
        name.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void WriteValue(Utf8JsonWriter writer, string vr, object? value)
    {
        switch (value)
        {
            case DicomDataset item:
                Write(writer, item);
                break;
            case DicomPersonName name:
                writer.WriteStartObject();
                WriteComponent(writer, "Alphabetic", name.Alphabetic);
                WriteComponent(writer, "Ideographic", name.Ideographic);
                WriteComponent(writer, "Phonetic", name.Phonetic);
                writer.WriteEndObject();
                break;
            case string text when vr is "DS" or "IS" && DicomDataset.Number(text) is { } number:
                writer.WriteNumberValue(number);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case long whole:
                writer.WriteNumberValue(whole);
                break;
            case ulong whole:
                writer.WriteNumberValue(whole);
                break;
            case double real when double.IsFinite(real):
                writer.WriteNumberValue(real);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteComponent(Utf8JsonWriter writer, string member, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(member, value);
        }
    }
}
