namespace BilskyWeb.LocalServers;

/// <summary>Finds Debian's server programs, which are not on the path: several major versions may stand side by side.</summary>
internal static class PostgresBinaries
{
    private const string Root = "/usr/lib/postgresql";

    /// <summary>The programs of the version that made the cluster, or of the newest one for a new cluster.</summary>
    public static string Find(string dataDirectory)
    {
        var versionFile = Path.Combine(dataDirectory, "PG_VERSION");
        if (File.Exists(versionFile))
        {
            var version = File.ReadAllText(versionFile).Trim();
            var binaries = Path.Combine(Root, version, "bin");
            return File.Exists(Path.Combine(binaries, "postgres"))
                ? binaries
                : throw new ServerStartException($"{dataDirectory} was made by PostgreSQL {version}, which is not installed. Install it with: apt-get install postgresql-{version}");
        }

        var newest = Directory.Exists(Root)
            ? Directory.GetDirectories(Root)
                .Where(d => File.Exists(Path.Combine(d, "bin", "initdb")))
                .OrderByDescending(d => int.TryParse(Path.GetFileName(d), out var version) ? version : 0)
                .FirstOrDefault()
            : null;
        return newest is null
            ? throw new ServerStartException("PostgreSQL is not installed. Install it with: apt-get install postgresql")
            : Path.Combine(newest, "bin");
    }
}
