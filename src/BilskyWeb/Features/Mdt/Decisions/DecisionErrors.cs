using BilskyWeb.Core;

namespace BilskyWeb.Features.Mdt.Decisions;

internal sealed record DecisionIncomplete() : InvalidInputError("decision.incomplete", "A decision needs its kind and the team's reasons, in 4000 characters or less each. Nothing was signed.");

internal sealed record ChangeAsksWhy() : InvalidInputError("decision.change_asks_why", "A decision is signed already. Say in 500 characters or less why it changes. Nothing was signed; both versions will stay.");

internal sealed record TooManyNames() : InvalidInputError("decision.names", $"At most {CaseDecisionTable.MostNames} names of {CaseDecisionTable.NameLength} characters say who agreed. Nothing was signed.");

internal sealed record CaseClosed() : ConflictError("decision.case_closed", "This case is closed. Nothing was signed. Open it again first, by listing it.");

/// <param name="Signed">What somebody else has signed meanwhile.</param>
internal sealed record DecidedMeanwhile(CaseDecision Signed) : ConflictError(
    "decision.signed_meanwhile",
    $"{Signed.SignedByName} signed “{ChoiceWords.Of(Signed.Choice)}” (version {Signed.Version}) while you were writing. Nothing of yours was signed, and what you wrote is still here. Read theirs; if yours shall replace it, say why and sign again.");

internal sealed record DecisionIdTaken() : ConflictError("decision.id_taken", "A decision with this id was signed in another case. Load the page again and sign anew.");

internal sealed record CaseChangedMeanwhile() : ConflictError(
    "decision.case_changed", "This case has gained or lost a study, or one of its grades has changed, while you were writing. Nothing was signed, and what you wrote is still here. Look at the studies as they are now, then sign.");
