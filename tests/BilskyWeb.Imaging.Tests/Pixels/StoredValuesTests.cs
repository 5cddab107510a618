using System.Buffers.Binary;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;

namespace BilskyWeb.Imaging.Tests.Pixels;

/// <summary>Values beyond what an image states, old overlays, and padding that no tag announces.</summary>
public sealed class StoredValuesTests
{
    private const int Side = 32;

    [Theory]
    [InlineData(6)]
    [InlineData(40)]
    [InlineData(90)]
    public void Read_ValuesBeyondTheStatedBits_DoNotWrapRound(int scale)
    {
        var frame = Read(Image(12), (x, y) => (ushort)Math.Min(65535, Ramp(x, y) * scale));

        Assert.Equal(At((x, y) => Math.Min(65535, Ramp(x, y) * scale)), frame.Image.Pixels);
        Assert.Contains("go beyond the 12 bits", frame.Caution, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SignedValuesBeyondTheStatedBits_DoNotWrapRound()
    {
        var frame = Read(Image(12, signed: true), (x, y) => (ushort)(short)((Ramp(x, y) * 6) - 4500));

        Assert.Equal(At((x, y) => (Ramp(x, y) * 6) - 4500), frame.Image.Pixels);
        Assert.NotNull(frame.Caution);
    }

    [Fact]
    public void Read_UnsignedValuesUnderASignedHeader_DoNotTurnNegative()
    {
        var frame = Read(Image(12, signed: true), (x, y) => (ushort)(Ramp(x, y) * 2));

        Assert.Equal(At((x, y) => Ramp(x, y) * 2), frame.Image.Pixels);
        Assert.NotNull(frame.Caution);
    }

    [Fact]
    public void Read_NegativeNoiseUnderAnUnsignedHeader_IsNotTheBrightestOfAll()
    {
        var frame = Read(Image(16), (x, y) => (ushort)(short)(Ramp(x, y) + ((x + y) % 3) - 401));

        Assert.Equal(At((x, y) => Ramp(x, y) + ((x + y) % 3) - 401), frame.Image.Pixels);
        Assert.Contains("negative", frame.Caution, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(15)]
    public void Read_BytesInTheWrongOrder_AreTurned(int bits)
    {
        var frame = Read(Image(bits), (x, y) => BinaryPrimitives.ReverseEndianness((ushort)Ramp(x, y)));

        Assert.Equal(At((x, y) => Ramp(x, y)), frame.Image.Pixels);
        Assert.StartsWith("The bytes of the pixel values stand in the wrong order", frame.Caution, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(900)]
    public void Read_ImageOfOneValue_IsAsStored(int value)
    {
        var frame = Read(Image(12), (_, _) => (ushort)value);

        Assert.All(frame.Image.Pixels, pixel => Assert.Equal(value, pixel));
        Assert.Null(frame.Caution);
    }

    [Fact]
    public void Read_SignedWithoutExtension_IsAsTheStandardSays()
    {
        var frame = Read(Image(12, signed: true), (x, y) => (ushort)(((x * 7) - 100) & 0x0FFF));

        Assert.Equal(At((x, _) => (x * 7) - 100), frame.Image.Pixels);
    }

    /// <summary>Drawings of old consoles in bit 15 (PS3.5 section 8.1.2, retired): declared or not, they are no signal.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_OverlayInUnusedBits_IsNoIntensity(bool declared)
    {
        var image = Image(12);
        if (declared)
        {
            image.SetAs(new DicomTag(0x6000, 0x0100), "US", 16).SetAs(new DicomTag(0x6000, 0x0102), "US", 15);
        }

        var frame = Read(image, (x, y) => (ushort)(Ramp(x, y) | (x == y || x == 5 ? 0x8000 : 0)));

        Assert.Equal(At(Ramp), frame.Image.Pixels);
        Assert.Equal(declared, frame.Caution is null);
    }

    [Fact]
    public void Read_BitsBeyondThatAreNeitherValueNorOverlay_AreRefused()
    {
        var random = new Random(7);

        var read = FramePixels.Read(Image(12), 1, Bytes((_, _) => (ushort)random.Next(65536)));

        Assert.Equal("pixels.beyond_bits", read.Error!.Code);
    }

    [Theory]
    [InlineData(-32768)]
    [InlineData(-2000)]
    [InlineData(-1000)]
    [InlineData(32767)]
    public void Read_ConstantOutsideTheFieldOfView_IsPaddingWithoutATag(int constant)
    {
        var frame = Read(Image(16, signed: true), (x, y) => (ushort)(short)(IsOutside(x, y) ? constant : Ramp(x, y)));

        Assert.Equal(At((x, y) => IsOutside(x, y) ? Darkest : Ramp(x, y)), frame.Image.Pixels);
        Assert.Null(frame.Caution);
    }

    [Fact]
    public void Read_65535OutsideAnUnsignedImage_IsPadding()
    {
        var frame = Read(Image(16), (x, y) => (ushort)(IsOutside(x, y) ? 65535 : Ramp(x, y)));

        Assert.Equal(At((x, y) => IsOutside(x, y) ? Darkest : Ramp(x, y)), frame.Image.Pixels);
    }

    [Fact]
    public void Read_PaddingThatTheTagMisstates_IsPaddingStill()
    {
        var image = Image(16, signed: true).SetAs(DicomTag.PixelPaddingValue, "SS", 0);

        var frame = Read(image, (x, y) => (ushort)(short)(IsOutside(x, y) ? -32768 : Ramp(x, y)));

        Assert.Equal(At((x, y) => IsOutside(x, y) ? Darkest : Ramp(x, y)), frame.Image.Pixels);
    }

    /// <summary>Background of 0, bright signal cut off at the top, a mostly black picture, a dark hole inside: all signal.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_ImageWithoutPadding_StaysAsItIs(int kind)
    {
        int Value(int x, int y) => kind switch
        {
            0 => IsOutside(x, y) ? 0 : Ramp(x, y) - 290,
            1 => Math.Min(Ramp(x, y), 700),
            2 => x < 30 ? 0 : y,
            _ => x is > 10 and < 20 && y is > 10 and < 20 ? 0 : Ramp(x, y) + 2000,
        };

        var frame = Read(Image(12), (x, y) => (ushort)Value(x, y));

        Assert.Equal(At(Value), frame.Image.Pixels);
        Assert.Null(frame.Caution);
    }

    [Theory]
    [InlineData("1,500", "reads \"1,500\"")]
    [InlineData("abc", "reads \"abc\"")]
    [InlineData(@"1\2", @"reads ""1\2""")]
    [InlineData("", "without a value")]
    public void Read_SlopeThatCannotBeRead_IsRefusedByNameAndValueAndNeverOne(string slope, string said)
    {
        var image = slope.Length == 0 ? Image(12).SetEmpty(DicomTag.RescaleSlope) : Image(12).Set(DicomTag.RescaleSlope, slope.Split('\\'));

        var error = FramePixels.Read(image, 1, Bytes((x, y) => (ushort)Ramp(x, y))).Error!;

        Assert.Equal("pixels.unreadable_number", error.Code);
        Assert.Contains("Rescale Slope (0028,1053)", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DecimalCommaInTheSlope_IsRead() =>
        Assert.Equal(At((x, y) => Ramp(x, y) * 2.5), Read(Image(12).Set(DicomTag.RescaleSlope, "2,5"), (x, y) => (ushort)Ramp(x, y)).Image.Pixels);

    [Fact]
    public void Read_PositionThatCannotBeRead_IsRefused() =>
        Assert.Contains(
            "Image Position (0020,0032) reads \"1.2.3\\4\\5\"",
            FramePixels.Read(Image(12).Set(DicomTag.ImagePositionPatient, "1.2.3", "4", "5"), 1, new byte[Side * Side * 2]).Error!.Message,
            StringComparison.Ordinal);

    [Fact]
    public void Read_ModalityTable_IsRefused() =>
        Assert.Equal("pixels.modality_lut", FramePixels.Read(Image(12).Set(new DicomTag(0x0028, 0x3000), new DicomDataset()), 1, new byte[Side * Side * 2]).Error!.Code);

    private const int Darkest = 300 + 52;

    private static int Ramp(int x, int y) => 300 + (x * 13) + (y * 13);

    // What is left of the ramp begins at its own darkest value.
    private static bool IsOutside(int x, int y) => x + y < 4 || x + y > 54;

    private static float[] At(Func<int, int, double> value) =>
        [.. Enumerable.Range(0, Side * Side).Select(i => (float)value(i % Side, i / Side))];

    private static float[] At(Func<int, int, int> value) => At((x, y) => (double)value(x, y));

    private static DecodedFrame Read(DicomDataset image, Func<int, int, ushort> word) => FramePixels.Read(image, 1, Bytes(word)).Value;

    private static byte[] Bytes(Func<int, int, ushort> word) =>
        [.. Enumerable.Range(0, Side * Side).SelectMany(i => BitConverter.GetBytes(word(i % Side, i / Side)))];

    private static DicomDataset Image(int bitsStored, bool signed = false) => new DicomDataset()
        .Set(DicomTag.Rows, Side).Set(DicomTag.Columns, Side).Set(DicomTag.PixelSpacing, 0.5, 0.5)
        .Set(DicomTag.SamplesPerPixel, 1).Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
        .Set(DicomTag.BitsAllocated, 16).Set(DicomTag.BitsStored, bitsStored).Set(DicomTag.HighBit, bitsStored - 1).Set(DicomTag.PixelRepresentation, signed ? 1 : 0);
}
