namespace BilskyWeb.Tests.Fixtures;

/// <summary>A directory for what this test process starts, deleted when it ends.</summary>
internal static class TestDirectory
{
    private static readonly Lazy<string> Root = new(() =>
    {
        var root = Directory.CreateTempSubdirectory("bilsky-tests-").FullName;
        // The servers' own accounts pass through it; otherwise their files would go to /var/lib and stay there.
        File.SetUnixFileMode(root, File.GetUnixFileMode(root) | UnixFileMode.OtherExecute);
        // The servers are children of this process, and the kernel ends them with it; here only files are left.
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(root, recursive: true);
            }
            catch (IOException)
            {
                // A server is still writing its last file; the directory is in the temporary folder.
            }
        };
        return root;
    });

    /// <summary>Path of a directory of that name; not yet made.</summary>
    public static string Named(string name) => Path.Combine(Root.Value, name);
}
