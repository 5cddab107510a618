namespace BilskyWeb.Imaging.Tests;

/// <summary>Real files beside the repository, which are not part of it.</summary>
internal static class SharedData
{
    /// <summary>A folder of them; skips the test where it is absent.</summary>
    internal static string Folder(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BilskyWeb.sln")))
        {
            folder = folder.Parent;
        }

        var path = folder is null ? "" : Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data", name));
        Skip.IfNot(Directory.Exists(path), $"../shared/data/{name} is not on this machine.");
        return path;
    }

    /// <summary>One of the samples of pydicom.</summary>
    internal static string PydicomFile(string name) => Path.Combine(Folder("dicom-samples/pydicom"), name);
}
