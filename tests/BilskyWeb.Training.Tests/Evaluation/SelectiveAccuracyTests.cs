using BilskyWeb.Training.Evaluation;

namespace BilskyWeb.Training.Tests.Evaluation;

public sealed class SelectiveAccuracyTests
{
    [Fact]
    public void Of_WrongWhereUnsure_RisesAsFewerAreKept()
    {
        // Of 100 slices the 10 it is least sure of are wrong, in no order.
        var slices = Enumerable.Range(0, 100).Select(i => ((double)(i * 37 % 100), (i * 37 % 100) >= 10)).ToArray();
        var selective = SelectiveAccuracy.Of(slices);
        Assert.Equal([100, 95, 90, 80, 70], selective.Select(s => s.KeptPercent));
        Assert.Equal([90, 90, 90, 80, 70], selective.Select(s => s.Right.Count));
        Assert.Equal([100, 95, 90, 80, 70], selective.Select(s => s.Right.Of));
    }

    [Fact]
    public void Of_NoSlices_IsUndefined() => Assert.All(SelectiveAccuracy.Of([]), s => Assert.Null(s.Right.Value));
}
