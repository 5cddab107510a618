using System.Text.Json;
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

    /// <summary>A live page cannot begin with more than half a megabyte, and the facts of a grading have no bound.</summary>
    [Fact]
    public async Task HandleAsync_RecordsWithManyFacts_AreAPageThatALiveOneCanBeginWith()
    {
        var study = Guid.CreateVersion7();
        var facts = LedgerFacts.Of(("slices", new string('x', 40_000)));
        await using (var database = app.NewContext())
        {
            for (var i = 0; i < ListAuditTrail.PageSize; i++)
            {
                app.Services.GetRequiredService<AuditTrail>().Add(database, null, new LedgerEntry(AuditAction.Graded, study, new string('d', 500)) { Facts = facts });
            }

            await database.SaveChangesAsync();
        }

        var page = await app.Services.GetRequiredService<ListAuditTrail>().HandleAsync(new LedgerFilter { Study = study.ToString() }, null, default);

        Assert.Equal(ListAuditTrail.PageSize, page.Rows.Count(r => r.HasFacts));
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(page).Length, 1, 256 * 1024);
        var read = app.Services.GetRequiredService<ReadFacts>();
        Assert.Equal(facts, (await read.HandleAsync(Someone(Role.Admin), page.Rows[0].Id, default)).Value);
        Assert.IsType<NotAnAuditor>((await read.HandleAsync(Someone(Role.Reviewer), page.Rows[0].Id, default)).Error);
        Assert.IsType<FactsNotFound>((await read.HandleAsync(Someone(Role.Admin), long.MaxValue, default)).Error);
    }

    private static Actor Someone(string role) => new(Guid.CreateVersion7(), role, new HashSet<string> { role });
}
