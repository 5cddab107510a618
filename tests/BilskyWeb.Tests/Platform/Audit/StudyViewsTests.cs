using BilskyWeb.Data;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Tests.Platform.Audit;

[Trait("Kind", "integration")]
public sealed class StudyViewsTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private readonly Actor _reader = new(Guid.CreateVersion7(), "Dr Reader", new HashSet<string> { Role.Reviewer });

    private StudyViews Views { get; } = new(fixture, new AuditTrail(fixture, TimeProvider.System), TimeProvider.System);

    /// <summary>Images of one study come by the hundred, each at an address of its own.</summary>
    [Fact]
    public async Task RecordAsync_ManyImagesOfOneStudy_AsksOnceWhichStudyItIs()
    {
        var shows = new Shows([Guid.CreateVersion7()]);

        for (var image = 0; image < 5; image++)
        {
            await Views.RecordAsync(_reader, shows, null, new RouteValueDictionary { ["uid"] = "1.2.3", ["instance"] = image });
        }

        Assert.Equal(1, shows.Asked);
        Assert.Equal(1, await RecordsAsync());
        await Views.RecordAsync(_reader, shows, null, new RouteValueDictionary { ["uid"] = "1.2.4" });
        Assert.Equal(2, shows.Asked);
    }

    [Fact]
    public async Task RecordAsync_StudyThatIsNotThereYet_IsAskedForAgain()
    {
        var shows = new Shows([]);
        var address = new RouteValueDictionary { ["uid"] = "1.2.5" };
        await Views.RecordAsync(_reader, shows, null, address);
        Assert.Equal(0, await RecordsAsync());
        shows.Studies.Add(Guid.CreateVersion7());

        await Views.RecordAsync(_reader, shows, null, address);

        Assert.Equal(1, await RecordsAsync());
    }

    private async Task<int> RecordsAsync()
    {
        await using var database = fixture.NewContext();
        return await database.AuditEvents.CountAsync(e => e.ActorId == _reader.UserId);
    }

    private sealed class Shows(List<Guid> studies) : ShowsStudyAttribute(StudyWay.Image, "uid")
    {
        public List<Guid> Studies => studies;

        public int Asked { get; private set; }

        public override IQueryable<Guid> Find(BilskyDbContext database, Actor actor, RouteValueDictionary address)
        {
            Asked++;
            return database.Database.SqlQuery<Guid>($"select unnest({studies.ToArray()}) as \"Value\"");
        }
    }
}
