namespace BilskyWeb.LocalServers;

/// <summary>Folders and copies that nobody but their owner may look into, whatever the umask and the original.</summary>
public static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes a folder of mode 0700, and those above it that are missing.</summary>
    public static string Make(string path)
    {
        Directory.CreateDirectory(path, OwnerOnly);
        return path;
    }

    /// <summary>Copies a file, mode 0600, and forces it to disk.</summary>
    public static void CopyFile(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var target = new FileStream(to, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        source.CopyTo(target, 1 << 20);
        target.Flush(flushToDisk: true);
    }

    /// <summary>Copies a folder with all below it; a symbolic link in it is left out. A file that is gone by the time it is reached is left out too, and one that is there already stays.</summary>
    public static void CopyTree(string from, string to)
    {
        Make(to);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var copy = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is not null)
            {
                continue;
            }

            try
            {
                if (entry is DirectoryInfo folder)
                {
                    CopyTree(folder.FullName, copy);
                }
                else if (!File.Exists(copy))
                {
                    CopyFile(entry.FullName, copy);
                }
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // It was deleted while we copied.
            }
        }
    }
}
