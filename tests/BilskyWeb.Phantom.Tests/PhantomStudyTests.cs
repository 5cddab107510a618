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

    [Fact]
    public void Generate_ManySeeds_FewHaveASyrinxOrFoldOver()
    {
        var studies = Enumerable.Range(200_000, 1500).Select(s => PhantomStudy.Generate(new PhantomRequest(s))).ToArray();
        Assert.InRange(studies.Count(s => s.Volume.Syrinx is not null), 25, 70);
        Assert.InRange(studies.Count(s => s.FoldOver is not null), 45, 110);
        Assert.All(Enumerable.Range(200_000, 300), s =>
        {
            var training = PhantomStudy.Generate(new PhantomRequest(s, PhantomCohort.Balanced));
            Assert.True(training is { Volume.Syrinx: null, FoldOver: null });
        });
    }

    [Fact]
    public void Mask_SliceThroughASyrinx_HasFluidInTheCordAndTheGradeOfItsGeometry()
    {
        var study = PhantomStudy.Generate(new PhantomRequest(WithSyrinx));
        var syrinx = study.Volume.Syrinx!;
        var slice = study.Slices.Where(s => s.Label.Grade is not null).MinBy(s => Math.Abs(s.Plane.Z - syrinx.CentreZ))!;
        var (x, y, z) = SliceTruth.CanalIn(study.Volume, slice.Plane);
        var section = study.Volume.SectionAt(z);
        double dx = section.Contents.CordX, dy = section.Contents.CordY;
        var (u, v) = slice.Plane.Project(x + (dx * section.Cos) - (dy * section.Sin), y + (dx * section.Sin) + (dy * section.Cos), z);
        var middle = slice.Size / 2.0;
        var (column, row) = ((int)(middle + (u / slice.SpacingMm)), (int)(middle + (v / slice.SpacingMm)));
        Assert.Equal((byte)Physics.Tissue.Csf, slice.Mask()[(row * slice.Size) + column]);
        Assert.Contains((byte)Physics.Tissue.WhiteMatter, slice.Mask());
        Assert.All(study.Slices.Where(s => s.Label.Grade is not null), s => Assert.Equal(BilskyFromGeometry.Grade(s.Label.Measurements!.Value), s.Label.Grade));
    }

    [Fact]
    public void Render_FoldOver_ShowsTheBellyBehindTheBack()
    {
        var study = PhantomStudy.Generate(new PhantomRequest(WithFoldOver));
        var slice = study.Slices[study.Slices.Count / 2];
        var (pixels, mask, size) = (slice.Render().Pixels, slice.Mask(), slice.Size);
        var behind = Enumerable.Range(size * (size - (size / 10)), size * (size / 10)).ToArray();
        Assert.All(behind, i => Assert.Equal((byte)Physics.Tissue.Air, mask[i]));
        var clean = Physics.Acquisition.Acquire(study.Volume, slice.Plane, study.Appearance.Settings, Randomness.SeededRandom.For(WithFoldOver, "noise", slice.Index)).Pixels;
        Assert.True(behind.Average(i => pixels[i]) > 2 * behind.Average(i => clean[i]));
        Assert.NotNull(slice.Label.Grade);
    }

    [Fact]
    public void Label_FoldOverOnTheCanal_IsExcludedForQuality()
    {
        var study = PhantomStudy.Generate(new PhantomRequest(WithFoldOverOnTheCanal));
        var hidden = study.Slices.Where(s => study.FoldOver!.Hides((s.Label.Roi!.Value.CentreX, s.Label.Roi.Value.CentreY), s.Size, s.SpacingMm, study.Appearance.Settings.PhaseAlongRows)).ToArray();
        Assert.InRange(hidden.Length, 1, study.Slices.Count - 1);
        Assert.Contains(hidden, s => s.Label.Exclusion == SliceExclusion.Quality);
        Assert.All(hidden, s => Assert.Null(s.Label.Grade));
        Assert.Contains(study.Slices.Except(hidden), s => s.Label.Grade is not null);
    }

    [Fact]
    public void Label_Instrumentation_ExcludesWhatItSpoilsAndNothingElse()
    {
        var study = PhantomStudy.Generate(new PhantomRequest(WithMetal));
        Assert.All(study.Slices, s => Assert.Equal(study.Volume.Metal!.Spoils(SliceTruth.CanalIn(study.Volume, s.Plane).Z), s.Label.Exclusion == SliceExclusion.Instrumentation));
        Assert.InRange(study.Slices.Count(s => s.Label is { Exclusion: SliceExclusion.Instrumentation, Grade: null }), 1, study.Slices.Count - 1);
    }

    [Fact]
    public void Label_Motion_IsExcludedForQuality()
    {
        var study = PhantomStudy.Generate(new PhantomRequest(WithMotion));
        Assert.All(study.Slices, s => Assert.Equal(study.Spoils(s.Index), s.Label.Exclusion == SliceExclusion.Quality));
        Assert.InRange(study.Slices.Count(s => s.Label is { Exclusion: SliceExclusion.Quality, Grade: null }), 1, study.Slices.Count - 1);
    }

    [Fact]
    public void Label_StenosisByDiscOrLigament_IsExcludedAsDegenerative()
    {
        var study = PhantomStudy.Generate(new PhantomRequest(WithMotion));
        var left = study.Slices.Where(s => s.Label.Exclusion is SliceExclusion.None or SliceExclusion.Degenerative).ToArray();
        Assert.All(left, s => Assert.Equal(BilskyFromGeometry.IsDegenerative(s.Label.Measurements!.Value), s.Label is { Exclusion: SliceExclusion.Degenerative, Grade: null }));
        Assert.Contains(left, s => s.Label.Exclusion == SliceExclusion.Degenerative);
    }

    // Found by trying.
    internal const long WithSyrinx = 119, WithFoldOver = 43, WithFoldOverOnTheCanal = 18, WithMetal = 29, WithMotion = 28;

    public static TheoryData<LesionOrigin> Origins() => [.. Enum.GetValues<LesionOrigin>()];

    public static TheoryData<BilskyGrade> Grades() => [.. BilskyGrades.All];
}
