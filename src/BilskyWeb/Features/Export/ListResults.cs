using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Export;

/// <summary>A release as pages show it.</summary>
/// <param name="Release">The release.</param>
/// <param name="Study">Its study.</param>
/// <param name="SignedBy">Who signed.</param>
/// <param name="SignedAt">When.</param>
/// <param name="IsReplaced">True when the study has a later version: this one is not sent any more.</param>
public sealed record ReleaseView(ResultRelease Release, Study Study, string SignedBy, DateTimeOffset SignedAt, bool IsReplaced)
{
    /// <summary>True when a person has to look at it.</summary>
    public bool IsStuck => Release.State == ReleaseState.Failed || Release.Deliveries.Exists(d => d.State == DeliveryState.Failed);
}

/// <summary>What became of signed reviews.</summary>
internal sealed class ListResults(IDbContextFactory<BilskyDbContext> contexts)
{
    private const int MostOpen = 200;
    private const int MostDone = 30;

    /// <summary>For the queue: what is stuck, then what is under way, then the last that went well.</summary>
    public async Task<IReadOnlyList<ReleaseView>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return [];
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await ReadAsync(database, database.ResultReleases.Where(r => r.State != ReleaseState.Stored || r.Deliveries.Any(d => d.State == DeliveryState.Failed || d.State == DeliveryState.Waiting))
            .OrderByDescending(r => r.CreatedAt).Take(MostOpen), cancellationToken);
        var done = await ReadAsync(database, database.ResultReleases.Where(r => r.State == ReleaseState.Stored && !r.Deliveries.Any(d => d.State == DeliveryState.Failed || d.State == DeliveryState.Waiting))
            .OrderByDescending(r => r.CreatedAt).Take(MostDone), cancellationToken);
        return [.. open.OrderByDescending(v => v.IsStuck), .. done];
    }

    /// <summary>Those of a study, newest first; none when the asker may not open it.</summary>
    public async Task<IReadOnlyList<ReleaseView>> OfStudyAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.StudiesOpenTo(actor).AnyAsync(s => s.Id == studyId, cancellationToken)
            ? await ReadAsync(database, studyId, cancellationToken)
            : [];
    }

    /// <summary>The same for a program, which knows the study by its DICOM identifier.</summary>
    public async Task<Result<IReadOnlyList<ReleaseView>>> OfStudyAsync(Actor actor, string studyInstanceUid, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await database.StudyIdOpenToAsync(actor, studyInstanceUid, cancellationToken) is { } id
            ? await ReadAsync(database, id, cancellationToken)
            : new StudyNotFound();
    }

    private static Task<List<ReleaseView>> ReadAsync(BilskyDbContext database, Guid studyId, CancellationToken cancellationToken) =>
        ReadAsync(database, database.ResultReleases.Where(r => r.StudyId == studyId).OrderByDescending(r => r.Version), cancellationToken);

    private static async Task<List<ReleaseView>> ReadAsync(BilskyDbContext database, IQueryable<ResultRelease> releases, CancellationToken cancellationToken)
    {
        var read = await releases.AsNoTracking().Include(r => r.Objects).Include(r => r.Deliveries).AsSplitQuery().ToListAsync(cancellationToken);
        var (studies, signatures) = (read.Select(r => r.StudyId).ToHashSet(), read.Select(r => r.SignatureId).ToHashSet());
        var byId = await database.Studies.AsNoTracking().Where(s => studies.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        var signed = await database.ReviewSignatures.AsNoTracking().Where(s => signatures.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancellationToken);
        var newest = await database.ResultReleases.Where(r => studies.Contains(r.StudyId)).GroupBy(r => r.StudyId, r => r.Version).ToDictionaryAsync(g => g.Key, g => g.Max(), cancellationToken);
        foreach (var release in read)
        {
            release.Objects.Sort((a, b) => (a.Kind, a.Number).CompareTo((b.Kind, b.Number)));
            release.Deliveries.Sort((a, b) => string.CompareOrdinal(a.Destination, b.Destination));
        }

        return [.. read.Select(r => new ReleaseView(r, byId[r.StudyId], signed[r.SignatureId].AuthorName, signed[r.SignatureId].SignedAt, r.Version < newest[r.StudyId]))];
    }
}
