using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Archive;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>Asks the archive what it holds under a study UID. Who the patient is comes from the bytes of a stored file, so that a study is
/// recorded under the very name that pre-flight showed.</summary>
internal sealed class ReadStudyFacts(OrthancArchive archive, IDbContextFactory<BilskyDbContext> contexts, TimeProvider clock)
{
    /// <returns>One entry, none when the archive does not hold the study, several when images of several patients lie under the one UID.</returns>
    public async Task<Result<IReadOnlyList<StudyFacts>>> HandleAsync(string studyInstanceUid, CancellationToken cancellationToken)
    {
        var readAt = clock.GetUtcNow();
        var ids = await archive.LookUpStudyAsync(studyInstanceUid, cancellationToken);
        if (ids.Error is { } down)
        {
            return down;
        }
        HashSet<string> own;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            own = await database.OwnInstancesOfAsync(studyInstanceUid, cancellationToken);
        }
        var facts = new List<StudyFacts>();
        foreach (var id in ids.Value)
        {
            var study = await archive.DescribeStudyAsync(id, cancellationToken);
            switch (study.Error)
            {
                case null:
                    var came = await CountAsync(id, study.Value.Instances, own, cancellationToken);
                    if (came.Error is { } unlisted)
                    {
                        return unlisted;
                    }
                    facts.Add(StudyFacts.From(study.Value.Attributes, studyInstanceUid, came.Value, readAt, id));
                    break;
                case NotFoundError:
                    break; // gone again
                default:
                    return study.Error;
            }
        }
        return facts;
    }

    // Our own documents about the study are in it and did not come: they make no grading due.
    private async Task<Result<int>> CountAsync(string id, int all, HashSet<string> own, CancellationToken cancellationToken)
    {
        if (own.Count == 0)
        {
            return all;
        }
        var listed = await archive.ListInstancesAsync(id, cancellationToken);
        return listed.Error switch
        {
            null => listed.Value.Count(i => !own.Contains(i.SopInstanceUid)),
            NotFoundError => 0,
            var failed => failed,
        };
    }
}
