using BilskyWeb.Core.Levels;
using BilskyWeb.Phantom.Sagittal;

namespace BilskyWeb.Phantom.Tests;

public sealed class SagittalSliceTests
{
    [Fact]
    public void Draw_SameSeed_IsTheSameSlice()
    {
        var (one, two) = (SagittalSlice.Draw(5, 96), SagittalSlice.Draw(5, 96));

        Assert.Equal(one.Image.Pixels, two.Image.Pixels);
        Assert.Equal(one.Bodies, two.Bodies);
        Assert.NotEqual(one.Image.Pixels, SagittalSlice.Draw(6, 96).Image.Pixels);
    }

    [Fact]
    public void Draw_ManySeeds_BodiesAreInViewInOrderAndApart()
    {
        var slices = Enumerable.Range(0, 40).Select(i => SagittalSlice.Draw(i, 128)).ToList();

        foreach (var slice in slices)
        {
            Assert.All(slice.Image.Pixels, p => Assert.True(float.IsFinite(p)));
            Assert.All(slice.Bodies, b => Assert.True(b.X is > 0 and < 128 && b.Y is > 0 and < 128));
            foreach (var (upper, lower) in slice.Bodies.Zip(slice.Bodies.Skip(1)))
            {
                Assert.InRange(double.Hypot(lower.X - upper.X, lower.Y - upper.Y), VertebraChain.NearestMm, VertebraChain.FarthestMm);
            }
        }

        // Both anchors are drawn, and slices without any.
        Assert.Contains(slices, s => s.Bodies.Any(b => b.Name == Vertebra.C2));
        Assert.Contains(slices, s => s.Bodies.Any(b => b.Name == Vertebra.S1));
        Assert.Contains(slices, s => s.Bodies.All(b => b.Name is not (Vertebra.C2 or Vertebra.S1)));
    }

    /// <summary>What was drawn is put in order and named by the very functions that a seen spine goes through.</summary>
    [Fact]
    public void Draw_PlacesAsSeen_AreNamedByTheirAnchor()
    {
        foreach (var slice in Enumerable.Range(0, 30).Select(i => SagittalSlice.Draw(i, 320)))
        {
            var seen = slice.Bodies.Select(b => (b.Name, At: new SeenVertebra(b.X, b.Y, 0.9))).ToList();
            var (c2, s1) = (seen.Find(b => b.Name == Vertebra.C2), seen.Find(b => b.Name == Vertebra.S1));
            if (seen.Count < 3 || (c2.Name, s1.Name) is (null, null) or (not null, not null))
                continue;
            var proposed = ProposedLevels.From(new SeenSpine([.. seen.Select(b => b.At)], c2.Name is null ? null : c2.At, s1.Name is null ? null : s1.At))!;

            Assert.Equal(c2.Name is null ? Vertebra.S1 : Vertebra.C2, proposed.NameOf(proposed.Chain.Nearest(c2.Name is null ? s1.At : c2.At, 1)!.Value));
        }
    }
}
