using BilskyWeb.Core;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>Also said of somebody else's: whether it exists is not theirs to know.</summary>
internal sealed record FormNotFound() : NotFoundError("clinical.form_not_found", "There is no such clinical form, or it is somebody else's. Start a new one.");

internal sealed record FormSubmitted() : ConflictError("clinical.form_submitted", "This clinical form was submitted with other images already. Nothing was sent. Start a new one.");

internal sealed record AnswersMissing(string Labels) : InvalidInputError("clinical.answers_missing", $"For this urgency the team needs: {Labels}. Nothing was sent; what you wrote is kept.");

internal sealed record TooManyAnswers(int Most) : InvalidInputError("clinical.too_many_answers", $"At most {Most} answers can be saved at once.");

internal sealed record FormFull() : ConflictError("clinical.form_full", "This form has been changed too often to be changed again. What it says stays. Start a new one.");
