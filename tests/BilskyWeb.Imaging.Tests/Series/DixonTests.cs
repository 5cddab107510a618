using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Series;
using static BilskyWeb.Imaging.Tests.Series.TestSeries;

namespace BilskyWeb.Imaging.Tests.Series;

/// <summary>Of a Dixon acquisition the in-phase images are graded, else the water images; never fat or opposed ones, wherever and in whatever order they stand.</summary>
public sealed class DixonTests
{
    private const string FatSuppressed = "Fat-suppressed (Dixon water images): epidural fat cannot be told from other dark tissue.";

    public static TheoryData<string[]> Terms => new(
        ["DERIVED", "PRIMARY", "F", "F", "DERIVED"],
        ["ORIGINAL", "PRIMARY", "OP", "OP", "UNSPECIFIED"],
        ["DERIVED", "PRIMARY", "M", "DIXON", "FAT"],
        ["ORIGINAL", "PRIMARY", "M", "OPP_PHASE"],
        ["DERIVED", "PRIMARY", "DIXON", "OUT_OF_PHASE"],
        ["DERIVED", "PRIMARY", "DIXON", "FAT_FRACTION"],
        ["DERIVED", "PRIMARY", "FF", "FF", "UNSPECIFIED"]);

    [Theory]
    [MemberData(nameof(Terms))]
    public void Choose_FatOrOpposedByItsImageType_IsLeftWithTheTerm(string[] types)
    {
        var choice = Judge(slice => slice.Set(DicomTag.ImageType, types).Set(DicomTag.SeriesDescription, "T2W_mDIXON_TSE AX"));

        Assert.False(choice.Taken);
        Assert.Contains($"image type {types.Last(t => t is not ("UNSPECIFIED" or "DERIVED"))}", choice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(FAT) Ax T2 FSE Flex", "\"fat\"")]
    [InlineData("FAT: Ax T2 FSE Flex", "\"fat\"")]
    [InlineData("Ax T2 FSE Flex (FAT)", "\"fat\"")]
    [InlineData("AX T2 FSE IDEAL FAT ONLY", "\"fat")]
    [InlineData("Ax T2 fatimage", "\"fatimage\"")]
    [InlineData("T2 TRA LIPID", "\"lipid\"")]
    [InlineData("OutPhase: Ax T2 Flex", "\"outphase\"")]
    [InlineData("T2 AX Out of Phase", "\"out of phase\"")]
    [InlineData("t2_tse_dixon_tra_F", "\"f\"")]
    [InlineData("t2_tse_dixon_tra_opp", "\"opp\"")]
    [InlineData("T2 TSE DIXON tra opp phase", "\"opp phase\"")]
    [InlineData("T2 TRA Fett", "\"fett\"")]
    [InlineData("T2 tra grasa", "\"grasa\"")]
    [InlineData("T2 tra жир", "\"жир\"")]
    [InlineData("T2 TRA tłuszcz", "\"tłuszcz\"")]
    [InlineData("T2 横断 脂肪画像", "\"脂肪画像\"")]
    [InlineData("T2 轴位 脂相", "\"脂相\"")]
    [InlineData("Ｔ２ ＦＡＴ", "\"fat\"")]
    [InlineData("T2 지방", "\"지방\"")]
    [InlineData("T2 Dixon vet", "\"vet\"")]
    [InlineData("T2 ax opposition de phase", "\"opposition de phase\"")]
    [InlineData("T2 hors phase", "\"hors phase\"")]
    [InlineData("T2 fuera de fase", "\"fuera de fase\"")]
    [InlineData("T2 fora de fase", "\"fora de fase\"")]
    [InlineData("T2 fuori fase", "\"fuori fase\"")]
    [InlineData("T2 в противофазе", "\"противофазе\"")]
    [InlineData("T2 反相位", "\"反相\"")]
    public void Choose_FatOrOpposedByItsName_IsLeftWithTheWord(string name, string word)
    {
        var choice = Judge(slice => slice.Set(DicomTag.ImageType, "DERIVED", "PRIMARY", "OTHER").Set(DicomTag.SeriesDescription, name));

        Assert.False(choice.Taken);
        Assert.Contains(word, choice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(WATER) Ax T2 FSE Flex")]
    [InlineData("WATER: Ax T2 FSE Flex")]
    [InlineData("t2_tse_dixon_tra_W")]
    [InlineData("T2 TRA mDIXON Wasser")]
    [InlineData("T2 tra eau")]
    [InlineData("T2 вода")]
    [InlineData("T2 水画像")]
    [InlineData("T2 Dixon vatten")]
    [InlineData("T2 Dixon su")]
    public void Choose_WaterByItsName_IsTakenWithACaution(string name)
    {
        var choice = Judge(slice => slice.Set(DicomTag.SeriesDescription, name));

        Assert.True(choice.Taken, choice.Reason);
        Assert.Equal(SeriesRank.T2Variant, choice.Rank);
        Assert.Equal([FatSuppressed], choice.Cautions);
    }

    [Theory]
    [InlineData("InPhase: Ax T2 FSE Flex")]
    [InlineData("t2_tse_dixon_tra_in")]
    [InlineData("T2 en fase")]
    [InlineData("T2 in fase")]
    [InlineData("T2 同相位")]
    public void Choose_InPhase_IsAsGoodAsAnyT2(string name)
    {
        var choice = Judge(slice => slice.Set(DicomTag.SeriesDescription, name));

        Assert.Equal(SeriesRank.T2, choice.Rank);
        Assert.Empty(choice.Cautions);
    }

    [Theory]
    [InlineData("AX T2 FAT SAT")]
    [InlineData("AX T2 FAT-SAT TSE")]
    [InlineData("AX T2 FATSAT")]
    [InlineData("T2 tra fat suppressed")]
    [InlineData("T2 no fat sat")]
    [InlineData("T2 TSE TRA FS")]
    [InlineData("t2_tse_tra_F")]
    [InlineData("T2 ax sat graisse")]
    [InlineData("T2 suppression de la graisse")]
    [InlineData("T2 ax grasa suprimida")]
    [InlineData("T2 saturazione del grasso")]
    [InlineData("T2 с подавлением жира")]
    [InlineData("T2 脂肪抑制")]
    [InlineData("T2 水平断")]
    public void Choose_FatSaturatedOrALetterWithoutDixon_IsNoFatImage(string name)
    {
        var choice = Judge(slice => slice.Set(DicomTag.SeriesDescription, name));

        Assert.True(choice.Taken, choice.Reason);
    }

    [Theory]
    [InlineData("T2 ax sat graisse")]
    [InlineData("T2 ax grasa suprimida")]
    [InlineData("T2 с подавлением жира")]
    [InlineData("T2 脂肪抑制")]
    [InlineData("T2 压脂")]
    public void Choose_FatSuppressedInOtherLanguages_IsTold(string name) =>
        Assert.StartsWith("Fat-suppressed:", Assert.Single(Judge(slice => slice.Set(DicomTag.SeriesDescription, name)).Cautions), StringComparison.Ordinal);

    [Fact]
    public void Choose_PhaseInRomanceLanguages_IsNoSingleShot() =>
        Assert.Empty(Judge(slice => slice.Set(DicomTag.SeriesDescription, "T2 in fase")).Cautions);

    [Fact]
    public void Choose_KindsNamedInTheProtocolAlone_TakesWater()
    {
        var choices = Choose(
            Stack(10, name: "w", change: s => s.Set(DicomTag.SeriesDescription, "T2 tra").Set(DicomTag.ProtocolName, "T2 Dixon tra_W").Set(DicomTag.SeriesNumber, 3)),
            Stack(10, name: "f", change: s => s.Set(DicomTag.SeriesDescription, "T2 tra").Set(DicomTag.ProtocolName, "T2 Dixon tra_F").Set(DicomTag.SeriesNumber, 4)));

        Assert.Equal(DicomUid.FromSeed("w"), Assert.Single(choices.Taken).Series.SeriesInstanceUid);
        Assert.StartsWith("Fat-only images", choices.All.Single(c => !c.Taken).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_LaterDixonThatDoesNotSayWhatItIs_IsLeftForTheOneThatDoes()
    {
        var choices = Choose(
            Stack(10, name: "w", change: s => s.Set(DicomTag.SeriesDescription, "T2 Dixon water").Set(DicomTag.SeriesNumber, 3)),
            Stack(10, name: "untold", change: s => s.Set(DicomTag.SeriesDescription, "T2 Dixon zyx").Set(DicomTag.SeriesNumber, 4)));

        Assert.Equal(DicomUid.FromSeed("w"), Assert.Single(choices.Taken).Series.SeriesInstanceUid);
        Assert.Contains("says which of a Dixon acquisition's images it holds", choices.All.Single(c => !c.Taken).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F", "W")]
    [InlineData("W", "F")]
    [InlineData("OP", "W", "F", "IP")]
    [InlineData("F", "OP", "IP", "W")]
    public void Choose_KindsInOneSeriesInAnyOrder_TakesInPhaseElseWater(params string[] order)
    {
        var choices = Choose(order.SelectMany((kind, place) => Kind(kind, place * 12, "dixon")));

        var taken = Assert.Single(choices.Taken);
        Assert.Equal(order.Contains("IP") ? "T2W_mDIXON_TSE AX (in phase)" : "T2W_mDIXON_TSE AX (water)", taken.Series.Title);
        Assert.Equal(12, taken.Series.Slices.Count);
        Assert.All(taken.Series.Slices, slice => Assert.Contains(slice.SopInstanceUid, Kind(order.Contains("IP") ? "IP" : "W", 0, "dixon").Select(s => s.GetString(DicomTag.SopInstanceUid))));
        Assert.Equal(order.Length, choices.All.Count);
    }

    [Fact]
    public void Choose_KindsInSeriesOfTheirOwn_TakesWater()
    {
        var choices = Choose(Kind("F", 0, "f"), Kind("W", 0, "w"), Kind("OP", 0, "op"));

        Assert.Equal(DicomUid.FromSeed("w"), Assert.Single(choices.Taken).Series.SeriesInstanceUid);
    }

    [Fact]
    public void Choose_NamesThatDifferByALetterAlone_AreDixon()
    {
        var choices = Choose(
            Stack(10, name: "f", change: s => s.Set(DicomTag.SeriesDescription, "t2_tse_tra_512_F")),
            Stack(10, name: "w", change: s => s.Set(DicomTag.SeriesDescription, "t2_tse_tra_512_W")));

        var taken = Assert.Single(choices.Taken);
        Assert.Equal(DicomUid.FromSeed("w"), taken.Series.SeriesInstanceUid);
        Assert.Equal([FatSuppressed], taken.Cautions);
    }

    [Theory]
    [InlineData("FAT", "WATER", "T2 TSE mDIXON TRA (water)")]
    [InlineData("WATER", "FAT", "T2 TSE mDIXON TRA (water)")]
    [InlineData("IN_PHASE", "FAT", "T2 TSE mDIXON TRA (in phase)")]
    [InlineData("OPP_PHASE", "IN_PHASE", "T2 TSE mDIXON TRA (in phase)")]
    public void Choose_FramesOfOneObject_JudgesEachFrameByItself(string first, string second, string taken)
    {
        var choices = Choose([Enhanced(first, second)]);

        var choice = Assert.Single(choices.Taken);
        Assert.Equal(taken, choice.Series.Title);
        Assert.Equal(12, choice.Series.Slices.Count);
        Assert.Equal(first is "WATER" or "IN_PHASE" ? 12 : 24, choice.Series.Slices.Max(s => s.Frame));
    }

    [Fact]
    public void Choose_FatFramesAlone_SaysWhy()
    {
        var choice = Choose([Enhanced("FAT", "OPP_PHASE")]);

        Assert.Empty(choice.Taken);
        Assert.Contains("Dixon", choice.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_DixonThatSaysNothingMore_IsTakenWithACaution()
    {
        var choice = Judge(slice => slice.Set(DicomTag.SeriesDescription, "T2 TSE DIXON TRA"));

        Assert.True(choice.Taken);
        Assert.StartsWith("A Dixon series that does not say", Assert.Single(choice.Cautions), StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_DixonWithSeveralUntoldImagesOfEachPlace_IsNotGuessed()
    {
        var twice = Stack(10, change: s => s.Set(DicomTag.SeriesDescription, "T2 TSE DIXON TRA"))
            .Concat(Stack(10, change: s => s.Set(DicomTag.SeriesDescription, "T2 TSE DIXON TRA").Set(DicomTag.InstanceNumber, 11 + s.GetInt(DicomTag.InstanceNumber)!.Value)
                .Set(DicomTag.SopInstanceUid, DicomUid.FromSeed("again" + s.GetString(DicomTag.SopInstanceUid)))));

        Assert.Contains("does not say which are water", Choose(twice).All.Single().Reason, StringComparison.Ordinal);
    }

    private static IEnumerable<DicomDataset> Kind(string kind, int numbersFrom, string name) => Stack(12, name: name, change: s => s
        .Set(DicomTag.SeriesDescription, "T2W_mDIXON_TSE AX")
        .Set(DicomTag.ImageType, kind is "W" or "F" ? "DERIVED" : "ORIGINAL", "PRIMARY", kind, kind, "UNSPECIFIED")
        .Set(DicomTag.InstanceNumber, numbersFrom + s.GetInt(DicomTag.InstanceNumber)!.Value)
        .Set(DicomTag.SopInstanceUid, DicomUid.FromSeed(kind + s.GetInt(DicomTag.InstanceNumber) % 12)));

    private static DicomDataset Enhanced(params string[] kinds)
    {
        var frames = kinds.SelectMany(kind => Enumerable.Range(0, 12).Select(i => new DicomDataset()
            .Set(DicomTag.PlanePositionSequence, new DicomDataset().Set(DicomTag.ImagePositionPatient, -100, -100, 5.0 * i))
            .Set(DicomTag.MrImageFrameTypeSequence, new DicomDataset().Set(DicomTag.FrameType, "ORIGINAL", "PRIMARY", "DIXON", kind).Set(DicomTag.AcquisitionContrast, "T2")))).ToArray();
        var shared = new DicomDataset()
            .Set(DicomTag.PlaneOrientationSequence, new DicomDataset().Set(DicomTag.ImageOrientationPatient, Axial))
            .Set(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.PixelSpacing, 0.6, 0.6).Set(DicomTag.SliceThickness, 4))
            .Set(DicomTag.MrTimingAndRelatedParametersSequence, new DicomDataset().Set(DicomTag.RepetitionTime, 4800))
            .Set(DicomTag.MrEchoSequence, new DicomDataset().Set(DicomTag.EffectiveEchoTime, 97));
        return Stack(1).Single()
            .Set(DicomTag.SopClassUid, DicomUid.EnhancedMrImageStorage).Set(DicomTag.NumberOfFrames, frames.Length).Set(DicomTag.EchoPulseSequence, "SPIN")
            .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "DIXON", "MIXED").Set(DicomTag.SeriesDescription, "T2 TSE mDIXON TRA")
            .Remove(DicomTag.ImageOrientationPatient).Remove(DicomTag.ImagePositionPatient).Remove(DicomTag.PixelSpacing)
            .Remove(DicomTag.EchoTime).Remove(DicomTag.RepetitionTime).Remove(DicomTag.ScanningSequence)
            .Set(DicomTag.SharedFunctionalGroupsSequence, shared).Set(DicomTag.PerFrameFunctionalGroupsSequence, frames);
    }
}
