using System.CommandLine;
using BilskyWeb.Commands;
using BilskyWeb.Phantom;

namespace BilskyWeb.Tests.Commands;

public sealed class PhantomCommandTests
{
    [Theory]
    [InlineData(10, 0.3, 3)]
    [InlineData(3, 1.0, 3)]
    [InlineData(4, 0.0, 0)]
    public void Requests_HealthyShare_IsSpreadOverTheStudies(int studies, double share, int healthy)
    {
        var requests = PhantomCommand.Requests(studies, 5, PhantomCohort.Internal, share);
        Assert.Equal(studies, requests.Count);
        Assert.Equal(healthy, requests.Count(r => r.Healthy == true));
        Assert.Equal(studies, requests.Select(r => r.Seed).Distinct().Count());
    }

    [Theory]
    [InlineData("phantom")]
    [InlineData("phantom", "somewhere", "--studies", "-1")]
    [InlineData("phantom", "somewhere", "--studies", "many")]
    [InlineData("phantom", "somewhere", "--cohort", "elsewhere")]
    [InlineData("phantom", "somewhere", "--healthy", "1.5")]
    [InlineData("phantom", "somewhere", "--side", "test")]
    [InlineData("phantom", "somewhere", "--onto", "/nowhere", "--side", "mine")]
    [InlineData("phantom", "somewhere", "--onto", "/nowhere", "--cohort", "internal")]
    [InlineData("phantom", "somewhere", "--onto", "/nowhere")]
    public async Task Run_WrongArguments_IsWrongInput(params string[] args) =>
        Assert.Equal(CommandLine.WrongInput, await CommandLine.RunAsync(args, new RootCommand { PhantomCommand.Create() }));

    [Fact]
    public async Task Run_FolderWithFiles_WritesNothing()
    {
        var folder = Directory.CreateTempSubdirectory("phantom-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "mine.txt"), "keep");
            Assert.Equal(CommandLine.WrongInput, await CommandLine.RunAsync(["phantom", folder.FullName, "--studies", "1"], new RootCommand { PhantomCommand.Create() }));
            Assert.Single(folder.EnumerateFileSystemInfos());
        }
        finally
        {
            folder.Delete(true);
        }
    }
}
