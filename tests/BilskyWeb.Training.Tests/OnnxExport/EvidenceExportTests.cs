using BilskyWeb.Core.Grading;
using BilskyWeb.Training.OnnxExport;
using Microsoft.ML.OnnxRuntime;

namespace BilskyWeb.Training.Tests.OnnxExport;

/// <summary>The file of training cases, run by the real ONNX Runtime.</summary>
public sealed class EvidenceExportTests
{
    private const int Size = 2048, Cases = 40;

    [Fact]
    public void Write_RandomCases_FindsTheNearestInOrderWithTheirGradesAndPictures()
    {
        var random = new Random(17);
        var cases = Enumerable.Range(0, Cases).Select(i => new TrainingCase(
            [.. Enumerable.Range(0, Size).Select(_ => (float)(5 + random.NextDouble()))],
            (BilskyGrade)(i % BilskyGrades.Count),
            [.. Enumerable.Range(0, EvidenceExport.PictureSide * EvidenceExport.PictureSide).Select(_ => (float)random.NextDouble())])).ToList();
        float[] asked = [.. cases[11].Embedding, .. Enumerable.Range(0, Size).Select(_ => (float)(5 + random.NextDouble()))];

        using var session = new InferenceSession(EvidenceExport.Write(cases));
        using var input = OrtValue.CreateTensorValueFromMemory(asked, [2, Size]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["embedding"], [input], ["distances", "cases", "grades", "pictures"]);
        float[] distances = [.. outputs[0].GetTensorDataAsSpan<float>()], numbers = [.. outputs[1].GetTensorDataAsSpan<float>()], grades = [.. outputs[2].GetTensorDataAsSpan<float>()];

        for (var n = 0; n < 2; n++)
        {
            var exact = cases.Select((c, i) => (Number: i, Distance: c.Embedding.Select((v, d) => Math.Pow(v - asked[(n * Size) + d], 2)).Sum()))
                .OrderBy(c => c.Distance).Take(EvidenceExport.Nearest).ToList();
            Assert.Equal(exact.Select(e => (float)e.Number), numbers.Skip(n * EvidenceExport.Nearest).Take(EvidenceExport.Nearest));
            Assert.Equal(exact.Select(e => (float)(e.Number % BilskyGrades.Count)), grades.Skip(n * EvidenceExport.Nearest).Take(EvidenceExport.Nearest));
            Assert.All(exact.Zip(distances.Skip(n * EvidenceExport.Nearest)), pair => Assert.InRange(pair.Second, pair.First.Distance - 0.5, pair.First.Distance + 0.5));
        }

        Assert.Equal(11, numbers[0]);
        var pictures = outputs[3].GetTensorDataAsSpan<float>().ToArray();
        Assert.All(cases.SelectMany(c => c.Picture).Zip(pictures), pair => Assert.Equal(pair.First, pair.Second, 0.001f));
    }

    [Fact]
    public void Write_TooFewCases_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => EvidenceExport.Write([new TrainingCase(new float[Size], BilskyGrade.Grade0, [])]));
}
