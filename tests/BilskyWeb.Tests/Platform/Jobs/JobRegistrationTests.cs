using BilskyWeb.Platform;
using BilskyWeb.Tests.Fixtures;
using Hangfire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Platform.Jobs;

[Trait("Kind", "integration")]
public sealed class JobRegistrationTests(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    /// <summary>Where two hosts start at once, jobs of one were run with the services of the other, which did not find what they are about.</summary>
    [Fact]
    public async Task AddJobs_TwoHostsStartingAtOnce_EachHasItsOwnStorageAndActivator()
    {
        await using var one = Build();
        await using var other = Build();

        // In this order both read what the second has configured, if they share it.
        one.Services.GetRequiredService<IGlobalConfiguration>();
        other.Services.GetRequiredService<IGlobalConfiguration>();

        Assert.NotSame(one.Services.GetRequiredService<JobStorage>(), other.Services.GetRequiredService<JobStorage>());
        Assert.NotSame(one.Services.GetRequiredService<JobActivator>(), other.Services.GetRequiredService<JobActivator>());
    }

    private WebApplication Build() =>
        Program.Build([$"--BILSKY_DB={database.ConnectionString}", "--BILSKY_ARCHIVE=http://127.0.0.1:9", $"--BILSKY_DATA={TestDirectory.Named("jobs-data")}"], ProcessRole.Worker);
}
