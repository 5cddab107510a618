using BilskyWeb.Core.Levels;
using CsCheck;
using static BilskyWeb.Core.Levels.Vertebra;

namespace BilskyWeb.Core.Tests.Levels;

public sealed class ProposedLevelsTests
{
    [Fact]
    public void From_SacrumInView_CountsUpFromIt()
    {
        var proposed = ProposedLevels.From(Spine(T8, S1, s1: true))!;

        Assert.Equal(T8, proposed.First.Top);
        Assert.Equal(T12, proposed.NameOf(4));
        Assert.Null(proposed.Second);
        Assert.Contains("the sacrum is in view", proposed.First.SpeaksFor);
    }

    [Fact]
    public void From_C2InView_CountsDownFromIt()
    {
        var proposed = ProposedLevels.From(Spine(C2, T6, c2: true))!;

        Assert.Equal(C2, proposed.First.Top);
        Assert.Equal(T6, proposed.NameOf(proposed.Chain.Links.Count - 1));
        Assert.Null(proposed.Second);
    }

    /// <summary>Vertebrae of the chest are all of about one height: nothing decides, and both namings are told.</summary>
    [Fact]
    public void From_ChestAlone_OffersTwoNamingsAndSaysThatBothEndsAreCutOff()
    {
        var proposed = ProposedLevels.From(Spine(T4, T10))!;

        Assert.NotNull(proposed.Second);
        Assert.True(proposed.First.Probability < ProposedLevels.Certain);
        Assert.Contains(proposed.Doubts, d => d.Contains("cut off", StringComparison.Ordinal));
        Assert.NotEmpty(proposed.Second.SpeaksFor);
    }

    [Fact]
    public void From_OneVertebraMoreThanUsualBetweenBothAnchors_IsDoubted()
    {
        // Six lumbar vertebrae.
        var places = Vertebrae.All.Select(v => v.CentreMm()).ToList();
        places[^1] += 34;
        places.Insert(places.Count - 1, L5.CentreMm() + 34);
        var seen = new SeenSpine([.. places.Select(At)], At(places[0]), At(places[^1]));

        Assert.Null(ProposedLevels.From(seen) is { } whole ? whole.NameOf(24) : null);
        var withoutC3 = ProposedLevels.From(seen with { Bodies = [.. seen.Bodies.Skip(4)], C2 = null })!;
        Assert.Contains(withoutC3.Doubts, d => d.StartsWith("Ribs are not counted", StringComparison.Ordinal));
    }

    [Fact]
    public void From_OneVertebraFewerBetweenBothAnchors_SaysWhatWasCounted()
    {
        var places = Vertebrae.All.Where(v => v != T9).Select(v => v.CentreMm() - (v > T9 ? T9.HeightMm() : 0)).ToList();
        var proposed = ProposedLevels.From(new SeenSpine([.. places.Select(At)], At(places[0]), At(places[^1])))!;

        Assert.Contains(proposed.Doubts, d => d.StartsWith("From C2 to the sacrum 21 vertebrae were counted, 22 are usual", StringComparison.Ordinal));
        Assert.NotNull(proposed.Second);
    }

    [Fact]
    public void From_MissedVertebra_IsCountedAndTold()
    {
        var seen = Spine(T8, S1, s1: true);
        var proposed = ProposedLevels.From(seen with { Bodies = [.. seen.Bodies.Where(b => b.YMm != T11.CentreMm())] })!;

        Assert.Equal(T8, proposed.First.Top);
        Assert.Contains(proposed.Doubts, d => d.StartsWith("One vertebra was not seen", StringComparison.Ordinal));
    }

    [Fact]
    public void Pinned_ByAPerson_WinsOverTheSacrum()
    {
        var pinned = ProposedLevels.From(Spine(T8, S1, s1: true))!.Pinned(1, T8);

        Assert.Equal(T7, pinned.First.Top);
        Assert.True(pinned.ByPerson);
        Assert.Null(pinned.Second);
    }

    [Fact]
    public void Pinned_BeyondTheSpine_ChangesNothing()
    {
        var proposed = ProposedLevels.From(Spine(T8, S1, s1: true))!;

        Assert.Same(proposed, proposed.Pinned(0, C2 - 1));
        Assert.Same(proposed, proposed.Pinned(0, L5));
        Assert.Same(proposed, proposed.Pinned(-1, T8));
    }

    /// <summary>Of drawn slices with an anchor in view two in five bodies alone had their name: what was seen beyond the anchor ruled the right count out.</summary>
    [Fact]
    public void From_StraysBeyondAnAnchor_ChangeNoName()
    {
        var below = Spine(L1, S1, s1: true);
        var above = Spine(C2, T3, c2: true);

        var loins = ProposedLevels.From(below with { Bodies = [.. below.Bodies, At(S1.CentreMm() + 25), At(S1.CentreMm() + 45)] })!;
        var neck = ProposedLevels.From(above with { Bodies = [.. above.Bodies, At(C2.CentreMm() - 20), At(C2.CentreMm() - 55)] })!;

        Assert.Equal((L1, C2), (loins.First.Top, neck.First.Top));
        Assert.Equal(S1, loins.NameOf(loins.Chain.Links.Count - 1));
    }

    [Fact]
    public void From_FewerThanThree_IsNoProposal() => Assert.Null(ProposedLevels.From(Spine(L4, L5)));

    [Fact]
    public void From_AnchorFarFromEveryBody_IsNoAnchor()
    {
        var proposed = ProposedLevels.From(Spine(T4, T10) with { S1 = new SeenVertebra(90, T7.CentreMm(), 0.99) })!;

        Assert.DoesNotContain(proposed.First.SpeaksFor, r => r.Contains("sacrum", StringComparison.Ordinal));
    }

    /// <summary>Persons of any size, their heights a little uneven: with the sacrum in view the count holds.</summary>
    [Fact]
    public void From_PersonsOfAnySize_WithTheSacrumAreNamedRight() =>
        Gen.Select(Gen.Double[0.82, 1.18], Gen.Int[0, (int)L2], Gen.Double[-0.06, 0.06].Array[Vertebrae.All.Count]).Sample((scale, top, uneven) =>
        {
            var places = Vertebrae.All.Where(v => (int)v >= top).Select(v => (v.CentreMm() * scale) + (uneven[(int)v] * v.HeightMm())).ToList();
            return ProposedLevels.From(new SeenSpine([.. places.Select(At)], null, At(places[^1])))!.First.Top == (Vertebra)top;
        });

    private static SeenSpine Spine(Vertebra from, Vertebra to, bool c2 = false, bool s1 = false) => new(
        [.. Vertebrae.All.Where(v => v >= from && v <= to).Select(v => At(v.CentreMm()))],
        c2 ? At(C2.CentreMm()) : null,
        s1 ? At(S1.CentreMm()) : null);

    private static SeenVertebra At(double y) => new(0, y, 0.9);
}
