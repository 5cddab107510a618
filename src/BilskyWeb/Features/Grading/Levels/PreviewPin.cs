using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading.Levels;

/// <summary>Says what pinning a level would change, and changes nothing.</summary>
internal sealed class PreviewPin(IDbContextFactory<BilskyDbContext> contexts, ReadStudyPlanes planes, TimeProvider clock)
{
    public async Task<Result<PinOutcome>> HandleAsync(Actor actor, string studyInstanceUid, PinRequest request, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var study = await PinPlan.FindStudyAsync(database, actor, studyInstanceUid, cancellationToken);
        if (!study.IsOk)
        {
            return study.Error!;
        }

        var read = await planes.HandleAsync(studyInstanceUid, cancellationToken);
        var plan = read.IsOk ? await PinPlan.OpenAsync(database, study.Value, read.Value, request.BasedOn, cancellationToken) : read.Error!;
        if (!plan.IsOk)
        {
            return plan.Error!;
        }

        var pinned = plan.Value.Pin(request, read.Value, actor, clock.GetUtcNow());

        // Written into tracked rows that are never saved.
        return pinned.IsOk ? plan.Value.Apply() : pinned.Error!;
    }
}
