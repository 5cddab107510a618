using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Tests.Datasets;
using CsCheck;

namespace BilskyWeb.Imaging.Tests.Pixels;

public sealed class FramePixelsTests
{
    [Fact]
    public void Decode_PlainTwelveBits_GivesStoredValues()
    {
        var image = Ok(Image(), [0, 1, 2048, 4095]);

        Assert.Equal([0, 1, 2048, 4095], image.Pixels);
        Assert.Equal((2, 2, 0.5, 0.5), (image.Width, image.Height, image.ColumnSpacingMm, image.RowSpacingMm));
    }

    [Fact]
    public void Decode_NonSquarePixels_KeepsRowAndColumnApart()
    {
        var image = Ok(Image().Set(DicomTag.PixelSpacing, 0.9, 0.3), [0, 0, 0, 0]);

        Assert.Equal((0.9, 0.3), (image.RowSpacingMm, image.ColumnSpacingMm));
    }

    [Fact]
    public void Decode_Signed_ExtendsFromTheStoredSign()
    {
        var image = Ok(Image().Set(DicomTag.PixelRepresentation, 1), [0x0FFF, 0x0800, 0x07FF, 0xF001]);

        Assert.Equal([-1, -2048, 2047, 1], image.Pixels);
    }

    [Fact]
    public void Decode_HighBitAboveStored_ShiftsAndDropsOverlayBits()
    {
        var image = Ok(Image().Set(DicomTag.BitsStored, 12).Set(DicomTag.HighBit, 15), [0x123F, 0x0010, 0xFFF0, 0x000F]);

        Assert.Equal([0x123, 1, 4095, 0], image.Pixels);
    }

    [Fact]
    public void Decode_EightBits_ReadsBytes()
    {
        var instance = Image().Set(DicomTag.BitsAllocated, 8).Set(DicomTag.BitsStored, 8).Set(DicomTag.HighBit, 7);

        Assert.Equal([1, 2, 255, 0], FramePixels.Decode(instance, 1, [1, 2, 255, 0]).Value.Pixels);
    }

    [Fact]
    public void Decode_OddNumberOfBytes_AllowsThePaddingByte()
    {
        var instance = Image(1, 3).Set(DicomTag.BitsAllocated, 8).Set(DicomTag.BitsStored, 8).Set(DicomTag.HighBit, 7);

        Assert.Equal([1, 2, 3], FramePixels.Decode(instance, 1, [1, 2, 3, 0]).Value.Pixels);
    }

    [Fact]
    public void Decode_Rescale_GivesTheScannersUnits()
    {
        var image = Ok(Image().Set(DicomTag.RescaleSlope, 0.5).Set(DicomTag.RescaleIntercept, -100), [0, 200, 400, 4000]);

        Assert.Equal([-100, 0, 100, 1900], image.Pixels);
    }

    [Fact]
    public void Decode_Monochrome1_TurnsBrightIntoSignal()
    {
        var image = Ok(Image().Set(DicomTag.PhotometricInterpretation, "MONOCHROME1"), [0, 4095, 1, 4094]);

        Assert.Equal([4095, 0, 4094, 1], image.Pixels);
    }

    [Fact]
    public void Decode_Padding_BecomesTheDarkestSignal()
    {
        var image = Ok(Image().Set(DicomTag.PixelPaddingValue, 0), [0, 300, 500, 0]);

        Assert.Equal([300, 300, 500, 300], image.Pixels);
    }

    [Fact]
    public void Decode_PaddingRangeOfSignedPixels_IsReadAsSigned()
    {
        // 63536 is −2000 written as an unsigned number, which many writers do.
        var instance = Image().Set(DicomTag.PixelRepresentation, 1).Set(DicomTag.BitsStored, 16).Set(DicomTag.HighBit, 15)
            .SetAs(DicomTag.PixelPaddingValue, "US", 63536).SetAs(DicomTag.PixelPaddingRangeLimit, "US", 63636);

        var image = Ok(instance, [unchecked((ushort)-2000), unchecked((ushort)-1950), 10, 20]);

        Assert.Equal([10, 10, 10, 20], image.Pixels);
    }

    [Fact]
    public void Decode_NothingButPadding_IsDark() =>
        Assert.Equal([0, 0, 0, 0], Ok(Image().Set(DicomTag.PixelPaddingValue, 7), [7, 7, 7, 7]).Pixels);

