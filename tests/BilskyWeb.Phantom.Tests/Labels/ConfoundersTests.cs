using BilskyWeb.Phantom.Labels;

namespace BilskyWeb.Phantom.Tests.Labels;

public sealed class ConfoundersTests
{
    [Theory]
    [InlineData(Confounders.None, "")]
    [InlineData(Confounders.FoldOver | Confounders.FlowVoid, "flow-void fold-over")]
    [InlineData((Confounders)255, "lipomatosis flow-void ghosts syrinx degenerative instrumentation motion fold-over")]
    public void ToText_AnyOfThem_IsAWordEach(Confounders confounders, string expected) => Assert.Equal(expected, confounders.ToText());

    [Fact]
    public void Label_Lipomatosis_IsOnEverySliceOfThePerson()
    {
        Assert.All(Slices(WithLipomatosis), s => Assert.True(s.Label.Confounders.HasFlag(Confounders.Lipomatosis)));
        Assert.All(Slices(PhantomStudyTests.WithMetal), s => Assert.False(s.Label.Confounders.HasFlag(Confounders.Lipomatosis)));
    }

    [Fact]
    public void Label_Metal_IsOnTheSlicesItSpoils()
    {
        var study = PhantomStudy.Generate(new PhantomRequest(PhantomStudyTests.WithMetal));
        Assert.All(study.Slices, s => Assert.Equal(s.Label.Exclusion == SliceExclusion.Instrumentation, s.Label.Confounders.HasFlag(Confounders.Instrumentation)));
    }

    [Fact]
    public void Label_Motion_IsOnTheSlicesItSpoilsWithoutGhostsOfPulsation()
    {
        var study = PhantomStudy.Generate(new PhantomRequest(PhantomStudyTests.WithMotion));
        Assert.All(study.Slices, s => Assert.Equal(study.Spoils(s.Index), s.Label.Confounders.HasFlag(Confounders.Motion)));
        Assert.All(study.Slices, s => Assert.False(s.Label.Confounders.HasFlag(Confounders.Motion | Confounders.Ghosts)));
    }

    [Fact]
    public void Label_Ghosts_AreOnAllGoodSlicesOrNone()
    {
        var studies = Enumerable.Range(0, 60).Select(s => PhantomStudy.Generate(new PhantomRequest(s))).ToArray();
        Assert.InRange(studies.Count(s => s.Appearance.ShowsGhosts), 3, 20);
        Assert.All(studies.Where(s => s.Appearance.ShowsGhosts), s => Assert.True(s.Appearance.Settings.GhostAmplitude > 0));
        Assert.All(studies.Where(s => !s.Spoils(4)), s => Assert.Equal(s.Appearance.ShowsGhosts, s.Slices[4].Label.Confounders.HasFlag(Confounders.Ghosts)));
    }

    [Fact]
    public void Label_Syrinx_IsOnTheSlicesThroughIt()
    {
        var study = PhantomStudy.Generate(new PhantomRequest(PhantomStudyTests.WithSyrinx));
        var through = study.Slices.Where(s => s.Label.Confounders.HasFlag(Confounders.Syrinx)).ToArray();
        Assert.Contains(study.Slices.MinBy(s => Math.Abs(s.Plane.Z - study.Volume.Syrinx!.CentreZ)), through);
        Assert.InRange(through.Length, 3, study.Slices.Count - 1);
        Assert.Contains(through, s => s.Label.Grade is not null);
    }

    [Fact]
    public void Label_DiscOrLigament_IsOnEverySliceOfStenosisAndOnLesserOnes()
    {
        var slices = Slices(PhantomStudyTests.WithMotion).ToArray();
        Assert.All(slices, s => Assert.Equal(s.Label.Measurements!.Value.DegenerativeIndentationMm >= BilskyFromGeometry.SacDeformedMm, s.Label.Confounders.HasFlag(Confounders.Degenerative)));
        Assert.All(slices.Where(s => s.Label.Exclusion == SliceExclusion.Degenerative), s => Assert.True(s.Label.Confounders.HasFlag(Confounders.Degenerative)));
        Assert.Contains(slices, s => s.Label.Confounders.HasFlag(Confounders.Degenerative));
    }

    [Fact]
    public void Label_FoldOver_IsOnTheSlicesThatShowIt()
    {
        Assert.All(Slices(PhantomStudyTests.WithFoldOver), s => Assert.True(s.Label.Confounders.HasFlag(Confounders.FoldOver)));
        var study = PhantomStudy.Generate(new PhantomRequest(PhantomStudyTests.WithFoldOverOnTheCanal));
        Assert.All(study.Slices.Where(s => s.Label.Exclusion == SliceExclusion.Quality), s => Assert.True(s.Label.Confounders.HasFlag(Confounders.FoldOver)));
        Assert.All(Slices(PhantomStudyTests.WithMetal), s => Assert.False(s.Label.Confounders.HasFlag(Confounders.FoldOver)));
    }

    [Fact]
    public void Label_FlowVoid_IsOnSlicesWhoseFluidIsDark()
    {
        var studies = Enumerable.Range(0, 12).Select(s => PhantomStudy.Generate(new PhantomRequest(s))).ToArray();
        Assert.All(studies.Where(s => s.Person.FlowVoid < 0.15), s => Assert.DoesNotContain(s.Slices, slice => slice.Label.Confounders.HasFlag(Confounders.FlowVoid)));
        var strong = studies.MaxBy(s => s.Person.FlowVoid)!;
        Assert.Contains(strong.Slices, s => s.Label.Confounders.HasFlag(Confounders.FlowVoid) && s.Label.Grade is not null);
        Assert.Contains(strong.Slices, s => !s.Label.Confounders.HasFlag(Confounders.FlowVoid));
    }

    // Found by trying.
    private const long WithLipomatosis = 14;

    private static IEnumerable<PhantomSlice> Slices(long seed) => PhantomStudy.Generate(new PhantomRequest(seed)).Slices;
}
