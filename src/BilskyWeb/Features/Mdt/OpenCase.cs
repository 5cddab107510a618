using BilskyWeb.Core;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Mdt;

/// <summary>Opens a study's case by hand, or finds the one it has.</summary>
internal sealed class OpenCase(PlaceStudy place)
{
    /// <returns>The case.</returns>
    public async Task<Result<Guid>> HandleAsync(Actor actor, Guid studyId, CancellationToken cancellationToken)
    {
        if (!actor.IsReviewer)
        {
            return new NotAReviewer();
        }

        var (found, _) = await place.OpenAsync(studyId, actor, cancellationToken);
        return found is { } caseId ? caseId : new StudyNotFound();
    }
}
