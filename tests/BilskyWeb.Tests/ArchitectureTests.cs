using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Archive;
using Microsoft.EntityFrameworkCore;
using NetArchTest.Rules;
using Npgsql;

namespace BilskyWeb.Tests;

/// <summary>Holds the directions between rooms, and between features.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Assembly Host = typeof(Program).Assembly;

    // Which features a feature may know. Intake brings studies in, grading reads them, review is laid over gradings, cases shows all three, the MDT decides about
    // what cases shows, and tells people by notifications, which knows nobody; export carries what was signed out of the house. Only those two know cases, and nobody research or oversight, which only look, nor export.
    private static readonly Dictionary<string, string[]> FeatureUses = new()
    {
        ["Accounts"] = [],
        ["Intake"] = ["Accounts"],
        ["Grading"] = ["Accounts", "Intake"],
        ["Review"] = ["Accounts", "Intake", "Grading"],
        ["Cases"] = ["Accounts", "Intake", "Grading", "Review"],
        ["Notifications"] = ["Accounts"],
        ["Mdt"] = ["Accounts", "Notifications", "Intake", "Grading", "Review", "Cases"],
        ["Research"] = ["Accounts", "Intake", "Grading", "Review"],
        ["Oversight"] = ["Accounts", "Notifications", "Intake", "Grading", "Review"],
        ["Export"] = ["Accounts", "Notifications", "Intake", "Grading", "Review", "Cases", "Mdt"],
    };

    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["BilskyWeb.Core"] = [],
        ["BilskyWeb.Imaging"] = ["BilskyWeb.Core"],
        ["BilskyWeb.Inference"] = ["BilskyWeb.Core"],
        ["BilskyWeb.Phantom"] = ["BilskyWeb.Core", "BilskyWeb.Imaging"],
        ["BilskyWeb.LocalServers"] = ["BilskyWeb.Imaging"],
        ["BilskyWeb"] = ["BilskyWeb.Core", "BilskyWeb.Imaging", "BilskyWeb.Inference", "BilskyWeb.LocalServers", "BilskyWeb.Phantom"],
        ["BilskyWeb.Training"] = ["BilskyWeb.Core", "BilskyWeb.Imaging", "BilskyWeb.Phantom", "BilskyWeb.Inference", "BilskyWeb.LocalServers"],
    };

    // Which room may hold which native or heavy dependency.
    private static readonly Dictionary<string, string[]> OnlyIn = new()
    {
        ["Microsoft.ML.OnnxRuntime"] = ["BilskyWeb.Inference"],
        ["TorchSharp"] = ["BilskyWeb.Training"],
        ["libtorch"] = ["BilskyWeb.Training"],
        ["SkiaSharp"] = ["BilskyWeb.Imaging"],
        ["PDFsharp"] = ["BilskyWeb.Imaging"],
        ["Microsoft.EntityFrameworkCore"] = ["BilskyWeb"],
        ["Npgsql"] = ["BilskyWeb", "BilskyWeb.LocalServers"],
        ["Hangfire"] = ["BilskyWeb"],
        ["MudBlazor"] = ["BilskyWeb"],
        ["MailKit"] = ["BilskyWeb"],
    };

    public static TheoryData<string> RoomNames() => [.. Rooms.Keys];

    public static TheoryData<string> Features() => [.. FeatureUses.Keys];

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void Project_References_OnlyAllowedRooms(string room)
    {
        var referenced = ProjectItems(room, "ProjectReference").Select(Path.GetFileNameWithoutExtension);

        Assert.Empty(referenced.Except(Rooms[room]));
    }

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void Project_Packages_LiveInTheirRoom(string room)
    {
        var strays = ProjectItems(room, "PackageReference")
            .Where(package => OnlyIn.Any(rule => package.StartsWith(rule.Key, StringComparison.Ordinal) && !rule.Value.Contains(room)));

        Assert.Empty(strays);
    }

    [Fact]
    public void Core_Packages_AreTheDistributionsAlone() => Assert.Equal(["MathNet.Numerics"], ProjectItems("BilskyWeb.Core", "PackageReference"));

    [Fact]
    public void Platform_DependsOn_NoFeatureAndNoShell()
    {
        var result = Types.InAssembly(Host).That().ResideInNamespace("BilskyWeb.Platform")
            .ShouldNot().HaveDependencyOnAny("BilskyWeb.Features", "BilskyWeb.Shell").GetResult();

        Assert.True(result.IsSuccessful, Names(result));
    }

    [Theory]
    [InlineData("BilskyWeb.Clinical")]
    [InlineData("BilskyWeb.Shell")]
    public void SharedParts_DependOn_NoFeature(string room)
    {
        var result = Types.InAssembly(Host).That().ResideInNamespace(room).ShouldNot().HaveDependencyOn("BilskyWeb.Features").GetResult();

        Assert.True(result.IsSuccessful, Names(result));
    }

    [Theory]
    [MemberData(nameof(Features))]
    public void Feature_DependsOn_OnlyThoseItMayUse(string feature)
    {
        var others = FeatureUses.Keys.Except(FeatureUses[feature]).Where(f => f != feature).Select(f => "BilskyWeb.Features." + f).ToArray();
        var result = Types.InAssembly(Host).That().ResideInNamespace("BilskyWeb.Features." + feature)
            .And().DoNotImplementInterface(typeof(IEntityTypeConfiguration<>)) // a foreign key may point anywhere
            .ShouldNot().HaveDependencyOnAny(others).GetResult();

        Assert.True(result.IsSuccessful, Names(result));
    }

    [Fact]
    public void Features_AllOfThem_HaveAPlaceInTheGraph()
    {
        var present = Host.GetTypes().Select(t => FeatureOf(t.Namespace ?? "")).OfType<string>().Distinct();

        Assert.Equal(FeatureUses.Keys.Order(), present.Order());
    }

    // The lists and clocks of cases show how far the team is, and the team's feature comes after them: the one read that goes against the graph.
    private static readonly string[] ReadsAhead = ["StageReached.cs"];

    /// <summary>A table's name in SQL is a dependency that no compiler sees.</summary>
    [Theory]
    [MemberData(nameof(Features))]
    public void Sql_OfFeature_NamesOnlyTablesOfFeaturesItMayUse(string feature)
    {
        using var source = NpgsqlDataSource.Create("Host=nowhere");
        var options = new DbContextOptionsBuilder<BilskyDbContext>();
        options.UseBilsky(source);
        using var database = new BilskyDbContext(options.Options);
        var rooms = database.Model.GetEntityTypes().Where(t => t.GetTableName() is not null)
            .ToLookup(t => t.GetTableName()!, t => FeatureOf(t.ClrType.Namespace ?? ""), StringComparer.Ordinal);

        var strays = FilesOf(feature).Where(f => !ReadsAhead.Contains(Path.GetFileName(f))).SelectMany(f => TableInSql().Matches(File.ReadAllText(f)).Select(m => (File: Path.GetFileName(f), Table: m.Groups[1].Value)))
            .Where(n => rooms[n.Table].Any(room => room is not null && room != feature && !FeatureUses[feature].Contains(room)));

        Assert.Empty(strays);
    }

    /// <summary>A page asks the feature that serves an address for it (<c>…Routes</c>), so that a route is changed in one place.</summary>
    [Theory]
    [MemberData(nameof(Features))]
    public void Addresses_OfAnotherFeature_AreNotWrittenByHand(string feature)
    {
        var own = FilesOf(feature).Where(f => f.EndsWith("Endpoints.cs", StringComparison.Ordinal) || f.EndsWith("Routes.cs", StringComparison.Ordinal))
            .SelectMany(f => ApiAddress().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

        var strays = FilesOf(feature).SelectMany(f => ApiAddress().Matches(File.ReadAllText(f)).Select(m => (File: Path.GetFileName(f), Address: m.Groups[1].Value)))
            .Where(a => !own.Contains(a.Address));

        Assert.Empty(strays);
    }

    /// <summary>A record beside a change, and not in its transaction, is lost by whoever dies between the two.</summary>
    [Fact]
    public void LedgerRecords_ByThemselves_OnlyOfWhatChangesNothing()
    {
        string[] changesNothing = ["AuditTrail.cs", "SignIn.cs", "AskAgain.cs", "OpenLink.cs", "ExportReads.cs", "ExportLabels.cs", "ExportLedger.cs", "StudyViews.cs", "ReadResult.cs", "WriteOutlines.cs"];
        var alone = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "BilskyWeb"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && File.ReadAllText(f).Contains("trail.RecordAsync(", StringComparison.OrdinalIgnoreCase)).Select(Path.GetFileName);

        Assert.Empty(alone.Except(changesNothing));
    }

    [Fact]
    public void SkiaSharp_InImaging_OnlyInRendering()
    {
        var result = Types.InAssembly(typeof(ArchiveOptions).Assembly).That().DoNotResideInNamespace("BilskyWeb.Imaging.Rendering")
            .ShouldNot().HaveDependencyOn("SkiaSharp").GetResult();

        Assert.True(result.IsSuccessful, Names(result));
    }

    [Fact]
    public void PdfSharp_InImaging_OnlyInDocuments()
    {
        var result = Types.InAssembly(typeof(ArchiveOptions).Assembly).That().DoNotResideInNamespace("BilskyWeb.Imaging.Documents")
            .ShouldNot().HaveDependencyOn("PdfSharp").GetResult();

        Assert.True(result.IsSuccessful, Names(result));
    }

    [Fact]
    public void Names_OfTypes_ComeFromTheField()
    {
        string[] empty = ["Manager", "Helper", "Helpers", "Utils", "Util", "Common"];
        var wrong = Host.GetTypes().Where(t => t.Namespace?.StartsWith("BilskyWeb", StringComparison.Ordinal) == true && !t.Name.StartsWith('<'))
            .Where(t => Array.Exists(empty, e => t.Name.EndsWith(e, StringComparison.Ordinal)))
            .Select(t => t.FullName);

        Assert.Empty(wrong);
    }

    [GeneratedRegex("""(?:from|join|update|into)\s+(?:only\s+)?\\?"+(\w+)""", RegexOptions.IgnoreCase)]
    private static partial Regex TableInSql();

    [GeneratedRegex("""["'`/]api/([a-z-]+)""")]
    private static partial Regex ApiAddress();

    private static IEnumerable<string> FilesOf(string feature) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "BilskyWeb", "Features", feature), "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".cs" or ".razor");

    private static string? FeatureOf(string name) => name.StartsWith("BilskyWeb.Features.", StringComparison.Ordinal) ? name.Split('.')[2] : null;

    private static string Names(TestResult result) => string.Join(", ", result.FailingTypeNames ?? []);

    private static IEnumerable<string> ProjectItems(string room, string item) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", room, room + ".csproj")).Descendants(item).Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));
}
