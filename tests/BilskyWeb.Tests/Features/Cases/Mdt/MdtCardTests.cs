using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Shell.Components;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Cases.Mdt;

public sealed class MdtCardTests : BunitContext
{
    private static readonly MdtCase Case = new()
    {
        StudyId = Guid.CreateVersion7(),
        StudyInstanceUid = "1.2.3",
        PatientName = "Lee^Ann",
        PatientId = "PH1",
        StudyDate = new DateOnly(2026, 8, 4),
        ArrivedAt = DateTimeOffset.UtcNow.AddHours(-1),
        RunId = Guid.CreateVersion7(),
        Grade = BilskyGrade.Grade2,
        FlagReason = "Two neighbouring slices",
    };

    public MdtCardTests()
    {
        Services.AddSingleton(TimeProvider.System);
        Services.AddScoped<MinuteBeat>();
    }

    [Fact]
    public void KeyImage_Card_OpensLargeUnderItsOwnWords()
    {
        var card = Render<MdtCard>(p => p.Add(c => c.Case, Case with { Images = [new MdtImage("api/gradings/1/key-images/1.png", "Key image of the level T7, grade 2 by the model")] }));

        var link = card.Find("a[data-enlarge]");
        Assert.Equal(("api/gradings/1/key-images/1.png", "Enlarge: Key image of the level T7, grade 2 by the model"), (link.GetAttribute("href"), link.GetAttribute("aria-label")));
        Assert.Contains("ID PH1", card.Markup, StringComparison.Ordinal);
        Assert.Contains("MRI of 4 Aug 2026", card.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BilskyGrade.Grade2, "Flagged, needs a reader too: ")]
    [InlineData(BilskyGrade.Grade1b, "Needs a reader, flagged: ")]
    public void NeedsReader_Card_SaysSoBeforeTheReason(BilskyGrade grade, string words)
    {
        var card = Render<MdtCard>(p => p.Add(c => c.Case, Case with { Grade = grade, NeedsReader = true }));

        Assert.Contains($"{words}Two neighbouring slices", card.FindAll(".why").Select(why => why.TextContent.Trim()));
        Assert.DoesNotContain("needs a reader", Render<MdtCard>(p => p.Add(c => c.Case, Case)).Markup, StringComparison.OrdinalIgnoreCase);
    }
}
