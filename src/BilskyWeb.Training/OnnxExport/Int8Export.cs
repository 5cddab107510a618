using BilskyWeb.Training.OnnxExport.Format;

namespace BilskyWeb.Training.OnnxExport;

/// <summary>
/// Writes the int8 twin of a float file (static quantisation, QuantizeLinear and DequantizeLinear round each convolution): weights symmetric int8 with a
/// scale per channel, activations uint8 between the values measured. What lies before the first convolution and after the last stays in float32.
/// </summary>
internal sealed class Int8Export
{
    // Seven bits of weight: two products of uint8 and int8 are summed in 16 bits on processors without VNNI, and with eight they can overflow there.
    // The same file must give the same grades on every processor.
    private const int LargestWeight = 63, Levels = 255;

    private readonly FloatGraph _source;
    private readonly IReadOnlyDictionary<string, ActivationRange> _ranges;
    private readonly GraphBuilder _g;
    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, string> _quantised = [];
    private readonly Dictionary<string, Grid> _grids = [];

    private Int8Export(FloatGraph source, IReadOnlyDictionary<string, ActivationRange> ranges)
    {
        _source = source;
        _ranges = ranges;
        _g = new GraphBuilder(source.Model.Graph.Name, WeightStorage.Float32);
    }

    /// <summary>The values whose range must be known: what enters a convolution, a residual sum or the pooling in between.</summary>
    internal static IReadOnlyList<string> Needed(FloatGraph source) =>
        [.. source.Nodes.Where(n => IsQuantised(source, n)).SelectMany(n => n.OpType == "Conv" ? n.Input.Take(1) : n.Input).Where(source.IsActivation).Distinct()];

    /// <summary>The int8 file.</summary>
    /// <param name="source">A float file's graph.</param>
    /// <param name="ranges">One for each value of <see cref="Needed"/>.</param>
    internal static byte[] Write(FloatGraph source, IReadOnlyDictionary<string, ActivationRange> ranges) => new Int8Export(source, ranges).Write();

    private static bool IsQuantised(FloatGraph source, NodeProto node) => node.OpType switch
    {
        "Conv" => source.Constant(node.Input[1]) is not null,
        "MaxPool" => true,
        "Add" => node.Input.All(source.IsActivation),
        _ => false,
    };

    private byte[] Write()
    {
        foreach (var input in _source.Model.Graph.Input)
        {
            _values[input.Name] = _g.Input(input);
        }

        var outputs = _source.Model.Graph.Output.ToDictionary(o => o.Name);
        foreach (var node in _source.Nodes)
        {
            if (outputs.TryGetValue(node.Output[0], out var output))
            {
                _g.Output(Value(node.Input[0]), output);
                continue;
            }

            _values[node.Output[0]] = !IsQuantised(_source, node) ? _g.Node(node.OpType, [.. node.Input.Select(Value)], [.. node.Attribute])
                : node.OpType == "Conv" ? Convolution(node)
                : _g.Node(node.OpType, [.. node.Input.Select(Quantised)], [.. node.Attribute]);

            // The largest of some values lies on the same grid as they do: on one grid the runtime pools the bytes themselves.
            if (node.OpType == "MaxPool")
                _grids[node.Output[0]] = _grids[node.Input[0]];
        }

        return _g.ToBytes(_source.Model.MetadataProps.ToDictionary(p => p.Key, p => p.Value));
    }

    private string Convolution(NodeProto node)
    {
        var input = Quantised(node.Input[0]);
        var weights = _source.Constant(node.Input[1])!;
        int channels = (int)weights.Dims[0], each = weights.Values.Length / channels;
        var bytes = new sbyte[weights.Values.Length];
        var scales = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            var channel = weights.Values.AsSpan(c * each, each);
            scales[c] = Math.Max(Math.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(channel)), 1e-8f) / LargestWeight;
            for (var i = 0; i < each; i++)
            {
                bytes[(c * each) + i] = (sbyte)Math.Clamp(MathF.Round(channel[i] / scales[c]), -LargestWeight, LargestWeight);
            }
        }

        // The bias is added to sums of products, so its grid is the product of theirs.
        var bias = _source.Constant(node.Input[2])!.Values;
        var biasScales = Array.ConvertAll(scales, s => s * _grids[node.Input[0]].Scale);
        var wholes = bias.Select((b, c) => (int)Math.Clamp(Math.Round(b / (double)biasScales[c]), int.MinValue, int.MaxValue)).ToArray();
        return _g.Node(
            "Conv",
            [input, PerChannel(_g.Int8(bytes, weights.Dims), scales), PerChannel(_g.Int32(wholes, [channels]), biasScales)],
            [.. node.Attribute]);
    }

    private string PerChannel(string wholes, float[] scales) =>
        _g.Node("DequantizeLinear", [wholes, _g.Constant(scales, [scales.Length])], GraphBuilder.Int("axis", 0));

    /// <summary>A value after having gone through eight bits.</summary>
    private string Quantised(string value)
    {
        if (_quantised.TryGetValue(value, out var known))
            return known;
        if (!_grids.TryGetValue(value, out var grid))
            _grids[value] = grid = Grid.For(_ranges[value]);
        string scale = _g.Constant([grid.Scale], []), zero = _g.UInt8(grid.Zero);
        var eight = _g.Node("QuantizeLinear", [Value(value), scale, zero]);
        return _quantised[value] = _g.Node("DequantizeLinear", [eight, scale, zero]);
    }

    /// <summary>The same value in the new graph; a constant is written there when it is first asked for.</summary>
    private string Value(string value)
    {
        if (value.Length == 0)
            return value; // An optional input that is left out.
        if (_values.TryGetValue(value, out var known))
            return known;
        return _values[value] = _source.Constant(value) is { } constant ? _g.Constant(constant.Values, constant.Dims) : _g.Integers(_source.Integers(value)!);
    }

    /// <summary>The numbers that eight bits can stand for: (byte − zero) × scale.</summary>
    private readonly record struct Grid(float Scale, byte Zero)
    {
        internal static Grid For(ActivationRange range)
        {
            var scale = Math.Max(range.High - range.Low, 1e-6f) / Levels;
            return new Grid(scale, (byte)Math.Clamp(MathF.Round(-range.Low / scale), 0, Levels));
        }
    }
}
