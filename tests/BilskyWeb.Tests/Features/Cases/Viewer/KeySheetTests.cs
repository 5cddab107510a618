using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Shell.Components;
using Bunit;

namespace BilskyWeb.Tests.Features.Cases.Viewer;

public sealed class KeySheetTests : BunitContext
{
    [Fact]
    public void Render_ForReviewers_GivesEachKeyOneMeaning()
    {
        var sheet = Render<KeySheet>(p => p.Add(c => c.Keys, StudyPageParts.KeysOf(StudyPageParts.All)));

        var keys = sheet.FindAll("kbd").Select(k => k.TextContent).ToList();
        Assert.Equal(keys.Distinct(), keys);
    }

    [Fact]
    public void Render_ForOthers_KeepsTheKeysThatReviewersHaveForThemselvesFree()
    {
        var (forReviewers, forOthers) = (Rows(StudyPageParts.All), Rows([]));

        Assert.Equal("c", forReviewers["grade 0, 1a, 1b, 1c, 2, 3"].Split(' ')[3]);
        Assert.Equal("space", forReviewers["confirm the model's grade, go on to the next slice that needs a look"]);
        Assert.All(forOthers, row => Assert.Equal(row.Value, forReviewers[row.Key]));
        Assert.DoesNotContain("c", forOthers.Values);
        Assert.DoesNotContain("space", forOthers.Values);
    }

    private Dictionary<string, string> Rows(IReadOnlyList<StudyPagePart> parts)
    {
        var sheet = Render<KeySheet>(p => p.Add(c => c.Keys, StudyPageParts.KeysOf(parts)));
        return sheet.FindAll("dt").Zip(sheet.FindAll("dd")).ToDictionary(row => row.Second.TextContent, row => string.Join(' ', row.First.QuerySelectorAll("kbd").Select(k => k.TextContent)));
    }
}
