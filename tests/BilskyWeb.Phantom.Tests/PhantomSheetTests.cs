using System.Buffers.Binary;

namespace BilskyWeb.Phantom.Tests;

public sealed class PhantomSheetTests
{
    [Fact]
    public void Draw_AnySeed_IsAPngOfSixGradesTimesFiveScanners()
    {
        var png = PhantomSheet.Draw(1);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        // Width and height follow the signature and the header chunk's length and name.
        Assert.Equal((6 * 256, 5 * 256), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        Assert.True(png.Length > 6 * 5 * 10_000, $"{png.Length} bytes are too few for thirty slices with anatomy and noise");
    }
}
