using BilskyWeb.Training.OnnxExport.Format;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace BilskyWeb.Training.OnnxExport;

/// <summary>Between which values a tensor inside a network stays.</summary>
internal readonly record struct ActivationRange(float Low, float High)
{
    internal ActivationRange With(ReadOnlySpan<float> values) =>
        new(Math.Min(Low, System.Numerics.Tensors.TensorPrimitives.Min(values)), Math.Max(High, System.Numerics.Tensors.TensorPrimitives.Max(values)));
}

/// <summary>Measures, by ONNX Runtime, between which values the tensors inside a network stay on calibration regions.</summary>
internal static class ActivationRanges
{
    /// <param name="onnx">The float file.</param>
    /// <param name="tensors">Names of values inside its graph.</param>
    /// <param name="batches">Inputs of the network, each of a shape it takes.</param>
    /// <param name="threads">Threads of one operator.</param>
    internal static IReadOnlyDictionary<string, ActivationRange> Measure(byte[] onnx, IReadOnlyList<string> tensors, IEnumerable<(float[] Values, long[] Shape)> batches, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(Opened(onnx, tensors), options);
        using var run = new RunOptions();
        string[] input = [session.InputMetadata.Keys.Single()];
        var ranges = tensors.ToDictionary(t => t, _ => new ActivationRange(0, 0)); // 0 must be among the numbers: padding is 0.
        foreach (var (values, shape) in batches)
        {
            using var value = OrtValue.CreateTensorValueFromMemory(values, shape);
            using var outputs = session.Run(run, input, [value], tensors);
            for (var i = 0; i < tensors.Count; i++)
            {
                ranges[tensors[i]] = ranges[tensors[i]].With(outputs[i].GetTensorDataAsSpan<float>());
            }
        }

        return ranges;
    }

    // The same graph with the tensors as outputs. Their shapes are for the runtime to find out.
    private static byte[] Opened(byte[] onnx, IReadOnlyList<string> tensors)
    {
        var model = ModelProto.Parser.ParseFrom(onnx);
        foreach (var tensor in tensors.Where(t => model.Graph.Input.All(i => i.Name != t)))
        {
            model.Graph.Output.Add(new ValueInfoProto { Name = tensor, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } } });
        }

        return model.ToByteArray();
    }
}
