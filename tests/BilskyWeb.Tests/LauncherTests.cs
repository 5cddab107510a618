using System.Diagnostics;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests;

/// <summary>The launcher script: usage, and how <c>test</c> counts, with stand-ins for dotnet and npm that play each outcome.</summary>
[Trait("Kind", "integration")]
public sealed class LauncherTests
{
    private const string Results = """<TestRun><ResultSummary outcome="Completed"><Counters total="7" executed="5" passed="4" failed="1" error="0" timeout="0" aborted="0" inconclusive="0" notExecuted="0" /></ResultSummary></TestRun>""";
    private const string GoodResults = """<TestRun><ResultSummary outcome="Completed"><Counters total="3" executed="3" passed="3" failed="0" error="0" timeout="0" aborted="0" inconclusive="0" notExecuted="0" /></ResultSummary></TestRun>""";

    // Of the browser half: its types and the two tests of the stand-in.
    private const int Web = 3;

    private static readonly int Projects = Directory.GetFiles(Repository.PathOf("tests"), "*.csproj", SearchOption.AllDirectories).Length;

    [Theory]
    [InlineData("", 2)]
    [InlineData("frobnicate", 2)]
    [InlineData("test everything", 2)]
    [InlineData("--help", 0)]
    public async Task Launcher_Usage_HasTheContractsExitCode(string arguments, int exitCode)
    {
        var (code, output, error) = await RunAsync(arguments, "exit 0");

        Assert.Equal(exitCode, code);
        Assert.NotEmpty(output + error);
    }

    [Fact]
    public async Task Test_SomeFail_AddsUpAndFails()
    {
        var (code, output, _) = await RunAsync("test unit", WritesResults(Results, exitCode: 1));

        Assert.Equal(1, code);
        Assert.Equal($"{(4 * Projects) + Web} passed, {Projects} failed, {2 * Projects} skipped", LastLine(output));
    }

    [Fact]
    public async Task Test_AllPass_Succeeds()
    {
        var (code, output, _) = await RunAsync("test unit", WritesResults(GoodResults, exitCode: 0));

        Assert.Equal(0, code);
        Assert.Equal($"{(3 * Projects) + Web} passed, 0 failed", LastLine(output));
    }

    [Fact]
    public async Task Test_TestHostCrashesAfterSomePassed_CountsAFailure()
    {
        var (code, output, error) = await RunAsync("test unit", WritesResults(GoodResults, exitCode: 134));

        Assert.Equal(1, code);
        Assert.Equal($"{(3 * Projects) + Web} passed, {Projects} failed", LastLine(output));
        Assert.Contains("crashed", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_NothingRan_Fails()
    {
        var (code, output, _) = await RunAsync("test unit", "exit 0");

        Assert.Equal(1, code);
        Assert.Equal($"{Web} passed, 1 failed", LastLine(output));
    }

    [Fact]
    public async Task Test_BuildFails_CountsAFailure()
    {
        var (code, output, _) = await RunAsync("test unit", "exit 0", build: "exit 1");

        Assert.Equal(1, code);
        Assert.Equal($"{Web} passed, 1 failed", LastLine(output));
    }

    private static string WritesResults(string results, int exitCode) =>
        $$"""while [ $# -gt 0 ]; do [ "$1" = --results-directory ] && folder=$2; shift; done; echo '{{results}}' >"$folder/results.trx"; exit {{exitCode}}""";

    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];

    private static async Task<(int Code, string Output, string Error)> RunAsync(string arguments, string test, string build = "exit 0")
    {
        var folder = Directory.CreateDirectory(TestDirectory.Named($"launcher-{Guid.NewGuid():N}")).FullName;
        var dotnet = Path.Combine(folder, "dotnet");
        await File.WriteAllTextAsync(dotnet, $"#!/bin/bash\ncase $1 in --list-sdks) echo '10.0.100 [here]' ;; build) {build} ;; test) {test} ;; esac\n");
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // What it does not play, building the browser half where it is not built yet, is npm's own.
        var npm = Path.Combine(folder, "npm");
        await File.WriteAllTextAsync(npm, "#!/bin/bash\ncase \"$*\" in *check) exit 0 ;; test*) echo '# pass 2' ;; *) PATH=${PATH#*:} exec npm \"$@\" ;; esac\n");
        File.SetUnixFileMode(npm, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var launcher = Process.Start(new ProcessStartInfo(Repository.PathOf("bilsky"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PATH"] = folder + ":" + Environment.GetEnvironmentVariable("PATH") },
        })!;
        var output = launcher.StandardOutput.ReadToEndAsync();
        var error = launcher.StandardError.ReadToEndAsync();
        await launcher.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (launcher.ExitCode, await output, await error);
    }
}
