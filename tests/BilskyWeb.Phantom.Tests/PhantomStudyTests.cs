using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Labels;
using BilskyWeb.Phantom.Lesions;

namespace BilskyWeb.Phantom.Tests;

public sealed class PhantomStudyTests
{
    [Fact]
    public void Generate_SameSeed_SamePixelsAndLabels()
    {
        var first = PhantomStudy.Generate(new PhantomRequest(41));
        var second = PhantomStudy.Generate(new PhantomRequest(41));
        Assert.Equal(first.Slices.Select(s => s.Label), second.Slices.Select(s => s.Label));
        Assert.Equal(first.Slices[7].Render().Pixels, second.Slices[7].Render().Pixels);
        Assert.NotEqual(first.Slices[7].Render().Pixels, PhantomStudy.Generate(new PhantomRequest(42)).Slices[7].Render().Pixels);
    }

    [Fact]
    public void Generate_Healthy_NoMassAnywhere()
    {
        foreach (var slice in PhantomStudy.Generate(new PhantomRequest(3, Healthy: true)).Slices)
        {
            Assert.True(slice.Label.Grade is null or BilskyGrade.Grade0);
            Assert.Equal(0, slice.Label.Measurements?.EpiduralMassMm2 ?? 0);
        }
    }

    [Theory]
    [MemberData(nameof(Origins))]
    public void Generate_DeeperMass_NeverLowersTheGrade(LesionOrigin origin)
    {
        for (var seed = 0; seed < 2; seed++)
        {
            var before = (Grade: BilskyGrade.Grade0, Depth: 0.0);
            for (var depth = 0.0; depth <= 12; depth += 1.5)
            {
                var study = PhantomStudy.Generate(new PhantomRequest(seed, Healthy: false) { LesionDepthMm = depth, Origin = origin });
                var grade = study.Slices.Max(s => s.Label.Grade) ?? BilskyGrade.Grade0;
                Assert.True(grade >= before.Grade, $"seed {seed}: {before.Grade} at {before.Depth} mm, {grade} at {depth} mm");
                before = (grade, depth);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Grades))]
    public void Draw_EachGrade_FindsIt(BilskyGrade grade)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            Assert.Equal(grade, PhantomSlice.Draw(seed, grade).Label.Grade);
        }
    }

    [Fact]
    public void Mask_SliceWithMass_ShowsCordAndTumour()
    {
        var slice = PhantomSlice.Draw(4, BilskyGrade.Grade2, Physics.ScannerProfile.External);
        var mask = slice.Mask();
        Assert.Equal(slice.Size * slice.Size, mask.Length);
        Assert.Contains((byte)Physics.Tissue.WhiteMatter, mask);
        Assert.Contains((byte)Physics.Tissue.Tumour, mask);
        Assert.Contains((byte)Physics.Tissue.Csf, mask);
    }

    [Fact]
    public void Label_Roi_IsFortyMillimetresAroundTheCanal()
    {
        var study = PhantomStudy.Generate(new PhantomRequest(5));
        var slice = study.Slices[study.Slices.Count / 2];
        var roi = slice.Label.Roi!.Value;
        Assert.Equal(SliceLabel.RoiSizeMm, roi.Width * slice.SpacingMm, 9);
        Assert.InRange(roi.CentreX, 0, slice.Size);
        Assert.InRange(roi.CentreY, 0, slice.Size);
    }

    public static TheoryData<LesionOrigin> Origins() => [.. Enum.GetValues<LesionOrigin>()];

    public static TheoryData<BilskyGrade> Grades() => [.. BilskyGrades.All];
}
