using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Tests.Grading;
using CsCheck;

namespace BilskyWeb.Core.Tests.Geometry;

public sealed class CanalOrderTests
{
    [Fact]
    public void Of_StraightStackInAnyOrder_IsItsOwnHeights() => Gen.Select(AngledBlocks.Any, Gen.Int[0, 1000]).Sample((blocks, seed) =>
    {
        var shuffled = blocks.Straight.OrderBy(i => (((long)i.Plane.Origin.Z * 7919) + seed) % 101).ToList();

        var order = CanalOrder.Of(shuffled);

        Assert.Equal(shuffled.Select(i => Math.Round(i.Plane.Origin.Z, 6)).OrderDescending(), order.Select(o => Math.Round(o.PositionMm, 6)));
    });

    [Fact]
    public void Of_AngledBlocks_LieAlongTheCanalBlockByBlock() => AngledBlocks.Any.Sample(blocks =>
    {
        var order = CanalOrder.Of(blocks.Angled);

        Assert.Equal(Enumerable.Range(0, blocks.Angled.Count), order.Select(o => o.Image));

        // On its middle slice, about which a block is turned, its place is that of the straight stack.
        foreach (var block in blocks.Angled.Select((image, i) => (image.Block, i)).GroupBy(b => b.Block, b => b.i))
        {
            var middle = block.ElementAt(block.Count() / 2);
            Assert.Equal(blocks.Straight[middle].Plane.Origin.Z, order[middle].PositionMm, 3.0);
        }
    });

    [Fact]
    public void Judge_AngledBlocksOfTheSameSlices_GiveTheSameRunsAndTheSameFlag() => Gen.Select(AngledBlocks.Any, Gen.Int[0, 53], Gen.Int[1, 9], Gen.Enum<BilskyGrade>()).Sample((blocks, from, length, worst) =>
    {
        var grades = blocks.Straight.Select((_, i) => Slices.Sure(i >= from && i < from + length ? worst : BilskyGrade.Grade0, 0.8)).ToList();
        var rule = new StudyRule();

        var (straight, angled) = (Placed(blocks.Straight), Placed(blocks.Angled));

        var (expected, verdict) = (rule.Judge(straight), rule.Judge(angled));
        Assert.Equal((expected.HighestGrade, expected.Flagged), (verdict.HighestGrade, verdict.Flagged));
        Assert.Equal(expected.SupportedGrades, verdict.SupportedGrades);
        Assert.Equal(Core.Levels.SpineLevels.Find(straight, expected, rule.Settings).SelectMany(l => l.Slices), Core.Levels.SpineLevels.Find(angled, verdict, rule.Settings).SelectMany(l => l.Slices));

        List<PlacedSlice> Placed(IReadOnlyList<CanalImage> images) => [.. CanalOrder.Of(images).Select(o => new PlacedSlice(o.PositionMm, grades[o.Image]))];
    });

    [Fact]
    public void Of_TiltedImagesWhoseMiddleLiesBeforeTheCanal_AreNotPlacedByTheirMiddle()
    {
        // The lower block is tilted by 25° about the canal, which lies 30 mm behind the images' middle: their middles are 13 mm off.
        var blocks = new[] { 0.0, -4, -8 }.Select(z => Image(z, 0, 0)).Concat(new[] { -12.0, -16, -20 }.Select(z => Image(z, 25, 1))).ToList();

        var order = CanalOrder.Of(blocks);

        Assert.Equal([0, -4, -8, -12, -16, -20], order.Select(o => Math.Round(o.PositionMm, 1)));
        Assert.True(Math.Abs(blocks[3].Plane.Centre.Z - -12) > 12);

        static CanalImage Image(double z, double tilt, int block)
        {
            var down = new PatientVector(0, Math.Cos(tilt * Math.PI / 180), Math.Sin(tilt * Math.PI / 180));
            var canal = new PatientVector(0, 30, z);
            return new CanalImage(new ImagePlane(canal.Minus(down.Times(80)).Minus(new PatientVector(50, 0, 0)), new PatientVector(1, 0, 0), down, 1, 1, 101, 101, "1.2"), block, canal);
        }
    }
}
