using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Imaging.Tests.Series;

/// <summary>Which ends of the spine a stack reaches: only what says so ends it.</summary>
public sealed class SpineRegionTests
{
    [Theory]
    [InlineData("T2 TSE tra LWS", SpineEnds.Below)]
    [InlineData("AX T2 L-SPINE", SpineEnds.Below)]
    [InlineData("T2_TSE_TRA_LUMBAR", SpineEnds.Below)]
    [InlineData("Ax T2 L5-S1", SpineEnds.Below)]
    [InlineData("t2 tra sacrum", SpineEnds.Below)]
    [InlineData("AX T2 WHOLE SPINE", SpineEnds.Both)]
    [InlineData("T2 ganze WS", SpineEnds.Both)]
    [InlineData("T2 TRA BRAIN", SpineEnds.Above)]
    [InlineData("t2 tra Kopf-Hals", SpineEnds.Above)]
    [InlineData("AX T2 C-SPINE", SpineEnds.None)]
    [InlineData("T2 tra HWS", SpineEnds.None)]
    [InlineData("AX T2 T5-T8", SpineEnds.None)]
    [InlineData("T2 TSE TRA BWS", SpineEnds.None)]
    [InlineData("AX T2 L2-L4", SpineEnds.None)]
    [InlineData("T2 TSE TRA", null)]
    [InlineData("AX T2 FRFSE", null)]
    [InlineData("", null)]
    public void Of_Name_TellsTheEndsThatItReaches(string name, SpineEnds? ends) => Assert.Equal(ends, SpineRegion.Of(name));

    [Theory]
    [InlineData("LSPINE", SpineEnds.Below)]
    [InlineData("TSPINE", SpineEnds.None)]
    [InlineData("CSPINE", SpineEnds.None)]
    [InlineData("SPINE", null)]
    [InlineData("LUMBAR SPINE", SpineEnds.Below)]
    [InlineData("HEAD", SpineEnds.Above)]
    public void OfBodyPart_Term_TellsTheEndsThatItReaches(string bodyPart, SpineEnds? ends) => Assert.Equal(ends, SpineRegion.OfBodyPart(bodyPart));

    [Fact]
    public void SpineEnds_SeriesNamedByItsOwnRegion_IsNotJudgedByTheStudysName()
    {
        var facts = new SeriesFacts { StudyInstanceUid = "1", SeriesInstanceUid = "2", BodyPart = "SPINE", StudyDescription = "MRI WHOLE SPINE" };

        Assert.Equal(SpineEnds.Both, facts.SpineEnds);
        Assert.Equal(SpineEnds.None, (facts with { Description = "T2 TRA T5-T8" }).SpineEnds);
        Assert.Equal(SpineEnds.None, (facts with { BodyPart = "TSPINE" }).SpineEnds);
    }
}
