using BilskyWeb.LocalServers;


namespace BilskyWeb.Tests.Fixtures;

/// <summary>
/// The one Orthanc of this test assembly, started by the first test that asks and ended with the process. Tests share it,
/// so each uses study UIDs of its own and never counts what else is there.
/// </summary>
internal static class SharedOrthanc
{
    private static readonly Lazy<Task<PrivateOrthanc>> Server = new(() => PrivateOrthanc.StartAsync(
        TestDirectory.Named("archive"),
        CancellationToken.None,
        new PrivateOrthancOptions { Durable = false, StableAgeSeconds = 1 }));

    public static Task<PrivateOrthanc> GetAsync() => Server.Value;
}

/// <summary>Class fixture for tests that need an archive.</summary>
public sealed class ArchiveFixture : IAsyncLifetime
{
    public PrivateOrthanc Orthanc { get; private set; } = null!;

    public async Task InitializeAsync() => Orthanc = await SharedOrthanc.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;
}
