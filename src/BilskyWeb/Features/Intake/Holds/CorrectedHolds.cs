namespace BilskyWeb.Features.Intake.Holds;

/// <summary>Holds that a person settled by saying who the patient is: the study's images then name that patient and no other.</summary>
internal static class CorrectedHolds
{
    public static IQueryable<IdentityHold> Corrected(this IQueryable<IdentityHold> holds) =>
        holds.Where(h => h.Decision == HoldDecision.KnownIsRight || h.Decision == HoldDecision.IncomingIsRight);
}
