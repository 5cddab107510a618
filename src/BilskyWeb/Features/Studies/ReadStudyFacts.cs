using BilskyWeb.Core;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Features.Studies;

/// <summary>Asks the archive what it holds under a study UID.</summary>
internal sealed class ReadStudyFacts(DicomWebArchive archive, TimeProvider clock)
{
    private static readonly DicomTag NumberOfStudyRelatedInstances = new(0x0020, 0x1208);

    /// <returns>One entry, none when the archive does not hold the study, several when images of several patients lie under the one UID.</returns>
    public async Task<Result<IReadOnlyList<StudyFacts>>> HandleAsync(string studyInstanceUid, CancellationToken cancellationToken)
    {
        var readAt = clock.GetUtcNow();
        var found = await archive.FindStudiesAsync(new StudyQuery { StudyInstanceUid = studyInstanceUid, Limit = 20 }, cancellationToken);
        return found.Match<Result<IReadOnlyList<StudyFacts>>>(
            studies => studies.Where(s => s.GetString(DicomTag.StudyInstanceUid) == studyInstanceUid)
                .Select(s => StudyFacts.From(s, s.GetInt(NumberOfStudyRelatedInstances) ?? 0, readAt)).ToList(),
            error => error);
    }
}
