using BilskyWeb.Core;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Documents;
using BilskyWeb.Platform.Storage;

namespace BilskyWeb.Features.Export;

/// <summary>Stores documents by STOW-RS and asks the archive whether it has them.</summary>
internal sealed class StoreDocuments(DicomWebArchive archive, OrthancArchive orthanc, StagingArea staging)
{
    public async Task<Result<Done>> HandleAsync(IReadOnlyList<WrittenDocument> documents, CancellationToken cancellationToken)
    {
        var room = Guid.CreateVersion7();
        var folder = staging.Create(room);
        try
        {
            var files = new List<StowFile>();
            foreach (var document in documents)
            {
                var path = Path.Combine(folder, $"{files.Count:D3}.dcm");
                await File.WriteAllBytesAsync(path, document.File, cancellationToken);
                files.Add(new StowFile(path, document.SopInstanceUid));
            }

            await foreach (var outcome in archive.StoreAsync(files, cancellationToken))
            {
                if (outcome.Status == StoreStatus.Refused)
                {
                    return new ArchiveRefusesDocument(outcome.Message);
                }
            }
        }
        finally
        {
            staging.Delete(room);
        }

        var held = await orthanc.FindHeldAsync([.. documents.Select(d => d.SopInstanceUid)], cancellationToken);
        if (held.Error is { } silent)
        {
            return silent;
        }

        var there = held.Value.Select(h => h.SopInstanceUid).ToHashSet(StringComparer.Ordinal);
        return documents.Count(d => !there.Contains(d.SopInstanceUid)) is > 0 and var missing ? new NotAllStored(missing) : new Done();
    }
}
