using BilskyWeb.Features.Oversight.Audit;
using BilskyWeb.Features.Research.Labelling;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Oversight.Audit;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class ListAuditTrailTests(AppFixture app)
{
    [Fact]
    public async Task HandleAsync_DetailWithIds_ShowsNamesWhereTheThingIsKnown()
    {
        var (set, unknown) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using (var database = app.NewContext())
        {
            database.LabelSets.Add(new LabelSet { Id = set, Name = "Neck, first round", MadeById = (await app.SignInAsync(Role.Admin)).UserId, MadeAt = DateTimeOffset.UtcNow });
            await database.SaveChangesAsync();
        }

        var trail = app.Services.GetRequiredService<AuditTrail>();
        await trail.RecordAsync(null, AuditAction.MadeLabelSet, detail: $"{set}, 2 studies, 40 slices");
        await trail.RecordAsync(null, AuditAction.ClosedReaderStudy, detail: $"{unknown}");

        var rows = (await app.Services.GetRequiredService<ListAuditTrail>().HandleAsync(new LedgerFilter(), null, default)).Rows;

        Assert.Contains("Neck, first round, 2 studies, 40 slices", rows.Select(r => r.Detail));
        Assert.Contains(unknown.ToString(), rows.Select(r => r.Detail));
    }
}
