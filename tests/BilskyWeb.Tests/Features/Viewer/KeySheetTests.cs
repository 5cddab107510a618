using BilskyWeb.Features.Review;
using BilskyWeb.Features.Viewer;
using Bunit;

namespace BilskyWeb.Tests.Features.Viewer;

public sealed class KeySheetTests : BunitContext
{
    [Fact]
    public void Render_ForReviewers_SaysThatCGradesAndNoLongerPlays()
    {
        var sheet = Rows(ReviewFeature.Parts);

        Assert.Equal("0 a b c 2 3", sheet["grade 0, 1a, 1b, 1c, 2, 3"]);
        Assert.Equal("p", sheet["play or stop"]);
        Assert.Equal("x", sheet["reset the view"]);
        Assert.Equal("space", sheet["confirm the model's grade, go on to the next slice that needs a look"]);
    }

    [Fact]
    public void Render_ForOthers_KeepsTheViewersKeys()
    {
        var sheet = Rows([]);

        Assert.Equal("p c", sheet["play or stop"]);
        Assert.Equal("x space", sheet["reset the view"]);
    }

    private Dictionary<string, string> Rows(IReadOnlyList<StudyPagePart> parts)
    {
        var sheet = Render<KeySheet>(p => p.Add(c => c.Parts, parts));
        return sheet.FindAll("dt").Zip(sheet.FindAll("dd")).ToDictionary(row => row.Second.TextContent, row => string.Join(' ', row.First.QuerySelectorAll("kbd").Select(k => k.TextContent)));
    }
}
