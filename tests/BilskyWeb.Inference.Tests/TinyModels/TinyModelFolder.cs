using System.Globalization;
using System.Security.Cryptography;

namespace BilskyWeb.TinyModels;

/// <summary>
/// A folder with two real, tiny ONNX models and their cards: the canal is the brightest 4 mm of a slice, and the grade is the mean
/// brightness of the region, prototype k at 0.2 + 0.06 k. A third, if asked for, tells tissues by their brightness (<see cref="TinyCanal"/>). Deterministic, and fast enough to
/// grade hundreds of slices in a test.
/// </summary>
internal sealed class TinyModelFolder : IDisposable
{
    public TinyModelFolder(double? maxDistance = null, double? minMargin = null, string graderVersion = "1.0.0", bool slow = false, double? highGradeFrom = null, double? maxPixelMm = null, string? combine = null)
    {
        Folder = Directory.CreateTempSubdirectory("tiny-models-").FullName;
        Add("roi", "1.0.0", Roi(), "\"scoreThreshold\":0.5");
        Add("grader", graderVersion, Grader(slow ? 3 : 0), string.Create(
            CultureInfo.InvariantCulture,
            $"\"roiSizeMm\":40,\"temperature\":1,\"abstain\":{{\"maxDistance\":{Number(maxDistance)},\"minMargin\":{Number(minMargin)},\"maxPixelMm\":{Number(maxPixelMm)}}}{(highGradeFrom is null ? "" : $",\"decision\":{{\"highGradeFrom\":{Number(highGradeFrom)}}}")}"));
        if (combine is not null)
        {
            Add("segmentation", "1.0.0", Tissues(), $"\"roiSizeMm\":40,\"combine\":\"{combine}\"");
        }
    }

    /// <summary>The card's and the file's name of the segmentation, without their ends.</summary>
    public const string Segmentation = "segmentation-1.0.0";

    public string Folder { get; }

    /// <summary>Mean brightness, in [0, 1] after scaling, of a region of the given grade.</summary>
    public static float Brightness(int grade) => 0.2f + (0.06f * grade);

    public void Add(string part, string version, byte[] onnx, string more)
    {
        var file = $"{part}-{version}.onnx";
        File.WriteAllBytes(Path.Combine(Folder, file), onnx);
        File.WriteAllText(
            Path.Combine(Folder, $"{part}-{version}.json"),
            $$"""{"name":"tiny {{part}}","part":"{{part}}","version":"{{version}}","file":"{{file}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(onnx))}}","researchOnly":true,"trainedOn":"nothing",{{more}}}""");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Number(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";

    private static byte[] Roi() => OnnxBytes.Model(
        [
            OnnxBytes.Node("AveragePool", ["image"], "mean", ("kernel_shape", [4, 4]), ("strides", [4, 4])),
            OnnxBytes.Node("Mul", ["mean", "gain"], "amplified"),
            OnnxBytes.Node("Sub", ["amplified", "offset"], "heatmap"),
        ],
        [OnnxBytes.Floats("gain", [1], 40), OnnxBytes.Floats("offset", [1], 30)],
        [("image", ["N", 1, "H", "W"])],
        [("heatmap", ["N", 1, "h", "w"])]);

    // Shares in the order of CanalTissue: other, vertebra, epidural space, mass, CSF, cord.
    private static byte[] Tissues() => OnnxBytes.Model(
        [
            .. Step("region", "massEnd", "notMass"),
            .. Step("region", "csfStart", "sac"),
            .. Step("region", "cordStart", "cord"),
            OnnxBytes.Node("Sub", ["one", "notMass"], "mass"),
            OnnxBytes.Node("Sub", ["notMass", "sac"], "other"),
            OnnxBytes.Node("Sub", ["sac", "cord"], "csf"),
            OnnxBytes.Node("Mul", ["region", "zero"], "none"),
            OnnxBytes.Node("Concat", ["other", "none", "none", "mass", "csf", "cord"], "tissues", ("axis", [1])),
        ],
        [
            OnnxBytes.Floats("massEnd", [1], 0.04f), OnnxBytes.Floats("csfStart", [1], 0.6f), OnnxBytes.Floats("cordStart", [1], 0.92f),
            OnnxBytes.Floats("gain", [1], 50), OnnxBytes.Floats("zero", [], 0), OnnxBytes.Floats("one", [], 1),
        ],
        [("region", ["N", 1, 80, 80])],
        [("tissues", ["N", 6, 80, 80])]);

    private static IEnumerable<byte[]> Step(string input, string from, string output) =>
    [
        OnnxBytes.Node("Sub", [input, from], $"{output}Above"),
        OnnxBytes.Node("Mul", [$"{output}Above", "gain"], $"{output}Steep"),
        OnnxBytes.Node("Clip", [$"{output}Steep", "zero", "one"], output),
    ];

    /// <param name="burden">Multiplications of two 512 × 512 matrices to do besides, some milliseconds each.</param>
    private static byte[] Grader(int burden) => OnnxBytes.Model(
        [
            OnnxBytes.Node("GlobalAveragePool", ["roi"], "pooled"),
            OnnxBytes.Node("Flatten", ["pooled"], "mean", ("axis", [1])),
            OnnxBytes.Node("MatMul", ["mean", "ones"], "embedding"),
            OnnxBytes.Node("Sub", ["mean", "prototypes"], "difference"),
            OnnxBytes.Node("Mul", ["difference", "difference"], "squared"),
            .. Burden(burden),
            OnnxBytes.Node("Mul", [burden > 0 ? "burdened" : "squared", "gain"], "distances"),
            OnnxBytes.Node("Neg", ["distances"], "logits"),
            OnnxBytes.Node("Softmax", ["logits"], "probabilities", ("axis", [1])),
        ],
        [
            OnnxBytes.Floats("ones", [1, 2048], [.. Enumerable.Repeat(1f, 2048)]),
            OnnxBytes.Floats("prototypes", [1, 6], [.. Enumerable.Range(0, 6).Select(Brightness)]),
            OnnxBytes.Floats("gain", [1], 2000),
            OnnxBytes.Floats("zero", [1], 0),
            OnnxBytes.Floats("square", [burden > 0 ? 512 : 1, burden > 0 ? 512 : 1], new float[burden > 0 ? 512 * 512 : 1]),
        ],
        [("roi", ["N", 1, 224, 224])],
        [("distances", ["N", 6]), ("probabilities", ["N", 6]), ("embedding", ["N", 2048])]);

    // Begins with the input, so that nothing can be worked out beforehand, and ends as a zero that is added.
    private static IEnumerable<byte[]> Burden(int count)
    {
        if (count == 0)
        {
            yield break;
        }

        yield return OnnxBytes.Node("ReduceMax", ["roi"], "brightest", ("keepdims", [0]));
        yield return OnnxBytes.Node("Add", ["square", "brightest"], "burden0");
        for (var i = 0; i < count; i++)
        {
            yield return OnnxBytes.Node("MatMul", ["square", $"burden{i}"], $"burden{i + 1}");
        }

        yield return OnnxBytes.Node("ReduceMax", [$"burden{count}"], "least", ("keepdims", [0]));
        yield return OnnxBytes.Node("Mul", ["least", "zero"], "nothing");
        yield return OnnxBytes.Node("Add", ["squared", "nothing"], "burdened");
    }
}
