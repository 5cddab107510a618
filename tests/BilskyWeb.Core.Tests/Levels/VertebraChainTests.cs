using BilskyWeb.Core.Levels;

namespace BilskyWeb.Core.Tests.Levels;

public sealed class VertebraChainTests
{
    [Fact]
    public void Order_Shuffled_IsHeadFirst()
    {
        var chain = VertebraChain.Order(Straight(0, 20, 40, 60).Reverse());

        Assert.Equal([0d, 20, 40, 60], chain.Links.Select(l => l.At.YMm));
        Assert.All(chain.Links, l => Assert.True(l.Seen));
    }

    [Fact]
    public void Order_OneMissing_CountsIt()
    {
        var chain = VertebraChain.Order(Straight(0, 20, 40, 80, 100, 121));

        Assert.Equal(7, chain.Links.Count);
        Assert.Equal([3], Enumerable.Range(0, 7).Where(i => !chain.Links[i].Seen));
        Assert.Equal(60, chain.Links[3].At.YMm, 6);
    }

    [Fact]
    public void Order_TwoMissing_CountsBoth()
    {
        var chain = VertebraChain.Order(Straight(0, 20, 40, 100, 120, 140));

        Assert.Equal([3, 4], Enumerable.Range(0, chain.Links.Count).Where(i => !chain.Links[i].Seen));
    }

    [Fact]
    public void Order_Double_KeepsTheSurer()
    {
        var chain = VertebraChain.Order([.. Straight(0, 20, 40), new SeenVertebra(3, 23, 0.4)]);

        Assert.Equal([0d, 20, 40], chain.Links.Select(l => l.At.YMm));
    }

    [Fact]
    public void Order_StrayBesideTheLine_IsLeftOut()
    {
        var chain = VertebraChain.Order([.. Straight(0, 20, 40, 60, 80), new SeenVertebra(45, 50, 0.6)]);

        Assert.Equal(5, chain.Links.Count);
        Assert.All(chain.Links, l => Assert.Equal(0, l.At.XMm));
    }

    /// <summary>A sacrum leans back by more than half a right angle: it still belongs to the row.</summary>
    [Fact]
    public void Order_LeaningSacrum_BelongsToTheRow()
    {
        SeenVertebra[] seen = [.. Straight(0, 34, 68, 102), new SeenVertebra(22, 126, 0.8)];

        Assert.Equal(5, VertebraChain.Order(seen).Links.Count);
    }

    [Fact]
    public void Order_NothingOrNoNumber_IsEmpty()
    {
        Assert.Empty(VertebraChain.Order([]).Links);
        Assert.Empty(VertebraChain.Order([new SeenVertebra(double.NaN, 0, 1), new SeenVertebra(0, 0, double.NaN)]).Links);
    }

    [Fact]
    public void Order_OneAlone_IsOneLink() => Assert.Single(VertebraChain.Order(Straight(5)).Links);

    private static SeenVertebra[] Straight(params double[] places) => Array.ConvertAll(places, y => new SeenVertebra(0, y, 0.9));
}
