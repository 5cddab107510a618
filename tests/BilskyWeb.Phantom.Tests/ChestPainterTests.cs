using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Tests;

public sealed class ChestPainterTests
{
    private static readonly TseContrast Contrast = TseContrast.ByPhysics(highField: false, 4000, 100, marrowFat: 0.5, tumourBrightness: 0.5, SeededRandom.For(11, "contrast"));

    [Theory]
    [InlineData(5.0)]
    [InlineData(7.5)]
    [InlineData(10.0)]
    [InlineData(12.5)]
    public void Paint_EveryThoracicLevel_HasGreyLungsBesideDarkAirAndRibsOnBothSides(double level)
    {
        var points = Paint(level);
        var muscle = points.Where(p => p.Tissue == Tissue.Muscle).Average(p => p.Water);
        var lung = points.Where(p => p.Tissue == Tissue.Lung).ToList();

        Assert.True(lung.Count > 1000);
        Assert.InRange(lung.Average(p => p.Water) / muscle, 0.15, 0.7);
        // What lies lowest in a person on the back is densest.
        Assert.True(lung.Where(p => p.Y > 0).Average(p => p.Water) > 1.3 * lung.Where(p => p.Y < -60).Average(p => p.Water));
        foreach (var side in new[] { -1, 1 })
        {
            Assert.True(points.Count(p => p.Tissue == Tissue.Marrow && p.X * side > 50) > 20, "No rib's marrow out at the chest's wall.");
        }
    }

    [Fact]
    public void Paint_MiddleOfTheHeart_HasTwoChambersApartByAWall()
    {
        // Across the ventricles, at right angles to the heart's long axis.
        var section = Section(10.6);
        var line = Enumerable.Range(-40, 81).Select(v => At(section, 28 + (v * 0.57), -100 + (v * 0.82)).Tissue).ToList();
        var chambers = line.Select((tissue, i) => (tissue, i)).Where(t => t.tissue is Tissue.FastBlood or Tissue.Vein).Select(t => t.i).ToList();
        var gap = chambers.Zip(chambers.Skip(1), (a, b) => b - a).Max();

        Assert.InRange(gap, 5, 20);
        Assert.Contains(Tissue.Organ, line);
    }

    [Fact]
    public void Paint_BesideTheCanal_NothingOfTheChest() =>
        Assert.DoesNotContain(Paint(9).Where(p => (p.X * p.X) + (p.Y * p.Y) < 14 * 14), p => p.Tissue is Tissue.Lung or Tissue.Organ);

    private static List<(double X, double Y, Tissue Tissue, double Water)> Paint(double level)
    {
        var section = Section(level);
        var points = new List<(double, double, Tissue, double)>();
        for (double y = -130; y < 45; y += 1.5)
        {
            for (double x = -130; x <= 130; x += 1.5)
            {
                var painter = At(section, x, y);
                points.Add((x, y, painter.Tissue, painter.Water));
            }
        }

        return points;
    }

    private static SpineSection Section(double level)
    {
        var person = new Person(11);
        return new SpineSection(person, new Degeneration(11, 0), [], person.ZOf(level));
    }

    private static TissuePainter At(SpineSection section, double x, double y)
    {
        var painter = new TissuePainter(Contrast, 0.6);
        painter.Paint(section, x, y);
        return painter;
    }
}
