using BilskyWeb.Core.Grading;

namespace BilskyWeb.Core.Tests.Grading;

public sealed class GeometryTextTests
{
    private static readonly CompressionGeometry Abutting = new(42.4, 3.14, 0.24, -0.01, 251, 61.4, 0.923, 0.214) { Grade = BilskyGrade.Grade1c };

    [Fact]
    public void Lines_EverythingMeasured_HaveUnits() => Assert.Equal(
        [
            ("Mass in the canal", "42 mm², 21% of the canal"), ("Between cord and mass", "0.2 mm of CSF"), ("Sac indented by", "3.1 mm"), ("Cord flattened by", "0.0 mm"),
            ("CSF around the cord", "251° of 360°"), ("Cord", "61 mm², 92% of sound slices near"),
        ],
        GeometryText.Lines(Abutting));

    [Fact]
    public void Lines_WithoutCord_SayOnlyWhatWasMeasured() =>
        Assert.Equal(["Mass in the canal", "Sac indented by", "Cord"], GeometryText.Lines(new CompressionGeometry(0, 0, null, null, null, null, null, 0)).Select(l => l.Name));

    [Fact]
    public void Line_ForAPicture_IsShort() =>
        Assert.Equal(
            ("mass 42 mm² (21% of the canal) · CSF between cord and mass 0.2 mm · cord 61 mm² (92% of near slices)", "mass 42 mm² · gap 0.2 mm · cord 61 mm²"),
            (GeometryText.Line(Abutting), GeometryText.Short(Abutting)));

    [Fact]
    public void Words_EachAgreement_SaysWhatTheOpinionsRestOn()
    {
        Assert.Equal("The two opinions differ. Prototypes say 1b; mass lies on the cord (0.2 mm of CSF).", GeometryText.Words(OpinionAgreement.Differ, BilskyGrade.Grade1b, Abutting));
        Assert.Equal("Both opinions are on one side of the pathway line: measured 1c, mass lies on the cord (0.2 mm of CSF).", GeometryText.Words(OpinionAgreement.Agree, BilskyGrade.Grade2, Abutting));
        Assert.Equal("Nothing could be measured, since no sac was seen: the prototypes' answer stands alone.", GeometryText.Words(OpinionAgreement.NoGeometry, BilskyGrade.Grade2, null));
    }
}
