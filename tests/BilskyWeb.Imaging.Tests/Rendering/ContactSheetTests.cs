using BilskyWeb.Imaging.Rendering;
using SkiaSharp;

namespace BilskyWeb.Imaging.Tests.Rendering;

public sealed class ContactSheetTests
{
    private static readonly SKColor Truth = SKColor.Parse("#4CD98A"), Answer = SKColor.Parse("#FFA43B");

    [Fact]
    public void Draw_OneCell_ShowsThePictureWithBothMarksWhereTheyBelong()
    {
        var grey = Enumerable.Repeat((byte)90, ContactSheet.Side * ContactSheet.Side).ToArray();
        using var image = Draw(new SheetSection("Wrong", [new SheetCell(grey, ["study 1, slice 2", "is 1c, called 1b", "P 0.021"], new SheetMark(0.25, 0.25), new SheetMark(0.75, 0.5))]));
        // The picture begins below title and heading, 20 from the left.
        const int left = 20, top = 108;
        Assert.Equal(new SKColor(90, 90, 90), image.GetPixel(left + 3, top + 3));
        Assert.Equal(SKColors.White, image.GetPixel(left + ContactSheet.Side + 3, top + 3));
        var circle = Places(image, Truth);
        Assert.InRange(circle.Average(p => p.X), left + 44, left + 47);
        Assert.InRange(circle.Average(p => p.Y), top + 44, top + 47);
        var cross = Places(image, Answer);
        Assert.InRange(cross.Average(p => p.X), left + 134, left + 137);
        Assert.InRange(cross.Average(p => p.Y), top + 89, top + 92);
    }

    [Fact]
    public void Draw_MoreCellsAndSections_GrowsDownwards()
    {
        var cell = new SheetCell(new byte[ContactSheet.Side * ContactSheet.Side], [], null, null);
        using var none = Draw(new SheetSection("None", []));
        using var row = Draw(new SheetSection("Row", [.. Enumerable.Repeat(cell, 6)]));
        using var more = Draw(new SheetSection("Rows", [.. Enumerable.Repeat(cell, 7)]), new SheetSection("None", []));
        Assert.True(none.Height < row.Height && row.Height < more.Height);
        Assert.Equal(none.Width, more.Width);
    }

    [Fact]
    public void Draw_PictureOfAnotherSize_IsRefused() =>
        Assert.Throws<ArgumentException>(() => ContactSheet.Draw("a", [new SheetSection("b", [new SheetCell(new byte[4], [], null, null)])]));

    private static SKBitmap Draw(params SheetSection[] sections) => SKBitmap.Decode(ContactSheet.Draw("A test", sections));

    private static (int X, int Y)[] Places(SKBitmap image, SKColor colour) =>
    [
        .. from x in Enumerable.Range(0, image.Width)
           from y in Enumerable.Range(0, image.Height)
           where image.GetPixel(x, y) == colour
           select (x, y),
    ];
}
