using BilskyWeb.Core;
using BilskyWeb.Core.Levels;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Grading.Levels;

/// <summary>Takes a pin away; the names follow from those that are left, or go with the last one.</summary>
internal sealed class RemovePin(PinLevel pins)
{
    public async Task<Result<PinOutcome>> HandleAsync(Actor actor, string studyInstanceUid, string level, int? basedOn, CancellationToken cancellationToken) =>
        Vertebrae.TryParse(level, out var vertebra)
            ? await pins.RemoveAsync(actor, studyInstanceUid, vertebra, basedOn, cancellationToken)
            : new UnknownVertebra();
}
