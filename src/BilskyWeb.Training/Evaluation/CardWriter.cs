using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Training.Evaluation;

/// <summary>What a model card says, besides the file's hash.</summary>
internal sealed record CardFacts
{
    internal required string Name { get; init; }

    internal required string Part { get; init; }

    internal required string Version { get; init; }

    internal required string TrainedOn { get; init; }

    internal double? ScoreThreshold { get; init; }

    internal double? Temperature { get; init; }

    /// <summary>Added to the logits inside the graph, by grade; for the record.</summary>
    internal double[]? ClassBias { get; init; }

    /// <summary>The probability from which high grade is called.</summary>
    internal double? HighGradeFrom { get; init; }

    internal double? RoiSizeMm { get; init; }

    internal double? MaxDistance { get; init; }

    internal double? MinMargin { get; init; }

    internal double? MaxPixelMm { get; init; }

    /// <summary>Of an evidence file: the float file of the grader that it is for.</summary>
    internal string? GraderSha256 { get; init; }

    /// <summary>Of an evidence file: quantiles of the distance to the nearest prototype.</summary>
    internal double[]? NearestDistances { get; init; }

    /// <summary>Settings of the run, for the record.</summary>
    internal required string Run { get; init; }

    internal required JsonObject Figures { get; init; }

    internal required IReadOnlyList<string> Limits { get; init; }
}

