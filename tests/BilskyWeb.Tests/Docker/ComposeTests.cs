using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace BilskyWeb.Tests.Docker;

/// <summary>Reads the compose files as Docker would, for machines where no Docker engine runs.</summary>
public sealed partial class ComposeTests
{
    private static readonly Dictionary<string, object> Compose = Read("docker-compose.yml");
    private static readonly string Dockerfile = File.ReadAllText(Repository.PathOf("docker/Dockerfile"));

    public static TheoryData<string> Services => [.. Map(Compose["services"]).Keys];

    [Fact]
    public void Services_AreTheFourOfTheContractAndTheMigration() =>
        Assert.Equal(["archive", "db", "migrate", "web", "worker"], Map(Compose["services"]).Keys.Order());

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_Health_IsChecked(string name)
    {
        var health = Map(Service(name)["healthcheck"]);

        // The migration ends by itself; the others wait for its exit code.
        Assert.True(name == "migrate" ? health.ContainsKey("disable") : health.ContainsKey("test"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_Ports_AreOnLoopbackUnlessAskedOtherwise(string name)
    {
        foreach (var port in List(Service(name).GetValueOrDefault("ports")))
        {
            Assert.Matches(@"^\$\{BILSKY_(DICOM_)?BIND:-127\.0\.0\.1\}:", port);
        }
    }

    [Fact]
    public void Networks_DatabaseAndWorker_AreReachedFromInsideOnly()
    {
        Assert.Equal("true", Map(Map(Compose["networks"])["inside"])["internal"]);
        foreach (var name in new[] { "db", "worker", "migrate" })
        {
            Assert.Equal(["inside"], List(Service(name)["networks"]));
        }
    }

    [Fact]
    public void Passwords_HaveNoDefaults()
    {
        var text = File.ReadAllText(Repository.PathOf("docker-compose.yml"));
        var passwords = PasswordVariable().Matches(text);

        Assert.NotEmpty(passwords);
        Assert.All(passwords, p => Assert.Equal(":?", p.Groups[1].Value));
        Assert.Matches("(?m)^BILSKY_DB_PASSWORD=$", File.ReadAllText(Repository.PathOf("docker/env.example")));
    }

    /// <summary>Whoever breaks into the program must not own the ledger's tables.</summary>
    [Theory]
    [InlineData("web")]
    [InlineData("worker")]
    [InlineData("migrate")]
    public void Service_Database_IsTheOwnersForMigrationsAlone(string name)
    {
        var settings = Map(Service(name)["environment"]);

        Assert.Contains("Username=bilsky_program;Password=${BILSKY_DB_PROGRAM_PASSWORD:?", (string)settings["BILSKY_DB"], StringComparison.Ordinal);
        Assert.Equal(name == "migrate", settings.ContainsKey("BILSKY_DB_OWNER"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_Build_NamesAStageOfTheDockerfile(string name)
    {
        if (Service(name).TryGetValue("build", out var build))
        {
            Assert.Matches($"(?m)^FROM .* AS {Map(build)["target"]}$", Dockerfile);
        }
    }

    [Fact]
    public void Dockerfile_Copies_FilesThatExist()
    {
        foreach (Match copy in CopyFromContext().Matches(Dockerfile))
        {
            foreach (var source in copy.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..^1].Where(s => s != "."))
            {
                Assert.True(Path.Exists(Repository.PathOf(source)), source);
            }
        }
    }

    [Fact]
    public void GpuOverride_ChangesOnlyServicesThatExist()
    {
        var gpu = Read("docker-compose.gpu.yml");

        Assert.Subset(Map(Compose["services"]).Keys.ToHashSet(), Map(gpu["services"]).Keys.ToHashSet());
        var worker = Map(Map(gpu["services"])["worker"]);
        Assert.Equal("Gpu", Map(Map(worker["build"])["args"])["ONNXRUNTIME"]);
        Assert.Contains("deploy", worker.Keys);
    }

    private static Dictionary<string, object> Service(string name) => Map(Map(Compose["services"])[name]);

    private static Dictionary<string, object> Read(string file)
    {
        using var text = new StreamReader(Repository.PathOf(file));
        var parser = new MergingParser(new Parser(text));
        parser.Consume<StreamStart>();
        return new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(parser);
    }

    private static Dictionary<string, object> Map(object node) =>
        ((Dictionary<object, object>)node).ToDictionary(p => (string)p.Key, p => p.Value);

    private static IEnumerable<string> List(object? node) => node is List<object> items ? items.Cast<string>() : [];

    [GeneratedRegex(@"\$\{BILSKY_\w*PASSWORD(:?[-?])?")]
    private static partial Regex PasswordVariable();

    [GeneratedRegex(@"(?m)^COPY (?!--from)(.+)$")]
    private static partial Regex CopyFromContext();
}
