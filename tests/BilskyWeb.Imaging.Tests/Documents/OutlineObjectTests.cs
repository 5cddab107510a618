using BilskyWeb.Imaging.Documents;

namespace BilskyWeb.Imaging.Tests.Documents;

/// <summary>Outlines for planning, which are proposals and say so.</summary>
public sealed class OutlineObjectTests
{
    [SkippableFact]
    public void Segmentation_Outlines_IsCleanForDciodvfyAndAProposal()
    {
        var written = SegmentationObject.Write(SignedDecision.Outlines());

        Assert.Empty(Validator.Errors(written.File));
        var dump = Validator.Dump(written.File);
        Assert.Contains("a person must edit it before use", dump, StringComparison.Ordinal);
        Assert.Contains("(0028,0008) IS [7]", dump, StringComparison.Ordinal); // cord and sac on three slices, mass on one
        Assert.Contains("AUTOMATIC", dump, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Segmentation_WithoutMass_NumbersItsSegmentsWithoutAGap()
    {
        var proposal = SignedDecision.Outlines();
        var written = SegmentationObject.Write(proposal with { Slices = [proposal.Slices[0] with { Contours = proposal.Slices[0].Contours with { Cord = [] } }] });

        Assert.Empty(Validator.Errors(written.File));
        Assert.Contains("(0062,0004) US 1", Validator.Dump(written.File), StringComparison.Ordinal);
        Assert.DoesNotContain("(0062,0004) US 2", Validator.Dump(written.File), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void StructureSet_Outlines_IsCleanForDciodvfyAndUnapproved()
    {
        var written = StructureSetObject.Write(SignedDecision.Outlines());

        Assert.Empty(Validator.Errors(written.File));
        var dump = Validator.Dump(written.File);
        Assert.Contains("UNAPPROVED", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("GTV", dump, StringComparison.Ordinal);

        // The cord's first corner: pixel (10, 10) of 0.5 × 0.6 mm, the first pixel's centre at (−100, −90).
        Assert.Contains(@"[-95.25\-84.3\-50\", dump, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SlicesOfTwoSeriesOrWithoutFrameOfReference_Throws()
    {
        var proposal = SignedDecision.Outlines();
        var mixed = proposal with { Slices = [proposal.Slices[0], proposal.Slices[1] with { Image = proposal.Slices[1].Image with { SeriesInstanceUid = "1.2.3" } }] };

        Assert.Throws<ArgumentException>(() => SegmentationObject.Write(mixed));
        Assert.Throws<ArgumentException>(() => StructureSetObject.Write(mixed));
        Assert.Throws<ArgumentException>(() => StructureSetObject.Write(SignedDecision.Outlines(frameOfReference: "")));
    }

    [Fact]
    public void Fill_BoxWithHole_IsThePixelsWhoseCentresLieWithin()
    {
        var bits = new byte[8];

        OutlineMask.Fill(bits, 0, 8, 8, [SignedDecision.Box(1, 1, 6, 6), SignedDecision.Box(2.6, 2.6, 4.4, 4.4)]);

        Assert.Equal(new byte[] { 0, 0b00111110, 0b00111110, 0b00110110, 0b00111110, 0b00111110, 0, 0 }, bits);
    }

    [Fact]
    public void Fill_OutlineBeyondTheImage_StaysWithinIt()
    {
        var bits = new byte[2];

        OutlineMask.Fill(bits, 0, 4, 4, [SignedDecision.Box(-3, 2, 9, 9)]);

        Assert.Equal(new byte[] { 0, 0xFF }, bits);
    }
}
