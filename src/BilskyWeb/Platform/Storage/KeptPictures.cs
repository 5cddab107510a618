using System.Collections.Concurrent;
using System.Security.Cryptography;
using BilskyWeb.Core;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Platform.Storage;

/// <summary>
/// Pictures that were drawn, under <c>BILSKY_DATA/pictures</c>: each is drawn once, also when many ask for it at once. A picture's name is made of everything
/// that it shows, so that one under a name never goes out of date; who may see it is asked before, each time. Patients' names stand on them: only this
/// program's user can read them, and none is kept longer than a day. All of it may be deleted at any time.
/// </summary>
internal sealed class KeptPictures(IOptions<StorageOptions> options, TimeProvider clock, ILogger<KeptPictures> logger) : BackgroundService
{
    /// <summary>As long as pictures of a study that was removed may stay.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>About a thousand pictures. Over it the oldest go.</summary>
    internal const long MostBytes = 512L << 20;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(10);

    private readonly string _folder = Path.Combine(Path.GetFullPath(options.Value.DataFolder), "pictures");
    private readonly ConcurrentDictionary<string, Lazy<Task<Result<byte[]>>>> _drawing = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The picture as it is kept, or as it is drawn now and kept from here on.</summary>
    /// <param name="name">Names all that it shows: letters and digits.</param>
    /// <param name="draw">Draws it. Goes on when the asker leaves, since others may wait for it too.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Result<byte[]>> GetAsync(string name, Func<CancellationToken, Task<Result<byte[]>>> draw, CancellationToken cancellationToken)
    {
        if (await ReadAsync(name, cancellationToken) is { } kept)
        {
            return kept;
        }

        var drawing = _drawing.GetOrAdd(name, _ => new Lazy<Task<Result<byte[]>>>(() => Task.Run(() => DrawAsync(name, draw), CancellationToken.None)));
        return await drawing.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Lets go what is too old or too much.</summary>
    internal void Sweep()
    {
        if (!Directory.Exists(_folder))
        {
            return;
        }

        var now = clock.GetUtcNow().UtcDateTime;
        var bytes = 0L;
        foreach (var file in new DirectoryInfo(_folder).EnumerateFiles().OrderByDescending(f => f.LastWriteTimeUtc).ToList())
        {
            bytes += file.Length;
            if (bytes > MostBytes || now - file.LastWriteTimeUtc > Longest)
            {
                file.Delete();
            }
        }
    }

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Sweep();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                logger.LogWarning("Pictures that are kept were not looked through ({Reason}); tried again soon", fault.GetType().Name);
            }

            await Task.Delay(SweepEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Result<byte[]>> DrawAsync(string name, Func<CancellationToken, Task<Result<byte[]>>> draw)
    {
        try
        {
            // Somebody else may have kept it between the look and the place in the queue.
            if (await ReadAsync(name, _stopping.Token) is { } kept)
            {
                return kept;
            }

            var picture = await draw(_stopping.Token);
            if (picture.IsOk)
            {
                await KeepAsync(name, picture.Value);
            }

            return picture;
        }
        finally
        {
            _drawing.TryRemove(name, out _);
        }
    }

    /// <summary>Null when it is not there, or not as it was written.</summary>
    private async Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await File.ReadAllBytesAsync(Path.Combine(_folder, name), cancellationToken);
            var picture = stored.AsSpan(Math.Min(SHA256.HashSizeInBytes, stored.Length));
            return SHA256.HashData(picture).AsSpan().SequenceEqual(stored.AsSpan(0, stored.Length - picture.Length)) ? picture.ToArray() : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The picture after its own SHA-256, under another name until it is whole. A full disk costs the next asker a drawing and nobody a picture.</summary>
    private async Task KeepAsync(string name, byte[] picture)
    {
        var unfinished = Path.Combine(_folder, $"{name}.{Guid.NewGuid():N}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(_folder);
            }
            else
            {
                Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using (var file = new FileStream(unfinished, options))
            {
                await file.WriteAsync(SHA256.HashData(picture));
                await file.WriteAsync(picture);
            }

            File.Move(unfinished, Path.Combine(_folder, name), overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("A picture was drawn and could not be kept ({Reason})", fault.GetType().Name);
            TryDelete(unfinished);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Swept later.
        }
    }
}
