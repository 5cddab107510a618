using System.Security.Cryptography;
using BilskyWeb.Core;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Screening;

namespace BilskyWeb.Features.Intake.Delivery;

/// <summary>How a file stands to what the archive holds under its SOP Instance UID.</summary>
internal enum Twin
{
    /// <summary>The archive holds no such instance.</summary>
    None,

    /// <summary>It holds the same image.</summary>
    Same,

    /// <summary>It holds another one, which must stay as it is.</summary>
    Other,
}

/// <summary>
/// Finds out whether files are in the archive already, and whether what is there says the same. An SOP Instance UID names one image for
/// ever (PS3.5 chapter 9): graded pixels must not change under it, and a second image under it must not vanish without a word.
/// </summary>
internal sealed class CompareWithArchive(OrthancArchive archive)
{
    private readonly Part10Screener _screener = new(new ScreeningLimits());

    /// <param name="files">Files on disk.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="except">Orthanc's own ids of instances that do not count.</param>
    /// <returns>One answer per file, or why the archive could not be asked.</returns>
    public async Task<Result<IReadOnlyDictionary<string, Twin>>> HandleAsync(
        IReadOnlyCollection<StowFile> files, CancellationToken cancellationToken, IReadOnlySet<string>? except = null)
    {
        var held = await archive.FindHeldAsync([.. files.Select(f => f.SopInstanceUid)], cancellationToken);
        if (held.Error is { } down)
        {
            return down;
        }

        var twins = held.Value.Where(h => except?.Contains(h.OrthancId) != true).ToLookup(h => h.SopInstanceUid, StringComparer.Ordinal);
        var answers = new Dictionary<string, Twin>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            // Several when the UID lies under several studies or patients.
            var answer = Twin.None;
            foreach (var candidate in twins[file.SopInstanceUid])
            {
                var same = await IsSameAsync(file, candidate, cancellationToken);
                if (same.Error is { } failed)
                {
                    return failed;
                }

                answer = same.Value || answer == Twin.Same ? Twin.Same : Twin.Other;
            }

            answers[file.SopInstanceUid] = answer;
        }

        return answers;
    }

    private async Task<Result<bool>> IsSameAsync(StowFile file, HeldInstance held, CancellationToken cancellationToken)
    {
        await using var ours = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        var md5 = await archive.ReadMd5Async(held, cancellationToken);
        if (md5.Error is { } down)
        {
            return down;
        }

        // MD5 is what Orthanc keeps. Equal by chance it is not, and whoever makes two files equal on purpose loses only the second one.
#pragma warning disable CA5351
        if (string.Equals(md5.Value.Trim(), Convert.ToHexStringLower(await MD5.HashDataAsync(ours, cancellationToken)), StringComparison.OrdinalIgnoreCase))
#pragma warning restore CA5351
        {
            return true;
        }

        // Written differently on its way through a PACS, perhaps: what counts is what it says.
        var path = Path.Combine(Path.GetDirectoryName(file.Path)!, $"twin-{Guid.NewGuid():N}.part");
        await using var theirs = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        if (await archive.CopyFileAsync(held, theirs, cancellationToken) is { Error: { } unread })
        {
            return unread;
        }

        var mine = await _screener.DigestAsync(ours, withoutPatient: false, cancellationToken);
        return mine is not null && await _screener.DigestAsync(theirs, withoutPatient: false, cancellationToken) is { } other && mine.AsSpan().SequenceEqual(other);
    }
}
