using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Core.Tests.Geometry;

public sealed class GreyImageTests
{
    private static readonly GreyImage Image = new(4, 3, [.. Enumerable.Range(0, 12).Select(i => (float)i)], 0.5, 0.7);

    [Fact]
    public void Crop_PartInside_HasItsPixelsAndTheSpacing()
    {
        var part = Image.Crop(1, 1, 3, 2);

        Assert.Equal((3, 2, 0.5, 0.7), (part.Width, part.Height, part.ColumnSpacingMm, part.RowSpacingMm));
        Assert.Equal([5f, 6, 7, 9, 10, 11], part.Pixels);
    }

    [Theory]
    [InlineData(2, 0, 3, 1)]
    [InlineData(0, 2, 1, 2)]
    [InlineData(-1, 0, 2, 2)]
    [InlineData(0, 0, 0, 2)]
    public void Crop_PartOutsideOrEmpty_IsRefused(int left, int top, int width, int height) =>
        Assert.Throws<ArgumentException>(() => Image.Crop(left, top, width, height));
}
