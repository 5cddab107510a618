using BilskyWeb.Core.Grading;
using static BilskyWeb.Core.Grading.BilskyGrade;
using static BilskyWeb.Core.Tests.Grading.Slices;

namespace BilskyWeb.Core.Tests.Grading;

public sealed class TwoOpinionsTests
{
    private static readonly CompressionGeometry
        Sound = new(0.4, 0, null, 0.1, 350, 70, 1, 0.01) { Grade = Grade0 },
        Beside = new(9, 0.2, null, 0.1, 350, 70, 1, 0.04) { Grade = Grade1a },
        Apart = new(40, 2, 2.1, 0.1, 300, 70, 1, 0.2) { Grade = Grade1b },
        Abutting = new(60, 3, 0.2, 0.4, 250, 68, 0.98, 0.3) { Grade = Grade1c },
        Flattened = new(90, 5, 0, 1.4, 120, 55, 0.8, 0.45) { Grade = Grade2 },
        Encased = new(150, 6, 0, 2.6, 0, 40, 0.6, 0.7) { Grade = Grade3 },
        WithoutCord = new(30, 1, null, null, null, null, null, 0.2);

    public static TheoryData<BilskyGrade, CompressionGeometry?, OpinionAgreement> Pairs => new()
    {
        { Grade0, Sound, OpinionAgreement.Agree },
        { Grade0, Apart, OpinionAgreement.Agree },
        { Grade1b, Beside, OpinionAgreement.Agree },
        { Grade1b, Abutting, OpinionAgreement.Differ },
        { Grade0, Encased, OpinionAgreement.Differ },
        { Grade1c, Apart, OpinionAgreement.Differ },
        { Grade3, Sound, OpinionAgreement.Differ },
        { Grade1c, Flattened, OpinionAgreement.Agree },
        { Grade3, Abutting, OpinionAgreement.Agree },
        { Grade2, WithoutCord, OpinionAgreement.NoGeometry },
        { Grade2, null, OpinionAgreement.NoGeometry },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Combine_Withhold_WithholdsExactlyWhereTheyDifferAndKeepsTheGrade(BilskyGrade prototypes, CompressionGeometry? geometry, OpinionAgreement agreement)
    {
        var slice = Sure(prototypes);

        var both = TwoOpinions.Combine(slice, geometry, SecondOpinionUse.Withhold);

        Assert.Equal((agreement, prototypes, geometry, true), (both.Agreement, both.Grade!.Value, both.Geometry, both.RestsOnBoth));
        Assert.Equal(agreement == OpinionAgreement.Differ ? SliceStatus.Abstained : SliceStatus.Graded, both.Status);
        Assert.Equal(both.Status == SliceStatus.Abstained, both.Reason is not null);
        Assert.Equal(slice.Probabilities, both.Probabilities);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Combine_Report_OnlySaysIt(BilskyGrade prototypes, CompressionGeometry? geometry, OpinionAgreement agreement)
    {
        var both = TwoOpinions.Combine(Sure(prototypes), geometry, SecondOpinionUse.Report);

        Assert.Equal((agreement, SliceStatus.Graded, null, false), (both.Agreement!.Value, both.Status, both.Reason, both.RestsOnBoth));
    }

    [Fact]
    public void Combine_SliceThatThePrototypesWithheld_StaysWithheldForTheirReason()
    {
        var both = TwoOpinions.Combine(Slice([0.5, 0.1, 0.1, 0.1, 0.1, 0.1], SliceStatus.Abstained), Sound, SecondOpinionUse.Withhold);

        Assert.Equal((SliceStatus.Abstained, "Weak.", OpinionAgreement.Agree), (both.Status, both.Reason, both.Agreement!.Value));
    }

    [Fact]
    public void Combine_PrototypesWithoutAnyNumbers_IsNoAgreement()
    {
        var both = TwoOpinions.Combine(new GradedSlice(SliceStatus.Abstained, "No numbers.", null, null, [], []), Abutting, SecondOpinionUse.Withhold);

        Assert.Equal((SliceStatus.Abstained, "No numbers.", null), (both.Status, both.Reason, both.Agreement));
    }

    [Fact]
    public void Combine_Withheld_SaysBothReasons()
    {
        Assert.Equal("Prototypes say 1c; cord and mass are 2.1 mm apart. A reader must grade it.", TwoOpinions.Combine(Sure(Grade1c), Apart, SecondOpinionUse.Withhold).Reason);
        Assert.Equal("Prototypes say 1b; mass lies on the cord (0.2 mm of CSF). A reader must grade it.", TwoOpinions.Combine(Sure(Grade1b), Abutting, SecondOpinionUse.Withhold).Reason);
    }

    /// <summary>What is measured far from the line gives the prototypes' doubt an answer, and nothing else does.</summary>
    [Theory]
    [InlineData(0.02, false, "sound", SliceStatus.Graded, false)]
    [InlineData(0.2, false, "sound", SliceStatus.Graded, false)]
    [InlineData(0.2, false, "apart", SliceStatus.Graded, false)]
    [InlineData(0.3, false, "sound", SliceStatus.Abstained, true)]
    [InlineData(0.2, false, "near", SliceStatus.Abstained, true)]
    [InlineData(0.02, false, "near", SliceStatus.Graded, false)]
    [InlineData(0.2, false, "abutting", SliceStatus.Graded, true)]
    [InlineData(0.02, false, "abutting", SliceStatus.Abstained, false)]
    [InlineData(0.04, true, "sound", SliceStatus.Graded, false)]
    [InlineData(0.04, true, "abutting", SliceStatus.Graded, true)]
    [InlineData(0.04, true, "near", SliceStatus.Abstained, true)]
    [InlineData(0.02, true, "abutting", SliceStatus.Abstained, false)]
    public void Combine_Weigh_DecidesByHowFarWhatIsMeasuredLiesFromTheLine(double high, bool onTheLine, string measured, SliceStatus status, bool isHigh)
    {
        var geometry = measured switch { "sound" => Sound, "apart" => Apart, "near" => Apart with { CordGapMm = 1.2 }, _ => Abutting };
        double[] probabilities = [1 - high, 0, 0, high, 0, 0];
        var slice = Slice(probabilities, onTheLine ? SliceStatus.Abstained : SliceStatus.Graded) with { Grade = new GradeDecision(0.033).Of(probabilities), IsOnTheLine = onTheLine };

        var both = TwoOpinions.Combine(slice, geometry, SecondOpinionUse.Weigh);

        Assert.Equal((status, isHigh, status == SliceStatus.Graded ? OpinionAgreement.Agree : OpinionAgreement.Differ, true), (both.Status, both.Grade!.Value.IsHighGrade(), both.Agreement!.Value, both.RestsOnBoth));
        Assert.Equal(status == SliceStatus.Graded, both.Reason is null);
        Assert.Equal(probabilities, both.Probabilities);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Combine_WeighWhatIsUnlikeOrHasNoGeometry_LeavesItAsItWas(bool measured)
    {
        var unlike = Slice([0.5, 0.1, 0.1, 0.1, 0.1, 0.1], SliceStatus.Abstained) with { IsOnTheLine = !measured };

        var both = TwoOpinions.Combine(unlike, measured ? Sound : WithoutCord, SecondOpinionUse.Weigh);

        Assert.Equal((SliceStatus.Abstained, "Weak.", unlike.Grade), (both.Status, both.Reason, both.Grade));
    }

    [Fact]
    public void Seen_EveryGrade_IsWhatItRestsOn() => Assert.Equal(
        [
            "no mass is seen in the canal", "the mass in the canal does not reach the sac", "cord and mass are 2.1 mm apart", "mass lies on the cord (0.2 mm of CSF)",
            "the cord is flattened by 1.4 mm, with CSF on 120° around it", "the cord is flattened by 2.6 mm, with no CSF to be seen around it", "no cord is seen to measure by",
        ],
        new[] { Sound, Beside, Apart, Abutting, Flattened, Encased, WithoutCord }.Select(TwoOpinions.Seen));
}
