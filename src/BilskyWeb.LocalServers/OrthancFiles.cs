using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace BilskyWeb.LocalServers;

/// <summary>One file of an archive, as its index knows it.</summary>
/// <param name="Uuid">Its name.</param>
/// <param name="Bytes">Its size on disk.</param>
/// <param name="Md5">What it has to hash to, in lower case; empty where the archive kept none.</param>
public sealed record OrthancFile(string Uuid, long Bytes, string Md5);

/// <summary>
/// What a private Orthanc keeps on disk: an SQLite index (tables as in Orthanc 1.10, database version 6) and a folder of files. Files never change
/// once written, and are written before the index names them, so an index that stood still and then the files that it names are a whole archive.
/// </summary>
/// <param name="directory">Holds <c>index/</c> and <c>storage/</c>.</param>
public sealed class OrthancFiles(string directory)
{
    private const string Index = "index", Storage = "storage";

    private string IndexFile => Path.Combine(directory, Index, "index");

    /// <summary>Where the files of a private Orthanc lie, whose own directory is given.</summary>
    public static OrthancFiles Of(string orthancDirectory) => new(ServiceAccount.Locate(Path.Combine(orthancDirectory, PrivateOrthanc.ServerName)));

    /// <summary>Copies the index while its server stands still, or does not run.</summary>
    /// <param name="into">Folder that gets <c>index/</c>.</param>
    /// <param name="processId">The server; 0 when it does not run.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="IOException">It could not be held still, or not be copied.</exception>
    public async Task CopyIndexAsync(string into, int processId, CancellationToken cancellationToken)
    {
        var copy = PrivateFolder.Make(Path.Combine(into, Index));
        FrozenProcess? frozen = processId == 0 ? null : await FrozenProcess.FreezeAsync(processId, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(directory, Index)))
            {
                PrivateFolder.CopyFile(file, Path.Combine(copy, Path.GetFileName(file)));
            }
        }
        finally
        {
            if (frozen is not null)
            {
                await frozen.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Puts a copied archive where a private Orthanc finds it.</summary>
    /// <param name="copy">Folder with <c>index/</c> and <c>storage/</c>.</param>
    /// <param name="orthancDirectory">Directory of the private Orthanc to be; has no archive.</param>
    public static void Restore(string copy, string orthancDirectory)
    {
        var account = ServiceAccount.ForRoot(PrivateOrthanc.AccountName);
        ServiceAccount.MakePassable(orthancDirectory);
        var server = ServiceAccount.OwnedDirectory(Path.Combine(orthancDirectory, PrivateOrthanc.ServerName), account);
        PrivateFolder.CopyTree(copy, server);
        account?.GiveAll(server);
    }

    /// <summary>Copies a file that the index names; false when it is gone.</summary>
    public bool CopyFile(OrthancFile file, string into)
    {
        ArgumentNullException.ThrowIfNull(file);
        var copy = Place(into, file);
        PrivateFolder.Make(Path.GetDirectoryName(copy)!);
        try
        {
            PrivateFolder.CopyFile(Place(directory, file), copy);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Whether a file is there, as large as the index says, and hashes to what it says.</summary>
    public async Task<bool> HoldsAsync(OrthancFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var info = new FileInfo(Place(directory, file));
        if (!info.Exists || info.Length != file.Bytes)
        {
            return false;
        }

        if (file.Md5.Length == 0)
        {
            return true;
        }

        await using var stream = info.OpenRead();
        // The archive's own checksum, against damage and not against an attacker.
#pragma warning disable CA5351
        return Convert.ToHexStringLower(await MD5.HashDataAsync(stream, cancellationToken).ConfigureAwait(false)) == file.Md5;
#pragma warning restore CA5351
    }

    /// <summary>Every file that the index names.</summary>
    public IReadOnlyList<OrthancFile> ListFiles() =>
        Read("select uuid, compressedSize, coalesce(compressedMD5, '') from AttachedFiles", r => new OrthancFile(r.GetString(0), r.GetInt64(1), r.GetString(2)));

    /// <summary>How many images of each study it holds, by Study Instance UID.</summary>
    public IReadOnlyDictionary<string, int> CountImages() => Read(
        """
        select d.value, count(*) from Resources study
        join MainDicomTags d on d.id = study.internalId and d.tagGroup = 32 and d.tagElement = 13
        join Resources series on series.parentId = study.internalId
        join Resources image on image.parentId = series.internalId
        where study.resourceType = 2
        group by d.value
        """,
        r => KeyValuePair.Create(r.GetString(0), r.GetInt32(1)))
        .GroupBy(s => s.Key, StringComparer.Ordinal).ToDictionary(s => s.Key, s => s.Sum(n => n.Value), StringComparer.Ordinal);

    private static string Place(string root, OrthancFile file) => Path.Combine(root, Storage, file.Uuid[..2], file.Uuid[2..4], file.Uuid);

    private List<T> Read<T>(string query, Func<SqliteDataReader, T> read)
    {
        // Opening it takes what stands in its log into it, so it is never asked of an index that is in use.
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = IndexFile, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
