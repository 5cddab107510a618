using BilskyWeb.Core;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>One disputed case on the table: what was said of it, by nobody's name, and nothing of the model.</summary>
/// <param name="Name">Name of the reader study.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Case">The case; null when all are settled.</param>
/// <param name="Position">Its place, from 0.</param>
/// <param name="Settled">How many are settled.</param>
/// <param name="Total">How many cases the readers differ on.</param>
internal sealed record ConsensusCase(string Name, ReadScale Question, DisputedCase? Case, int Position, int Settled, int Total);

/// <summary>Gives the next case on which the readers of a closed study differ, or one to be seen again.</summary>
internal sealed class OpenConsensus(IDbContextFactory<BilskyDbContext> contexts)
{
    /// <param name="actor">An admin, who keeps the minutes.</param>
    /// <param name="readerStudyId">The reader study.</param>
    /// <param name="position">A place among the disputed cases; null for the first that is not settled.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<ConsensusCase>> HandleAsync(Actor actor, Guid readerStudyId, int? position, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var read = await DisputedCases.ReadAsync(database, actor, readerStudyId, cancellationToken);
        if (!read.IsOk)
        {
            return read.Error!;
        }

        var (name, question, cases) = read.Value;
        var open = cases.ToList().FindIndex(c => c.Settled is null);
        var at = Math.Clamp(position ?? (open < 0 ? cases.Count : open), 0, cases.Count);
        return new ConsensusCase(name, question, cases.ElementAtOrDefault(at), at, cases.Count(c => c.Settled is not null), cases.Count);
    }
}