    [Fact]
    public void Decode_EnhancedFrames_UsesEachFramesOwnRescale()
    {
        DicomDataset Frame(double slope) => new DicomDataset().Set(DicomTag.PixelValueTransformationSequence, new DicomDataset().Set(DicomTag.RescaleSlope, slope).Set(DicomTag.RescaleIntercept, 0));
        var instance = Image().Set(DicomTag.NumberOfFrames, 2).Remove(DicomTag.PixelSpacing)
            .Set(DicomTag.SharedFunctionalGroupsSequence, new DicomDataset().Set(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.PixelSpacing, 1, 2)))
            .Set(DicomTag.PerFrameFunctionalGroupsSequence, Frame(1), Frame(10));

        Assert.Equal([1, 2, 3, 4], Ok(instance, [1, 2, 3, 4], 1).Pixels);
        Assert.Equal([10, 20, 30, 40], Ok(instance, [1, 2, 3, 4], 2).Pixels);
        Assert.Equal(2, Ok(instance, [1, 2, 3, 4], 2).ColumnSpacingMm);
    }

    [Theory]
    [InlineData("pixels.colour", "PhotometricInterpretation", "RGB")]
    [InlineData("pixels.colour", "PhotometricInterpretation", "PALETTE COLOR")]
    [InlineData("pixels.bits", "BitsAllocated", "32")]
    [InlineData("pixels.bits", "BitsAllocated", "12")]
    [InlineData("pixels.bits", "BitsStored", "17")]
    [InlineData("pixels.bits", "HighBit", "3")]
    [InlineData("pixels.too_large", "Rows", "16384")]
    [InlineData("pixels.no_image", "Columns", "0")]
    [InlineData("pixels.no_spacing", "PixelSpacing", null)]
    [InlineData("pixels.rescale", "RescaleSlope", "0")]
    [InlineData("pixels.length", "Rows", "3")]
    [InlineData("pixels.colour", "SamplesPerPixel", "3")]
    public void Decode_WhatIsNotRead_IsRefusedWithItsReason(string code, string attribute, string? value)
    {
        var tag = (DicomTag)typeof(DicomTag).GetProperty(attribute)!.GetValue(null)!;
        var instance = Image();
        _ = value is null ? instance.Remove(tag)
            : double.TryParse(value, out var number) ? instance.Set(tag, number)
            : instance.Set(tag, value);

        var result = FramePixels.Decode(instance, 1, new byte[8]);

        Assert.Equal(code, Assert.IsType<UnreadablePixels>(result.Error).Code);
        Assert.IsAssignableFrom<InvalidInputError>(result.Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Decode_FrameThatIsNotThere_IsRefused(int frame) =>
        Assert.Equal("pixels.frame", FramePixels.Decode(Image(), frame, new byte[8]).Error!.Code);

    [Fact]
    public void Decode_AnyBitsSignAndRescale_FollowsTheStandardsFormula() =>
        Gen.Select(Gen.Int[2, 16], Gen.Int[0, 15], Gen.Bool, Gen.Double[-4, 4], Gen.Double[-2000, 2000], Gen.UShort.Array[4]).Sample((stored, shift, signed, slope, intercept, raw) =>
        {
            shift = Math.Min(shift, 16 - stored);
            if (Math.Abs(slope) < 0.01)
            {
                return;
            }

            var instance = Image().Set(DicomTag.BitsStored, stored).Set(DicomTag.HighBit, stored + shift - 1).Set(DicomTag.PixelRepresentation, signed ? 1 : 0)
                .Set(DicomTag.RescaleSlope, slope).Set(DicomTag.RescaleIntercept, intercept);
            // Of the bits above the stored ones the standard says that they are empty, or copies of the sign.
            raw = [.. raw.Select(word => (ushort)(shift > 0 ? word : signed && (word >> (stored - 1)) % 2 == 1 ? word | (0xFFFF << (stored - 1)) : word & ((1 << stored) - 1)))];
            var image = Ok(instance, raw);

            for (var i = 0; i < raw.Length; i++)
            {
                long value = (raw[i] >> shift) % (1L << stored);
                if (signed && value >= 1L << (stored - 1))
                {
                    value -= 1L << stored;
                }

                // DS holds 16 characters, so the formula is compared within what they keep.
                Assert.Equal((value * slope) + intercept, image.Pixels[i], 0.01 + (1e-6 * Math.Abs(value * slope)));
            }
        }, iter: 500);

    private static DicomDataset Image(int rows = 2, int columns = 2) => TestObjects.MrSlice(rows: rows, columns: columns);

    private static GreyImage Ok(DicomDataset instance, ushort[] stored, int frame = 1)
    {
        var raw = new byte[stored.Length * 2];
        Buffer.BlockCopy(stored, 0, raw, 0, raw.Length);
        return FramePixels.Decode(instance, frame, raw).Value;
    }
}
