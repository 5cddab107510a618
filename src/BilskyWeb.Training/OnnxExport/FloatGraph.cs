using System.Runtime.InteropServices;
using BilskyWeb.Training.OnnxExport.Format;
using Google.Protobuf;

namespace BilskyWeb.Training.OnnxExport;

/// <summary>A constant of a graph, in float32.</summary>
internal sealed record FloatConstant(float[] Values, long[] Dims);

/// <summary>An ONNX file that this exporter wrote, read back: its nodes in order and its constants in float32, however they were stored.</summary>
internal sealed class FloatGraph
{
    private readonly Dictionary<string, FloatConstant> _constants = [];
    private readonly Dictionary<string, long[]> _integers = [];

    private FloatGraph(ModelProto model)
    {
        Model = model;
        foreach (var tensor in model.Graph.Initializer)
        {
            switch ((TensorProto.Types.DataType)tensor.DataType)
            {
                case TensorProto.Types.DataType.Float:
                    _constants[tensor.Name] = new(MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray(), [.. tensor.Dims]);
                    break;
                case TensorProto.Types.DataType.Float16:
                    _constants[tensor.Name] = new(Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(tensor.RawData.Span).ToArray(), h => (float)h), [.. tensor.Dims]);
                    break;
                case TensorProto.Types.DataType.Int64:
                    _integers[tensor.Name] = MemoryMarshal.Cast<byte, long>(tensor.RawData.Span).ToArray();
                    break;
                default:
                    throw new InvalidDataException($"The constant {tensor.Name} is of type {tensor.DataType}: only a float32 or float16-stored file can be quantised.");
            }
        }

        // A weight stored in float16 is widened by a Cast: from here on it is the constant that the Cast makes of it.
        foreach (var cast in model.Graph.Node.Where(n => n.OpType == "Cast" && _constants.ContainsKey(n.Input[0])))
        {
            _constants[cast.Output[0]] = _constants[cast.Input[0]];
        }

        Nodes = [.. model.Graph.Node.Where(n => !_constants.ContainsKey(n.Output[0]))];
    }

    internal ModelProto Model { get; }

    /// <summary>What is computed, in order; widening of constants is left out.</summary>
    internal IReadOnlyList<NodeProto> Nodes { get; }

    /// <summary>The graph of a file's bytes.</summary>
    /// <exception cref="InvalidDataException">No ONNX file, or not one of float weights.</exception>
    internal static FloatGraph Read(byte[] onnx)
    {
        try
        {
            return new FloatGraph(ModelProto.Parser.ParseFrom(onnx));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InvalidDataException($"This is no ONNX file: {e.Message}", e);
        }
    }

    internal FloatConstant? Constant(string value) => _constants.GetValueOrDefault(value);

    internal long[]? Integers(string value) => _integers.GetValueOrDefault(value);

    /// <summary>True for what is computed from the graph's input.</summary>
    internal bool IsActivation(string value) => value.Length > 0 && !_constants.ContainsKey(value) && !_integers.ContainsKey(value);
}
