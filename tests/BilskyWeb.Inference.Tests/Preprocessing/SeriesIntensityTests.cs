using BilskyWeb.Core.Geometry;
using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Inference.Tests.Preprocessing;

public sealed class SeriesIntensityTests
{
    [Fact]
    public void Measure_RampOverTwoSlices_IsTheSeriesPercentiles()
    {
        var first = Image([.. Enumerable.Range(0, 5000).Select(i => (float)i)]);
        var second = Image([.. Enumerable.Range(5000, 5000).Select(i => (float)i)]);

        var intensity = SeriesIntensity.Measure([first, second]);

        Assert.Equal(100, intensity.Low, 1.0);
        Assert.Equal(9950, intensity.High, 1.0);
    }

    [Fact]
    public void Measure_ConstantSeries_ScalesToZeroNotNaN()
    {
        var intensity = SeriesIntensity.Measure([Image([.. Enumerable.Repeat(700f, 100)])]);
        var scaled = new float[3];

        intensity.Scale([700f, 0f, 9000f], scaled);

        Assert.True(intensity.IsFlat);
        Assert.Equal([0f, 0f, 0f], scaled);
    }

    [Fact]
    public void Measure_NoPixels_IsFlat() => Assert.True(SeriesIntensity.Measure([]).IsFlat);

    [Fact]
    public void Measure_NonFinitePixels_AreLeftOut()
    {
        var intensity = SeriesIntensity.Measure([Image([float.NaN, float.PositiveInfinity, 0, 1000, 1000, 0])]);

        Assert.InRange(intensity.Low, 0, 1000);
        Assert.InRange(intensity.High, intensity.Low, 1000);
    }

    [Fact]
    public void Measure_WholeFloatRange_DoesNotOverflow()
    {
        var intensity = SeriesIntensity.Measure([Image([float.MinValue, float.MaxValue, 0, 1])]);

        Assert.True(float.IsFinite(intensity.Low) && float.IsFinite(intensity.High));
    }

    [Fact]
    public void Scale_AnyPixel_IsWithinZeroAndOne()
    {
        var scaled = new float[7];

        new SeriesIntensity(-100, 300).Scale([-5000f, -100f, 100f, 300f, 5000f, float.NaN, float.NegativeInfinity], scaled);

        Assert.Equal([0f, 0f, 0.5f, 1f, 1f], scaled[..5]);
        Assert.All(scaled, v => Assert.InRange(v, 0f, 1f));
    }

    [Theory]
    [InlineData(1f, 0f)]
    [InlineData(float.NaN, 1f)]
    [InlineData(0f, float.PositiveInfinity)]
    public void New_ImpossibleRange_Throws(float low, float high) => Assert.Throws<ArgumentException>(() => new SeriesIntensity(low, high));

    private static GreyImage Image(float[] pixels) => new(pixels.Length, 1, pixels, 1, 1);
}
