using BilskyWeb.Core;
using BilskyWeb.Imaging.Archive;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>Asks the archive what it holds under a study UID. Who the patient is comes from the bytes of a stored file, so that a study is
/// recorded under the very name that pre-flight showed.</summary>
internal sealed class ReadStudyFacts(OrthancArchive archive, TimeProvider clock)
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
        var facts = new List<StudyFacts>();
        foreach (var id in ids.Value)
        {
            var study = await archive.DescribeStudyAsync(id, cancellationToken);
            switch (study.Error)
            {
                case null:
                    facts.Add(StudyFacts.From(study.Value.Attributes, studyInstanceUid, study.Value.Instances, readAt, id));
                    break;
                case NotFoundError:
                    break; // gone again
                default:
                    return study.Error;
            }
        }
        return facts;
    }
}
