using Microsoft.Extensions.Options;

namespace BilskyWeb.Platform.Storage;

/// <summary>Where bytes wait between their arrival and the archive. Web and worker processes that share the work share this folder.</summary>
internal sealed class StorageOptions
{
    public const string Key = "BILSKY_DATA";

    /// <summary>A folder that only this program writes to.</summary>
    public string DataFolder { get; set; } = "";
}

/// <summary>One folder per upload under <c>BILSKY_DATA/staging</c>. Every path is made of an id of ours and a file name of ours.</summary>
internal sealed class StagingArea(IOptions<StorageOptions> options)
{
    private readonly string _root = Path.Combine(Path.GetFullPath(options.Value.DataFolder), "staging");

    /// <summary>Makes the folder of an upload, readable by this program's user only.</summary>
    public string Create(Guid id)
    {
        var folder = FolderOf(id);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        return folder;
    }

    public string FolderOf(Guid id) => Path.Combine(_root, id.ToString("N"));

    public string PathOf(Guid id, string stagedName) => Path.Combine(FolderOf(id), stagedName);

    /// <summary>Removes an upload's folder with all in it; nothing to do when it is gone already.</summary>
    public void Delete(Guid id)
    {
        try
        {
            Directory.Delete(FolderOf(id), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process was first.
        }
    }

    /// <summary>Time since the upload's folder last gained or lost a file.</summary>
    public TimeSpan AgeOf(Guid id, DateTimeOffset now) => now.UtcDateTime - Directory.GetLastWriteTimeUtc(FolderOf(id));

    /// <summary>Ids of the folders that exist on this machine.</summary>
    public IReadOnlyList<Guid> List() => !Directory.Exists(_root)
        ? []
        : [.. Directory.EnumerateDirectories(_root).Select(Path.GetFileName).Where(n => Guid.TryParseExact(n, "N", out _)).Select(n => Guid.ParseExact(n!, "N"))];
}

internal static class StorageRegistration
{
    public static void AddStorage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<StorageOptions>()
            .Configure<IConfiguration>((options, configuration) => options.DataFolder = configuration[StorageOptions.Key] ?? "")
            .Validate(o => IsWritable(o.DataFolder), $"{StorageOptions.Key} must name a folder that this program may write to; uploads wait there for the archive.")
            .ValidateOnStart();
        builder.Services.AddSingleton<StagingArea>();
        builder.Services.AddSingleton<KeptPictures>();
        builder.Services.AddHostedService(services => services.GetRequiredService<KeptPictures>());
    }

    private static bool IsWritable(string folder)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "staging"));
            return folder.Length > 0;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
