namespace BilskyWeb.Tests;

/// <summary>Where the sources lie, for the tests that read them.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Path of one of its files.</summary>
    public static string PathOf(string file) => Path.Combine(Root, file);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BilskyWeb.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("These tests run inside the repository.");
    }
}
