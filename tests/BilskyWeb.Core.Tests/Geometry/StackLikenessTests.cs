using BilskyWeb.Core.Geometry;

namespace BilskyWeb.Core.Tests.Geometry;

public sealed class StackLikenessTests
{
    private const int Side = 80;

    [Fact]
    public void IsRepeat_MovedWithAnotherContrast_IsTrue()
    {
        var likeness = StackLikeness.Of(Stack(0, 8), Stack(0, 8, (v, x, y) => 4000 - (1.5 * v), 3, -2), 4);

        Assert.True(likeness.IsRepeat);
        Assert.Equal(1, likeness.Found);
    }

    [Fact]
    public void IsRepeat_AnotherPixelSize_IsTrue() => Assert.True(StackLikeness.Of(Stack(0, 8), Stack(0, 8, pixelMm: 0.75), 4).IsRepeat);

    [Fact]
    public void IsRepeat_StoredMirrored_IsTrue()
    {
        var stack = Stack(0, 8);
        var mirrored = stack.ConvertAll(place =>
        {
            var (right, down) = (new PatientVector(0.999925422, 0.012204767, -0.000439964), new PatientVector(-0.012212695, 0.999276356, -0.036022422));
            var plane = new ImagePlane(new PatientVector(40, -30, -50), right.Times(-1), down, 1, 1, Side, Side, "");
            var stored = new GreyImage(Side, Side, [.. place.Image.Pixels.Chunk(Side).SelectMany(row => row.Reverse())], 1, 1);
            var view = PatientAxesView.Of(plane);
            return new StackLikeness.Place(view.Show(stored), view.Shown!.Project(plane.Centre));
        });

        var likeness = StackLikeness.Of(stack, mirrored, 4);
        Assert.True(likeness.IsRepeat, $"{likeness} {mirrored[0].Centre} {mirrored[0].Image.Pixels.SequenceEqual(stack[0].Image.Pixels)}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(12)]
    public void IsRepeat_OtherParts_IsFalse(int places) => Assert.False(StackLikeness.Of(Stack(0, places), Stack(20, places), 4).IsRepeat);

    [Fact]
    public void IsRepeat_FewPlacesThatAreTheSame_IsTrue() => Assert.True(StackLikeness.Of(Stack(0, 2), Stack(0, 2), 4).IsRepeat);

    [Fact]
    public void IsRepeat_ImagesWithoutContrast_IsFalse() => Assert.False(StackLikeness.Of(Stack(0, 8, (_, _, _) => 5), Stack(0, 8, (_, _, _) => 5), 4).IsRepeat);

    [Fact]
    public void Of_NoPlaces_IsNoRepeat() => Assert.False(StackLikeness.Of([], [], 0).IsRepeat);

    /// <summary>Each place has rings and bars of its own, within the same outline.</summary>
    private static List<StackLikeness.Place> Stack(int from, int count, Func<double, double, double, double>? change = null, double rightMm = 0, double downMm = 0, double pixelMm = 1) =>
        [.. Enumerable.Range(from, count).Select(place =>
        {
            var random = new Random(place);
            var blobs = Enumerable.Range(0, 40).Select(_ => (X: random.Next(Side), Y: random.Next(Side), Radius: 2 + random.Next(6), Value: random.Next(200, 1500))).ToList();
            var pixels = (int)(Side / pixelMm);
            var values = new float[pixels * pixels];
            for (var i = 0; i < values.Length; i++)
            {
                var (x, y) = ((i % pixels * pixelMm) - rightMm, (i / pixels * pixelMm) - downMm);
                double value = 100;
                foreach (var blob in blobs)
                {
                    value = Math.Pow(x - blob.X, 2) + Math.Pow(y - blob.Y, 2) < blob.Radius * blob.Radius ? blob.Value : value;
                }

                values[i] = (float)(change?.Invoke(value, x, y) ?? value);
            }

            return new StackLikeness.Place(new GreyImage(pixels, pixels, values, pixelMm, pixelMm), new ImagePoint(pixels / 2.0, pixels / 2.0));
        })];
}
