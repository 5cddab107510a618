using System.Text.Json;
using System.Text.Json.Serialization;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Inference.Models;

/// <summary>What stands beside an ONNX file: which network it is, what it was trained on, where it stops answering.</summary>
public sealed record ModelCard
{
    /// <summary>The network's name.</summary>
    public required string Name { get; init; }

    /// <summary>The stage it serves: <c>roi</c>, <c>grader</c>, <c>evidence</c> or <c>segmentation</c>.</summary>
    public required string Part { get; init; }

    /// <summary>Its version, MAJOR.MINOR.PATCH.</summary>
    public required string Version { get; init; }

    /// <summary>Name of the ONNX file, in the card's own folder.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the ONNX file, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>True when no patient may be treated on its word. Anything that is not plainly false counts as true.</summary>
    public bool ResearchOnly { get; init; } = true;

    /// <summary>What it was trained on, in words.</summary>
    public string? TrainedOn { get; init; }

    /// <summary>Settings and data of the training run, as short as they name a checkpoint.</summary>
    public string? Run { get; init; }

    /// <summary>Version of the preprocessing that it was trained with; null when the card is silent.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>Of a detector: below this score, in [0, 1], there is no canal.</summary>
    public double? ScoreThreshold { get; init; }

    /// <summary>Of a grader: the temperature inside the graph, for the record.</summary>
    public double? Temperature { get; init; }

    /// <summary>Of a segmentation: what follows where its opinion differs from the prototypes' across the pathway line, <c>report</c> or <c>withhold</c>; null means report.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<SecondOpinionUse>))]
    public SecondOpinionUse? Combine { get; init; }

    /// <summary>Of a grader or a segmentation: side of the square region it looks at, in millimetres.</summary>
    public double? RoiSizeMm { get; init; }

    /// <summary>Of a grader: how a grade is decided from its probabilities. Null on older cards: the nearest prototype's grade.</summary>
    public GradeDecision? Decision { get; init; }

    /// <summary>Of a grader: when it withholds a grade.</summary>
    public AbstentionLimits Abstain { get; init; } = new();

    /// <summary>Of an int8 file: the version of the float file that it was made from. Null on a float file's card.</summary>
    public string? Int8Of { get; init; }

    /// <summary>Of an int8 or an evidence file: SHA-256 of the grader's float file that it was made from. Null on older cards, which their version alone ties to a grader.</summary>
    public string? GraderSha256 { get; init; }

    /// <summary>Of an evidence file: 101 quantiles, rising, of the squared distance to the nearest prototype on regions that the grader was checked on.</summary>
    public double[]? NearestDistances { get; init; }

    /// <summary>Measured performance, as written on the card.</summary>
    public JsonElement? Figures { get; init; }
}

/// <summary>When a grader withholds its grade.</summary>
public sealed record AbstentionLimits
{
    /// <summary>Largest squared distance to the nearest prototype; beyond it the slice is unlike the training data. Null: no limit.</summary>
    public double? MaxDistance { get; init; }

    /// <summary>
    /// Smallest margin of the probability of high grade to the line at which it is called, 0 on the line and 1 at certainty; below it the slice lies
    /// on the pathway line. Doubt between two grades on one side of the line is no reason to stay silent. Null: no limit.
    /// </summary>
    public double? MinMargin { get; init; }

    /// <summary>Largest distance between pixels, along rows or columns, in millimetres; a coarser image shows no rim of CSF as the grader knows it. Null: no limit.</summary>
    public double? MaxPixelMm { get; init; }
}
