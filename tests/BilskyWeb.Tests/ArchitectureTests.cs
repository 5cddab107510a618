using System.Reflection;
using System.Xml.Linq;
using BilskyWeb.Imaging.Archive;
using NetArchTest.Rules;

namespace BilskyWeb.Tests;

/// <summary>Holds the directions between rooms, and between features.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Host = typeof(Program).Assembly;

    // Which features a feature may know. Intake brings studies in, grading reads them, review is laid over gradings, cases shows all three, the MDT decides about
    // what cases shows; export carries what was signed out of the house. Only those two know cases, and nobody research or oversight, which only look, nor export.
    private static readonly Dictionary<string, string[]> FeatureUses = new()
    {
        ["Accounts"] = [],
        ["Intake"] = ["Accounts"],
        ["Grading"] = ["Accounts", "Intake"],
        ["Review"] = ["Accounts", "Intake", "Grading"],
        ["Cases"] = ["Accounts", "Intake", "Grading", "Review"],
        ["Mdt"] = ["Accounts", "Intake", "Grading", "Review", "Cases"],
        ["Research"] = ["Accounts", "Intake", "Grading", "Review"],
        ["Oversight"] = ["Accounts", "Intake", "Grading", "Review"],
        ["Export"] = ["Accounts", "Intake", "Grading", "Review", "Cases", "Mdt"],
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
            .And().DoNotImplementInterface(typeof(Microsoft.EntityFrameworkCore.IEntityTypeConfiguration<>)) // a foreign key may point anywhere
            .ShouldNot().HaveDependencyOnAny(others).GetResult();

        Assert.True(result.IsSuccessful, Names(result));
    }

    [Fact]
    public void Features_AllOfThem_HaveAPlaceInTheGraph()
    {
        var present = Host.GetTypes().Select(t => t.Namespace ?? "").Where(n => n.StartsWith("BilskyWeb.Features.", StringComparison.Ordinal)).Select(n => n.Split('.')[2]).Distinct();

        Assert.Equal(FeatureUses.Keys.Order(), present.Order());
    }

    /// <summary>A record beside a change, and not in its transaction, is lost by whoever dies between the two.</summary>
    [Fact]
    public void LedgerRecords_ByThemselves_OnlyOfWhatChangesNothing()
    {
        string[] changesNothing = ["AuditTrail.cs", "SignIn.cs", "ExportReads.cs", "ExportLabels.cs", "ExportLedger.cs", "StudyViews.cs", "ReadResult.cs", "WriteOutlines.cs"];
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

    private static string Names(TestResult result) => string.Join(", ", result.FailingTypeNames ?? []);

    private static IEnumerable<string> ProjectItems(string room, string item) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", room, room + ".csproj")).Descendants(item).Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));
}
