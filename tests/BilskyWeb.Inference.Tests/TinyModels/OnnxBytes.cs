using System.Buffers.Binary;
using System.Text;

namespace BilskyWeb.TinyModels;

/// <summary>Writes the few protobuf messages of ONNX (IR version 8, opset 13) that a hand-made graph needs.</summary>
internal static class OnnxBytes
{
    /// <param name="nodes">From <see cref="Node"/>.</param>
    /// <param name="constants">From <see cref="Floats"/>.</param>
    /// <param name="inputs">Name and shape; a text dimension is dynamic.</param>
    /// <param name="outputs">Name and shape.</param>
    public static byte[] Model(byte[][] nodes, byte[][] constants, (string Name, object[] Shape)[] inputs, (string Name, object[] Shape)[] outputs)
    {
        var graph = Join([
            .. nodes.Select(n => Bytes(1, n)),
            Text(2, "tiny"),
            .. constants.Select(c => Bytes(5, c)),
            .. inputs.Select(i => Bytes(11, Value(i.Name, i.Shape))),
            .. outputs.Select(o => Bytes(12, Value(o.Name, o.Shape)))]);
        return Join([Number(1, 8), Bytes(7, graph), Bytes(8, Join([Text(1, ""), Number(2, 13)]))]);
    }

    public static byte[] Node(string type, string[] inputs, string output, params (string Name, long[] Values)[] attributes) => Join([
        .. inputs.Select(i => Text(1, i)),
        Text(2, output),
        Text(4, type),
        .. attributes.Select(a => Bytes(5, a.Values.Length == 1 && a.Name is "axis" or "keepdims"
            ? Join([Text(1, a.Name), Number(3, a.Values[0]), Number(20, 2)])
            : Join([Text(1, a.Name), .. a.Values.Select(v => Number(8, v)), Number(20, 7)])))]);

    public static byte[] Floats(string name, long[] shape, params float[] values)
    {
        var raw = new byte[values.Length * 4];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * 4), values[i]);
        }

        return Join([.. shape.Select(d => Number(1, d)), Number(2, 1), Text(8, name), Bytes(9, raw)]);
    }

    private static byte[] Value(string name, object[] shape)
    {
        var dimensions = Join([.. shape.Select(d => Bytes(1, d is string symbol ? Text(2, symbol) : Number(1, Convert.ToInt64(d, null))))]);
        return Join([Text(1, name), Bytes(2, Bytes(1, Join([Number(1, 1), Bytes(2, dimensions)])))]);
    }

    private static byte[] Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    private static byte[] Bytes(int field, byte[] value) => Join([Varint((ulong)((field << 3) | 2)), Varint((ulong)value.Length), value]);

    private static byte[] Number(int field, long value) => Join([Varint((ulong)(field << 3)), Varint((ulong)value)]);

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    private static byte[] Join(byte[][] parts) => [.. parts.SelectMany(p => p)];
}
