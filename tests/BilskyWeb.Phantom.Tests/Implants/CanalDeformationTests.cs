using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Implants;
using BilskyWeb.Phantom.Labels;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Tests.Implants;

public sealed class CanalDeformationTests
{
    private static readonly CanalOutlines Canal = HostAnatomy.Of(MadeHost.Slice()).Found!.Outlines;

    [Theory]
    [InlineData(BilskyGrade.Grade0)]
    [InlineData(BilskyGrade.Grade1a)]
    [InlineData(BilskyGrade.Grade1b)]
    [InlineData(BilskyGrade.Grade1c)]
    [InlineData(BilskyGrade.Grade2)]
    [InlineData(BilskyGrade.Grade3)]
    public void Find_AnyGrade_MakesIt(BilskyGrade wanted)
    {
        var lesion = Lesion(wanted);
        Assert.Equal(wanted, BilskyFromGeometry.Grade(ImplantRuler.Measure(lesion.On(Canal, 0))));
    }

    [Theory]
    [InlineData(BilskyGrade.Grade1c)]
    [InlineData(BilskyGrade.Grade2)]
    [InlineData(BilskyGrade.Grade3)]
    public void On_CompressedCord_KeepsItsArea(BilskyGrade wanted)
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var deformed = Lesion(wanted, seed).On(Canal, 0);
            Assert.InRange(deformed.Cord.AreaMm2 / Canal.Cord.AreaMm2, 0.98, 1.02);
        }
    }

    [Theory]
    [InlineData(BilskyGrade.Grade1b)]
    [InlineData(BilskyGrade.Grade1c)]
    [InlineData(BilskyGrade.Grade2)]
    [InlineData(BilskyGrade.Grade3)]
    public void Measure_OnOutlines_SaysWhatARasterOfTheMasksSays(BilskyGrade wanted)
    {
        var canal = Lesion(wanted).On(Canal, 0);
        var measured = ImplantRuler.Measure(canal);
        const double step = 0.15;
        double mass = 0, cord = 0, deepest = 0, nearest = double.MaxValue;
        List<(double X, double Y)> inCord = [], inMass = [];
        for (var y = MadeHost.SacY - 14; y < MadeHost.SacY + 14; y += step)
        {
            for (var x = MadeHost.SacX - 14; x < MadeHost.SacX + 14; x += step)
            {
                if (canal.Cord.Distance(x, y) < 0)
                {
                    cord += step * step;
                    if (canal.Cord.Distance(x, y) > -0.3)
                        inCord.Add((x, y));
                }
                else if (canal.Sac.Distance(x, y) > 0 && canal.Before.Wall.Distance(x, y) < 0 && canal.Mass.EpiduralDistance(x, y) < 0)
                {
                    mass += step * step;
                    deepest = Math.Max(deepest, -canal.Before.Sac.Distance(x, y));
                    if (canal.Sac.Distance(x, y) < 0.3)
                        inMass.Add((x, y));
                }
            }
        }

        foreach (var (x, y) in inMass)
        {
            nearest = inCord.Min(c => Math.Min(nearest, Math.Sqrt(((c.X - x) * (c.X - x)) + ((c.Y - y) * (c.Y - y)))));
        }

        Assert.Equal(canal.Before.Cord.AreaMm2, cord, canal.Before.Cord.AreaMm2 * 0.02);
        Assert.Equal(mass, measured.EpiduralMassMm2, 2 + (mass * 0.05));

        // Beyond the cord's old place the distance from the sac's old wall is no longer exact, nor does a grade ask for it.
        Assert.Equal(Math.Min(deepest, 3), Math.Min(measured.SacIndentationMm, 3), 0.5);
        Assert.Equal(nearest, measured.CordGapMm, 0.4);
    }

    [Fact]
    public void Back_OfForward_IsWhereItWas()
    {
        var map = new CordMap(10, 20, 1.5, -2, 0.6, 0.8, 0.3, 0.04, 5);
        var (x, y) = map.Forward(12.5, 17);
        var (backX, backY) = map.Back(x, y);
        Assert.Equal(12.5, backX, 9);
        Assert.Equal(17, backY, 9);
    }

    [Fact]
    public void Solve_MassThatFillsTheCanal_HasNoSolution()
    {
        var mass = new ImplantMass(ImplantOrigin.Body, SeededRandom.For(3, "mass"));
        Assert.Null(CanalDeformation.Solve(Canal, mass.On(Canal, 18, 1), 0.3));
    }

    [Fact]
    public void Find_CanalThatTheCordFills_CannotCarryGrade1b()
    {
        var tight = Canal with { Sac = Canal.Cord.Grown(0.35), Wall = Canal.Cord.Grown(0.7) };
        Assert.Null(ImplantLesion.Find(tight, BilskyGrade.Grade1b, 0, 8, SeededRandom.For(1, "tight")));
    }

    [Fact]
    public void On_AwayFromTheMiddle_IsNeverMoreThanThere()
    {
        var lesion = Lesion(BilskyGrade.Grade2);
        var areas = new[] { 0, 2, 4, 6, 7.9 }.Select(z => ImplantRuler.Measure(lesion.On(Canal, z)).EpiduralMassMm2).ToArray();
        Assert.Equal(areas.OrderDescending(), areas);
        Assert.Equal(BilskyGrade.Grade0, BilskyFromGeometry.Grade(ImplantRuler.Measure(lesion.On(Canal, 8))));
    }

    private static ImplantLesion Lesion(BilskyGrade grade, int seed = 1) => ImplantLesion.Find(Canal, grade, 0, 8, SeededRandom.For(seed, "lesion"))!;
}
