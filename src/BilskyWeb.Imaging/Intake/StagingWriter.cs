using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using BilskyWeb.Core;
using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Imaging.Intake;

/// <summary>The whole intake stops here; carries the error out of nested reads.</summary>
internal sealed class IntakeStoppedException(Error error) : Exception(error.Code)
{
    public Error Error { get; } = error;
}

/// <summary>A copy to be screened. <c>Fault</c> tells why it is not whole.</summary>
internal sealed record WorkingCopy(long Bytes, (string Code, string Reason)? Fault);

/// <summary>Writes into the staging folder, counting every byte against the limits and the disk.</summary>
internal sealed class StagingWriter(string folder, IntakeLimits limits)
{
    private const int BufferBytes = 1 << 17;
    private const long DiskCheckEvery = 16L << 20;
    private readonly DriveInfo _disk = new(Path.GetFullPath(folder));
    private long _bytesUntilDiskCheck;

    /// <summary>Bytes of files read so far, unpacked; a spooled ZIP's packed bytes do not count.</summary>
    public long TotalBytes { get; private set; }

    public string PathOf(string stagedName) => Path.Combine(folder, stagedName);

    public FileStream OpenStaged(string stagedName) =>
        new(PathOf(stagedName), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);

    public async Task SpoolAsync(Stream target, ReadOnlyMemory<byte> head, Stream content, CancellationToken cancellationToken)
    {
        long bytes = 0;
        await CopyAsync(head, content, async chunk =>
        {
            bytes += chunk.Length;
            if (bytes > limits.MaxTotalBytes)
            {
                throw new IntakeStoppedException(new IntakeTooLarge(limits.MaxTotalBytes));
            }
            await WriteAsync(target, chunk, cancellationToken);
            return true;
        }, cancellationToken);
        await target.FlushAsync(cancellationToken);
    }

    public async Task<long> DrainAsync(long alreadyRead, Stream content, CancellationToken cancellationToken)
    {
        var bytes = alreadyRead;
        await CopyAsync(ReadOnlyMemory<byte>.Empty, content, chunk =>
        {
            bytes += chunk.Length;
            Count(chunk.Length);
            return ValueTask.FromResult(true);
        }, cancellationToken);
        return bytes;
    }

    /// <summary>Copies a stream that cannot seek into a working file, so that it can be screened.</summary>
    public async Task<WorkingCopy> CopyInAsync(string fileName, ReadOnlyMemory<byte> head, Stream content, ZipEntry? entry, CancellationToken cancellationToken)
    {
        (string, string)? fault = null;
        long bytes = 0;
        var crc = new Crc32();
        await using var target = new FileStream(PathOf(fileName), FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.Asynchronous);
        await CopyAsync(head, content, async chunk =>
        {
            bytes += chunk.Length;
            Count(chunk.Length);
            fault ??= FaultOf(bytes, entry);
            if (fault is not null)
            {
                return entry is null; // a request's part must be read to its end; a ZIP entry is simply left
            }
            if (entry is not null)
            {
                crc.Append(chunk.Span);
            }
            await WriteAsync(target, chunk, cancellationToken);
            return true;
        }, cancellationToken);
        if (entry is not null && (bytes != entry.Bytes || crc.GetCurrentHashAsUInt32() != entry.Crc32))
        {
            fault ??= Damaged;
        }
        return new WorkingCopy(bytes, fault);
    }

    /// <summary>Writes the screened file anew (preamble zeroed, fresh meta header) and returns the SHA-256 of what was written.</summary>
    public async Task<byte[]> StageAsync(string stagedName, Stream screened, ScreenedHeader header, CancellationToken cancellationToken)
    {
        GuardDisk(Part10Screener.CopyLength(header));
        using var sha = SHA256.Create();
        await using (var target = new FileStream(PathOf(stagedName), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
        await using (var hashing = new CryptoStream(target, sha, CryptoStreamMode.Write))
        {
            try
            {
                await Part10Screener.CopyAsync(screened, header, hashing, cancellationToken);
                await hashing.FlushFinalBlockAsync(cancellationToken);
            }
            catch (IOException exception) when (IsDiskFull(exception))
            {
                throw new IntakeStoppedException(new StagingDiskFull());
            }
        }
        return sha.Hash!;
    }

    /// <summary>Counts a file that is read where it lies.</summary>
    public (string Code, string Reason)? CountInPlace(long bytes)
    {
        if (bytes > limits.MaxFileBytes)
        {
            return FaultOf(bytes, null);
        }
        TotalBytes += bytes;
        return TotalBytes > limits.MaxTotalBytes ? throw new IntakeStoppedException(new IntakeTooLarge(limits.MaxTotalBytes)) : null;
    }

    internal static readonly (string, string) Damaged = ("zip.damaged_entry", "The ZIP entry is damaged: its content is not what the ZIP says. Pack the file again.");

    private (string, string)? FaultOf(long bytes, ZipEntry? entry)
    {
        if (entry is not null && bytes > limits.RatioFreeBytes && bytes > Math.Max(1, entry.PackedBytes) * limits.MaxRatio)
        {
            return ("zip.bomb", $"The entry unpacks to more than {limits.MaxRatio:N0} times its size, as archive bombs do. It was not taken.");
        }
        if (entry is not null && bytes > entry.Bytes)
        {
            return Damaged;
        }
        return bytes > limits.MaxFileBytes
            ? ("intake.file_too_large", $"The file is larger than {limits.MaxFileBytes >> 20:N0} MB. Ask the administrator if it must be taken.")
            : null;
    }

    private void Count(int bytes)
    {
        TotalBytes += bytes;
        if (TotalBytes > limits.MaxTotalBytes)
        {
            throw new IntakeStoppedException(new IntakeTooLarge(limits.MaxTotalBytes));
        }
    }

    private async ValueTask WriteAsync(Stream target, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        _bytesUntilDiskCheck -= chunk.Length;
        if (_bytesUntilDiskCheck < 0)
        {
            _bytesUntilDiskCheck = DiskCheckEvery;
            GuardDisk(chunk.Length);
        }
        try
        {
            await target.WriteAsync(chunk, cancellationToken);
        }
        catch (IOException exception) when (IsDiskFull(exception))
        {
            throw new IntakeStoppedException(new StagingDiskFull());
        }
    }

    private void GuardDisk(long bytes)
    {
        if (_disk.AvailableFreeSpace - bytes < limits.MinFreeBytes)
        {
            throw new IntakeStoppedException(new StagingDiskFull());
        }
    }

    // ENOSPC, ERROR_DISK_FULL
    private static bool IsDiskFull(IOException exception) => exception.HResult is 28 or unchecked((int)0x80070070);

    private static async Task CopyAsync(ReadOnlyMemory<byte> head, Stream content, Func<ReadOnlyMemory<byte>, ValueTask<bool>> onChunk, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            if (!head.IsEmpty && !await onChunk(head))
            {
                return;
            }
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (!await onChunk(buffer.AsMemory(0, read)))
                {
                    return;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