/// <summary>Writes an ONNX file with its model card, for programs (JSON) and for people (Markdown).</summary>
internal static class CardWriter
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes <c>PART-VERSION.onnx</c>, <c>.json</c> and <c>.md</c> into a folder.</summary>
    internal static void Write(string folder, byte[] onnx, CardFacts facts)
    {
        var stem = Path.Combine(folder, $"{facts.Part}-{facts.Version}");
        var card = new JsonObject
        {
            ["name"] = facts.Name,
            ["part"] = facts.Part,
            ["version"] = facts.Version,
            ["file"] = $"{facts.Part}-{facts.Version}.onnx",
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(onnx)),
            ["researchOnly"] = true,
            ["trainedOn"] = facts.TrainedOn,
            ["preprocessing"] = PreprocessingVersion.Current,
        };
        if (facts.GraderSha256 is { } grader)
            card["graderSha256"] = grader;
        void Add(string name, double? value)
        {
            if (value is { } v)
                card[name] = Math.Round(v, 6);
        }

        Add("scoreThreshold", facts.ScoreThreshold);
        Add("temperature", facts.Temperature);
        if (facts.ClassBias is { } bias)
            card["classBias"] = new JsonObject(BilskyGrades.All.Select(g => KeyValuePair.Create(g.ToText(), (JsonNode?)Math.Round(bias[(int)g], 4))));
        Add("roiSizeMm", facts.RoiSizeMm);
        if (facts.NearestDistances is { } distances)
            card["nearestDistances"] = new JsonArray([.. distances.Select(d => (JsonNode)Math.Round(d, 3))]);
        if (facts.HighGradeFrom is { } line)
            card["decision"] = Decision(line);
        var abstain = new JsonObject();
        if (facts.MaxDistance is { } distance)
            abstain["maxDistance"] = Math.Round(distance, 3);
        if (facts.MinMargin is { } margin)
            abstain["minMargin"] = Math.Round(margin, 3);
        if (facts.MaxPixelMm is { } pixel)
            abstain["maxPixelMm"] = pixel;
        if (abstain.Count > 0)
            card["abstain"] = abstain;

        card["intendedUse"] = "Research, commissioning and demonstration. No patient may be treated on its word.";
        card["limits"] = new JsonArray([.. facts.Limits.Select(l => (JsonNode)l)]);
        card["run"] = facts.Run;
        card["figures"] = facts.Figures.DeepClone();
        File.WriteAllBytes(stem + ".onnx", onnx);
        WriteCard(stem + ".json", card);
    }

    /// <summary>Writes the int8 twin of a model with that one's card but for file, version and figures: what was measured of the other is not known of it.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="onnx">The int8 file.</param>
    /// <param name="source">The ONNX file it was made from, its card beside it.</param>
    /// <param name="version">The new version.</param>
    /// <param name="name">Under which name its figures stand.</param>
    /// <param name="figures">What was measured of it.</param>
    internal static void WriteInt8Twin(string folder, byte[] onnx, string source, string version, string name, JsonObject figures)
    {
        var card = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(source, ".json")))!.AsObject();
        var stem = Path.Combine(folder, $"{card["part"]}-{version}");
        card.Insert(card.IndexOf("version") + 1, "int8Of", card["version"]!.DeepClone());
        card.Insert(card.IndexOf("int8Of") + 1, "graderSha256", card["sha256"]!.DeepClone());
        card["version"] = version;
        card["file"] = Path.GetFileName(stem) + ".onnx";
        card["sha256"] = Convert.ToHexStringLower(SHA256.HashData(onnx));
        card["figures"] = new JsonObject { [name] = figures };
        File.WriteAllBytes(stem + ".onnx", onnx);
        WriteCard(stem + ".json", card);
    }

    /// <summary>Adds measured figures to the card of a model under a name, replacing those of that name, and renders the card anew.</summary>
    internal static void AddFigures(string cardPath, string name, JsonObject figures)
    {
        var card = JsonNode.Parse(File.ReadAllText(cardPath))!.AsObject();
        card["figures"]!.AsObject()[name] = figures;
        WriteCard(cardPath, card);
    }

    /// <summary>Writes on a grader's card from which probability high grade is called and what margin to that line it withholds, and renders the card anew.</summary>
    internal static void SetOperatingPoint(string cardPath, double highGradeFrom, double minMargin)
    {
        var card = JsonNode.Parse(File.ReadAllText(cardPath))!.AsObject();
        card["decision"] = Decision(highGradeFrom);
        var abstain = card["abstain"] as JsonObject;
        if (abstain is null)
            card["abstain"] = abstain = [];
        abstain["minMargin"] = Math.Round(minMargin, 3);
        WriteCard(cardPath, card);
    }

    /// <summary>Shares, confusion and calibration of graded slices, in the card's form.</summary>
    internal static JsonObject ToJson(ConfusionMatrix figures) => new()
    {
        ["slices"] = figures.Total,
        ["sensitivityHighGrade"] = ToJson(figures.SplitAtPathwayLine().Sensitivity),
        ["specificityLowGrade"] = ToJson(figures.SplitAtPathwayLine().Specificity),
        ["sixClassAccuracy"] = ToJson(figures.Accuracy),
        ["confusionRowsReference"] = new JsonArray([.. figures.Rows.Select(row => (JsonNode)new JsonArray([.. row.Select(n => (JsonNode)n)]))]),
    };

    internal static JsonObject ToJson(Share share) => new()
    {
        ["count"] = share.Count,
        ["of"] = share.Of,
        ["value"] = Rounded(share.Value),
        ["low"] = Rounded(share.Low),
        ["high"] = Rounded(share.High),
    };

    internal static JsonObject ToJson(Estimate? estimate) => new()
    {
        ["value"] = Rounded(estimate?.Value),
        ["low"] = Rounded(estimate?.Low),
        ["high"] = Rounded(estimate?.High),
    };

    internal static JsonNode? Rounded(double? value) => value is { } v && double.IsFinite(v) ? Math.Round(v, 4) : null;

    private static JsonObject Decision(double highGradeFrom) => new() { ["highGradeFrom"] = Math.Round(highGradeFrom, 4) };

    private static void WriteCard(string path, JsonObject card)
    {
        File.WriteAllText(path, card.ToJsonString(Json) + "\n");
        File.WriteAllText(Path.ChangeExtension(path, ".md"), Markdown(card));
    }

    private static string Markdown(JsonObject card)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {card["name"]} {card["version"]}\n\n");
        text.Append("**Research model. No patient may be treated on its word.**\n\n| | |\n|---|---|\n");
        foreach (var (key, value) in card)
        {
            if (value is JsonValue && key is not ("name" or "researchOnly"))
                text.Append(CultureInfo.InvariantCulture, $"| {key} | {value} |\n");
            else if (key is "abstain" or "decision" or "classBias")
                text.Append(CultureInfo.InvariantCulture, $"| {(key == "abstain" ? "abstains" : key)} | {string.Join(", ", value!.AsObject().Select(p => $"{p.Key} {p.Value}"))} |\n");
        }

        text.Append("\n## Limits\n\n");
        foreach (var limit in card["limits"]!.AsArray())
        {
            text.Append(CultureInfo.InvariantCulture, $"- {limit}\n");
        }

        text.Append("\n## Figures\n");
        foreach (var (name, figures) in card["figures"]!.AsObject())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {name}\n\n");
            AppendFigures(text, figures!.AsObject());
        }

        return text.ToString();
    }

    private static void AppendFigures(StringBuilder text, JsonObject figures)
    {
        foreach (var (key, value) in figures)
        {
            switch (value)
            {
                case JsonObject share when share.ContainsKey("of"):
                    var interval = share["value"] is null ? "" : string.Create(CultureInfo.InvariantCulture, $" = {Percent(share["value"])} (95% CI {Percent(share["low"])} to {Percent(share["high"])})");
                    text.Append(CultureInfo.InvariantCulture, $"- {key}: {share["count"]}/{share["of"]}{interval}\n");
                    break;
                case JsonObject estimate when estimate.ContainsKey("low"):
                    var ends = estimate["low"] is null ? "" : $" (95% CI {estimate["low"]} to {estimate["high"]})";
                    text.Append(CultureInfo.InvariantCulture, $"- {key}: {estimate["value"]?.ToString() ?? StatisticText.Undefined}{ends}\n");
                    break;
                case JsonArray rows when rows.Count == 6:
                    text.Append("\n| reference \\ model | 0 | 1a | 1b | 1c | 2 | 3 |\n|---|---|---|---|---|---|---|\n");
                    var names = BilskyGrades.All.Select(BilskyGrades.ToText).ToArray();
                    for (var r = 0; r < rows.Count; r++)
                    {
                        text.Append(CultureInfo.InvariantCulture, $"| {names[r]} | {string.Join(" | ", rows[r]!.AsArray().Select(n => n!.ToString()))} |\n");
                    }

                    text.Append('\n');
                    break;
                default:
                    text.Append(CultureInfo.InvariantCulture, $"- {key}: {value}\n");
                    break;
            }
        }
    }

    private static string Percent(JsonNode? value) => string.Create(CultureInfo.InvariantCulture, $"{value!.GetValue<double>() * 100:f1}%");
}
