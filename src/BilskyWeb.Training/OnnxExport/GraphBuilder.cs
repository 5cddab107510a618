using System.Runtime.InteropServices;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.OnnxExport.Format;
using Google.Protobuf;

namespace BilskyWeb.Training.OnnxExport;

/// <summary>How weights are stored in the file. They are always computed with in float32.</summary>
internal enum WeightStorage
{
    Float32,

    /// <summary>Half the size: stored as float16, widened by a Cast that the runtime folds when it loads the file.</summary>
    Float16,
}

/// <summary>Writes an ONNX graph node by node; values are known by name. Batch normalisation is folded into the convolutions.</summary>
internal sealed class GraphBuilder(string name, WeightStorage storage) : ILayerOps<string>
{
    /// <summary>Operator set 17 and IR version 8 (2022): old enough for every runtime in hospitals, new enough for all used here.</summary>
    private const int OperatorSet = 17, IrVersion = 8;

    /// <summary>Number of the type float32, for a cast.</summary>
    internal const long Float = (long)TensorProto.Types.DataType.Float;

    private readonly GraphProto _graph = new() { Name = name };
    private int _next;

    internal string Input(string input, params object[] shape) => Input(Describe(input, shape));

    internal string Input(ValueInfoProto input)
    {
        _graph.Input.Add(input);
        return input.Name;
    }

    /// <summary>Names a value as an output of the graph.</summary>
    internal void Output(string value, string output, params object[] shape) => Output(value, Describe(output, shape));

    internal void Output(string value, ValueInfoProto output)
    {
        _graph.Node.Add(new NodeProto { OpType = "Identity", Name = $"output_{output.Name}", Input = { value }, Output = { output.Name } });
        _graph.Output.Add(output);
    }

    internal string Node(string type, string[] inputs, params AttributeProto[] attributes)
    {
        var output = $"{type.ToLowerInvariant()}_{_next++}";
        var node = new NodeProto { OpType = type, Name = output, Output = { output } };
        node.Input.Add(inputs);
        node.Attribute.Add(attributes);
        _graph.Node.Add(node);
        return output;
    }

    /// <summary>The smallest values along the last axis, in order, and where they stand (int64).</summary>
    internal (string Values, string Indices) TopK(string input, string count)
    {
        var values = Node("TopK", [input, count], Int("largest", 0));
        var indices = $"{values}_indices";
        _graph.Node[^1].Output.Add(indices);
        return (values, indices);
    }

    /// <summary>A float constant. Those marked as weights follow the storage chosen for the file; others stay float32.</summary>
    internal string Constant(float[] values, long[] dims, bool isWeight = false)
    {
        if (!isWeight || storage == WeightStorage.Float32)
            return Store(TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes<float>(values), dims);
        var half = Store(TensorProto.Types.DataType.Float16, MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v)), dims);
        return Node("Cast", [half], Int("to", (long)TensorProto.Types.DataType.Float));
    }

    internal string Integers(params long[] values) => Store(TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes<long>(values), [values.Length]);

    internal string Int32(int[] values, params long[] dims) => Store(TensorProto.Types.DataType.Int32, MemoryMarshal.AsBytes<int>(values), dims);

    internal string Int8(sbyte[] values, params long[] dims) => Store(TensorProto.Types.DataType.Int8, MemoryMarshal.AsBytes<sbyte>(values), dims);

    /// <summary>One unsigned byte, without dimensions.</summary>
    internal string UInt8(byte value) => Store(TensorProto.Types.DataType.Uint8, [value], []);

    private string Store(TensorProto.Types.DataType type, ReadOnlySpan<byte> raw, long[] dims)
    {
        var tensor = new TensorProto { Name = $"constant_{_next++}", DataType = (int)type, RawData = ByteString.CopyFrom(raw) };
        tensor.Dims.Add(dims);
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    public string Apply(ConvNorm layer, string input)
    {
        var (weights, bias) = layer.Fold();
        return Node(
            "Conv",
            [input, Constant(weights, [layer.Outputs, layer.Inputs, layer.Kernel, layer.Kernel], isWeight: true), Constant(bias, [layer.Outputs])],
            Ints("kernel_shape", layer.Kernel, layer.Kernel),
            Ints("strides", layer.Stride, layer.Stride),
            Ints("pads", layer.Padding, layer.Padding, layer.Padding, layer.Padding),
            Ints("dilations", layer.Dilation, layer.Dilation));
    }

    public string Relu(string input) => Node("Relu", [input]);

    public string Add(string first, string second) => Node("Add", [first, second]);

    public string Double(string input) => Node(
        "Resize",
        [input, "", Constant([1, 1, 2, 2], [4])],
        Text("mode", "nearest"), Text("coordinate_transformation_mode", "asymmetric"), Text("nearest_mode", "floor"));

    /// <summary>The finished file.</summary>
    /// <param name="facts">Written into the file's metadata.</param>
    internal byte[] ToBytes(IReadOnlyDictionary<string, string> facts)
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "BilskyWeb", ProducerVersion = "1", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        foreach (var (key, value) in facts)
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return model.ToByteArray();
    }

    internal static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    internal static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.Add(values);
        return attribute;
    }

    internal static AttributeProto Text(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    // A number is a fixed size; a text names a size that the caller chooses.
    private static ValueInfoProto Describe(string name, object[] shape)
    {
        var dims = new TensorShapeProto();
        foreach (var size in shape)
        {
            dims.Dim.Add(size is string free ? new TensorShapeProto.Types.Dimension { DimParam = free } : new TensorShapeProto.Types.Dimension { DimValue = (int)size });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dims } },
        };
    }
}
