using System.Reflection;

namespace BilskyWeb.Platform.LocalServers;

/// <summary>How to start this program again, and where its companions lie.</summary>
internal static class ThisProgram
{
    /// <summary>Set by the launcher to the migrations program, which is built beside this one and not into it.</summary>
    public const string MigrationsKey = "BILSKY_MIGRATIONS";

    public static (string Program, IReadOnlyList<string> Arguments) Command(params string[] arguments) => Run(typeof(ThisProgram).Assembly.Location, arguments);

    /// <summary>The migrations program; null when it was not built or published.</summary>
    public static (string Program, IReadOnlyList<string> Arguments)? Migrations()
    {
        string?[] places =
        [
            Environment.GetEnvironmentVariable(MigrationsKey),
            Path.Combine(AppContext.BaseDirectory, "migrations", "BilskyWeb.Migrations.dll"),
            Path.Combine(AppContext.BaseDirectory, "BilskyWeb.Migrations.dll"),
        ];
        return Array.Find(places, File.Exists) is { } library ? Run(library, []) : null;
    }

    private static (string Program, IReadOnlyList<string> Arguments) Run(string library, string[] arguments) => (Dotnet(), ["exec", library, .. arguments]);

    // Tests and the launcher run us by way of dotnet itself; a published program has a host of its own beside it.
    private static string Dotnet()
    {
        if (Environment.ProcessPath is { } self && Path.GetFileName(self) == "dotnet")
        {
            return self;
        }

        // The runtime lies in ROOT/shared/Microsoft.NETCore.App/VERSION.
        var runtime = Path.GetDirectoryName(typeof(object).GetTypeInfo().Assembly.Location)!;
        return Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet"));
    }
}
