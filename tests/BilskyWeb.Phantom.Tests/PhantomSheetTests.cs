using System.Buffers.Binary;
using BilskyWeb.Phantom.Physics;

namespace BilskyWeb.Phantom.Tests;

public sealed class PhantomSheetTests
{
    [Fact]
    public void Draw_OneScanner_IsAPngOfSixGradesInARow()
    {
        // All five scanners take five times as long and show no more.
        var png = PhantomSheet.Draw(1, [ScannerProfile.Internal[2]]);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        // Width and height follow the signature and the header chunk's length and name.
        Assert.Equal((6 * 256, 256), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
        Assert.True(png.Length > 6 * 10_000, $"{png.Length} bytes are too few for six slices with anatomy and noise");
    }
}
