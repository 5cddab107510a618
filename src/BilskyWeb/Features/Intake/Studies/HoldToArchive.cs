using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>A study whose images are not all in the archive.</summary>
/// <param name="StudyId">Its row.</param>
/// <param name="Known">Images that the database knows.</param>
/// <param name="Held">Images that the archive holds.</param>
internal sealed record IncompleteStudy(Guid StudyId, int Known, int Held);

/// <summary>Holds the studies of a database to what an archive holds of them.</summary>
internal static class HoldToArchive
{
    /// <param name="context">The database.</param>
    /// <param name="held">Images in the archive, by Study Instance UID.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<(int Studies, IReadOnlyList<IncompleteStudy> Incomplete)> HandleAsync(
        BilskyDbContext context, IReadOnlyDictionary<string, int> held, CancellationToken cancellationToken)
    {
        var (studies, incomplete) = (0, new List<IncompleteStudy>());
        await foreach (var study in context.Studies.AsNoTracking().Select(s => new { s.Id, s.StudyInstanceUid, s.InstanceCount }).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            studies++;
            var has = held.GetValueOrDefault(study.StudyInstanceUid);
            if (has < study.InstanceCount)
            {
                incomplete.Add(new IncompleteStudy(study.Id, study.InstanceCount, has));
            }
        }

        return (studies, incomplete);
    }
}
