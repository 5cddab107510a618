using BilskyWeb.Core;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>Reads what the archive holds under a study UID and records it.</summary>
internal sealed class StudyRegister(ReadStudyFacts read, RecordStudy record)
{
    /// <returns>The study's row, null when the archive does not hold the study, or why the archive could not be asked.</returns>
    public async Task<Result<Study?>> RefreshAsync(string studyInstanceUid, bool complete, CancellationToken cancellationToken)
    {
        var facts = await read.HandleAsync(studyInstanceUid, cancellationToken);
        if (facts.Error is { } error)
        {
            return error;
        }
        Study? study = null;
        foreach (var fact in facts.Value)
        {
            study = await record.HandleAsync(fact, complete, cancellationToken);
        }
        return study;
    }
}
