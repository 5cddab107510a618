using BilskyWeb.Clinical;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Shell.Components;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Cases.Worklist;

public sealed class WorklistCaseTests : BunitContext
{
    private static readonly WorklistRow Row = new()
    {
        StudyId = Guid.CreateVersion7(),
        PatientName = "Lee^Ann",
        PatientId = "PH1",
        ArrivedAt = DateTimeOffset.UtcNow.AddHours(-12),
        State = CaseState.Complete,
    };

    public WorklistCaseTests()
    {
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<MinuteBeat>();
    }

    [Fact]
    public void InProgress_Row_SaysWhichSlice()
    {
        var row = Render<WorklistCase>(p => p.Add(c => c.Row, Row with { State = CaseState.InProgress, SlicesDone = 12, SlicesTotal = 31 }));

        Assert.Contains("In progress, slice 12 of 31", row.Markup, StringComparison.Ordinal);
        Assert.Equal("12", row.Find("progress").GetAttribute("value"));
    }

    [Theory]
    [InlineData(CaseState.Submitted)]
    [InlineData(CaseState.Held)]
    [InlineData(CaseState.Failed)]
    [InlineData(CaseState.Rejected)]
    public void WaitsOrNeedsAPerson_Row_SaysWhy(CaseState state) =>
        Assert.Contains("because", Render<WorklistCase>(p => p.Add(c => c.Row, Row with { State = state, Why = "because" })).Markup, StringComparison.Ordinal);

