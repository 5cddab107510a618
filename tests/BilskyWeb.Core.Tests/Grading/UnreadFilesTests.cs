using BilskyWeb.Core.Grading;
using static BilskyWeb.Core.Tests.Grading.Slices;

namespace BilskyWeb.Core.Tests.Grading;

public sealed class UnreadFilesTests
{
    private static readonly UnreadFiles HalfTheStack = new(14, 0, 0, true, [new UnreadSeries("1.2", "T2 TSE TRA", 14, true)]);

    [Fact]
    public void Over_CleanVerdictWithHalfTheStackUnread_IsFlaggedForAReaderAndSaysWhy()
    {
        var verdict = HalfTheStack.Over(Judge(Sure(BilskyGrade.Grade0), Sure(BilskyGrade.Grade0)));

        Assert.Equal((true, true, BilskyGrade.Grade0), (verdict.Flagged, verdict.NeedsReader, verdict.HighestGrade));
        Assert.False(verdict.FlaggedByGrade);
        Assert.Equal(
            "Flagged for a reader's look, not for a grade: part of the study was not read, and a part of the spine may be missing. 14 files of this study could not be read or stored: "
            + "14 of \"T2 TSE TRA\", which was graded without them. What they show was not graded: have them sent again. No slice is high grade.",
            verdict.Reason);
    }

    [Fact]
    public void Over_FlaggedVerdict_KeepsItsReasonFirst()
    {
        var flagged = Judge(Sure(BilskyGrade.Grade3), Sure(BilskyGrade.Grade3));

        var verdict = HalfTheStack.Over(flagged);

        Assert.True(verdict.FlaggedByGrade);
        Assert.StartsWith($"{flagged.Reason} Besides, part of the study was not read. 14 files", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Over_FilesOfAnotherKindOfSeries_TellsAndDoesNotFlag()
    {
        var verdict = new UnreadFiles(2, 0, 0, false, [new UnreadSeries("1.3", "SAG T1", 2, false)]).Over(Judge(Sure(BilskyGrade.Grade0), Sure(BilskyGrade.Grade0)));

        Assert.False(verdict.Flagged || verdict.NeedsReader);
        Assert.Contains("2 files of this study could not be read or stored: 2 of \"SAG T1\".", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 0, "1 file of this study could not be read or stored: 1 of a series that cannot be told.", "1 file of the study not read")]
    [InlineData(0, 3, 0, "3 files of this delivery could not be read or stored; they may belong to this study.", "3 files of the delivery not read")]
    [InlineData(0, 0, 1, "An archive within this delivery was not unpacked and may hold images of this study.", "1 archive not unpacked")]
    public void Text_EachKind_SaysWhoseTheyAre(int own, int delivered, int archives, string text, string brief)
    {
        var unread = new UnreadFiles(own, delivered, archives, true, own == 0 ? [] : [new UnreadSeries(null, "", own, false)]);

        Assert.Equal($"{text} What they show was not graded: have them sent again.", unread.Text);
        Assert.Equal(brief, unread.Short);
    }

    [Fact]
    public void Over_ImagesThatWereNotFetched_AreToldApartAndNeedAReader()
    {
        var unread = new UnreadFiles(1, 0, 0, true, [new UnreadSeries("1.2", "T2 TSE TRA", 12, true) { NotCome = true }, new UnreadSeries("1.3", "SAG T1", 1, false)]) { NotCome = 12 };

        var verdict = unread.Over(Judge(Sure(BilskyGrade.Grade0), Sure(BilskyGrade.Grade0)));

        Assert.True(verdict.Flagged && verdict.NeedsReader);
        Assert.Equal(
            "1 file of this study could not be read or stored: 1 of \"SAG T1\". What they show was not graded: have them sent again. "
            + "12 images of this study did not come from the archive from which it was fetched: 12 of \"T2 TSE TRA\", which was graded without them. What they show was not graded: fetch the study again.",
            unread.Text);
        Assert.Equal("1 file of the study not read; 12 images of the study not fetched", unread.Short);
    }

    [Fact]
    public void IsPartial_WholeStackBesideUnreadFiles_IsPartialAndSaid()
    {
        var coverage = StudyCoverage.Of(Series(-4, Sure(BilskyGrade.Grade0), Sure(BilskyGrade.Grade0)), []) with { Unread = HalfTheStack };

        Assert.True(coverage.IsPartial);
        Assert.EndsWith(HalfTheStack.Text, coverage.Text, StringComparison.Ordinal);
        Assert.EndsWith("; 14 files of the study not read", coverage.Short, StringComparison.Ordinal);
    }

    private static StudyVerdict Judge(params GradedSlice[] slices) => new StudyRule().Judge(Series(-4, slices));
}
