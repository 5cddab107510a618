using BilskyWeb.Data;
using BilskyWeb.Features.Review;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Export;

/// <summary>Puts a signature into the outbox, in the signature's own transaction.</summary>
internal static class QueueResults
{
    public static WrittenWithSignature WithSignature(TimeProvider clock) =>
        new((database, signature, cancellationToken) => AddAsync(database, signature.StudyId, signature.Id, revision: 0, clock.GetUtcNow(), cancellationToken), LiveTopic.Results);

    /// <summary>Adds the row; the study's lock is held, so that versions count without a gap.</summary>
    public static async Task AddAsync(BilskyDbContext database, Guid studyId, Guid signatureId, int revision, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = await database.ResultReleases.Where(r => r.StudyId == studyId).MaxAsync(r => (int?)r.Version, cancellationToken) ?? 0;
        database.ResultReleases.Add(new ResultRelease { Id = Guid.CreateVersion7(), StudyId = studyId, SignatureId = signatureId, Revision = revision, Version = last + 1, CreatedAt = now, NextAttemptAt = now });
    }
}