    [Fact]
    public void Referred_Row_ShowsWhoAndThatThereIsANote()
    {
        var row = Render<WorklistCase>(p => p.Add(c => c.Row, Row with { Referrer = "Dr Referrer", HasNote = true, AccessionNumber = "A12", StudyDate = new DateOnly(2026, 8, 4) }));

        Assert.Contains("Dr Referrer", row.Find(".case-referral").TextContent, StringComparison.Ordinal);
        Assert.Equal("Note for the team", row.Find(".note-sign").TextContent);
        Assert.Contains("ID PH1 · birth date not given · accession A12 · MRI of 4 Aug 2026", row.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Flagged_Row_SaysWhyAndOpensTheStudy()
    {
        var row = Render<WorklistCase>(p => p.Add(c => c.Row, Row with { Grade = BilskyGrade.Grade2, Flagged = true, FlagReason = "Two neighbouring slices", Levels = ["T7", "T8", "T9"] }));

        Assert.Contains("Flagged", row.Markup, StringComparison.Ordinal);
        Assert.Contains("Two neighbouring slices", row.Markup, StringComparison.Ordinal);
        Assert.Contains("T7, T8 +1", row.Markup, StringComparison.Ordinal);
        Assert.Equal($"studies/{Row.StudyId}", row.Find("a[data-row]").GetAttribute("href"));
        Assert.Contains("12 h", row.Find("time").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, "1b", "Not flagged")]
    [InlineData(false, true, "1b", "Not flagged")]
    [InlineData(true, false, "2", "Flagged")]
    [InlineData(true, true, "1b", "Needs a reader, flagged")]
    [InlineData(true, true, null, "Needs a reader, flagged")]
    [InlineData(true, true, "2", "Flagged, needs a reader too")] // the part without an answer was not told beside a high grade
    public void OfFlag_FlagAndReader_SaysWhatIsAskedFor(bool flagged, bool needsReader, string? grade, string words) =>
        Assert.Equal(words, CaseWords.OfFlag(flagged, needsReader, BilskyGrades.TryParse(grade, out var parsed) ? parsed : null));

    [Fact]
    public void FlaggedHighAndNeedsReader_Row_SaysWhoseFlagItIsBeforeTheReader() => Assert.Contains(
        "Flagged by the model, needs a reader too: Two slices",
        Render<WorklistCase>(p => p.Add(c => c.Row, Row with { Grade = BilskyGrade.Grade2, Flagged = true, NeedsReader = true, FlagReason = "Two slices" })).Find(".case-status").TextContent,
        StringComparison.Ordinal);

    /// <summary>A row that says why it failed or was refused left out that the study is flagged.</summary>
    [Theory]
    [InlineData(CaseState.Failed, false, "Flagged by the model: Two slices")]
    [InlineData(CaseState.Rejected, true, "Not graded, flagged: Two slices")]
    public void FlaggedBefore_RowOfALaterRunThatCameToNothing_SaysBoth(CaseState state, bool refused, string flag)
    {
        var row = Render<WorklistCase>(p => p.Add(c => c.Row, Row with
        {
            State = state,
            Why = refused ? null : "No answer.",
            Grade = refused ? null : BilskyGrade.Grade2,
            Flagged = true,
            IsRefused = refused,
            FlagReason = "Two slices",
            EarlierGrade = refused ? BilskyGrade.Grade0 : null,
        }));

        var said = row.Find(".case-status").TextContent;
        Assert.Contains(flag, said, StringComparison.Ordinal);
        Assert.Equal(!refused, said.Contains("No answer.", StringComparison.Ordinal));
        Assert.Equal(refused ? 1 : 0, row.FindAll(".earlier-grade").Count);
    }

    [Fact]
    public void ReviewerDiffers_Row_ShowsBothGradesAndWhoSigned()
    {
        var signed = new ReviewNote(12, 0, DateTimeOffset.UtcNow, "Dr Ada", 1, ChangedSinceSigned: true);

        var row = Render<WorklistCase>(p => p.Add(c => c.Row, Row with { Grade = BilskyGrade.Grade3, GradeByReviewer = true, ModelGrade = BilskyGrade.Grade1b, Flagged = true, Review = signed }));

        Assert.Equal("3", row.Find(".case-grade .person").TextContent);
        Assert.Equal("1b", row.Find(".case-grade .model").TextContent);
        Assert.Contains("Flagged by a reviewer", row.Markup, StringComparison.Ordinal);
        Assert.Contains("Reviewed by Dr Ada", row.Markup, StringComparison.Ordinal);
        Assert.Contains("one addendum; changed since", row.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void NobodyRead_FlaggedRow_SaysThatTheModelFlaggedIt() =>
        Assert.Contains("Flagged by the model", Render<WorklistCase>(p => p.Add(c => c.Row, Row with { Grade = BilskyGrade.Grade2, Flagged = true })).Markup, StringComparison.Ordinal);

    [Fact]
    public void HtmlInName_Row_IsText() =>
        Assert.Empty(Render<WorklistCase>(p => p.Add(c => c.Row, Row with { PatientName = "<img src=x>^<script>alert(1)</script>" })).FindAll("img, script"));

    [Theory]
    [InlineData("1964-11-24", "F", "61 F")]
    [InlineData("1964-11-23", "F", "62 F")]
    [InlineData(null, "M", "M")]
    [InlineData("1964-11-23", null, "62")]
    [InlineData(null, null, "")]
    public void AgeAndSex_OnADay_CountsWholeYears(string? born, string? sex, string expected) =>
        Assert.Equal(expected, CaseWords.AgeAndSex(born is null ? null : DateOnly.Parse(born, System.Globalization.CultureInfo.InvariantCulture), sex, new DateOnly(2026, 11, 23)));

    [Theory]
    [InlineData("T7", -14, -8, "T7")]
    [InlineData(null, -14.2, -8, "−8 to −14 mm")]
    [InlineData(null, -8, -14.2, "−8 to −14 mm")]
    [InlineData(null, -0.4, -0.5, "0 to −1 mm")]
    [InlineData(null, 0.2, -0.3, "at 0 mm")]
    public void LevelText_NameOrPosition_IsReadable(string? name, double from, double to, string expected) => Assert.Equal(expected, LevelText.Of(name, null, from, to));

    [Fact]
    public void LevelText_StudyOfTwoParts_SaysOfWhichPartAPositionIs()
    {
        Assert.Equal("part 2, −97 to −116 mm", LevelText.Of(null, null, -116.3, -97, axis: 1));
        Assert.Equal("part 1, at 4 mm", LevelText.Of(null, null, 4, 4, axis: 0));
        Assert.Equal("T7", LevelText.Of("T7", null, -116.3, -97, axis: 1));
    }

    [Theory]
    [InlineData(0.999, "T7")]
    [InlineData(0.949, "T7 (94% sure)")]
    [InlineData(0.5, "T7 (50% sure)")]
    public void LevelText_LessThanSureName_SaysHowSure(double confidence, string expected) => Assert.Equal(expected, LevelText.Of("T7", confidence, 0, 4));
}
