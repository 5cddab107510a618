using BilskyWeb.Core;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>One answer for a link that is unknown, over, withdrawn or used: whoever tries secrets learns nothing of any.</summary>
internal sealed record LinkOpensNothing() : NotFoundError("referral_link.opens_nothing",
    "This link opens nothing, or nothing more: it is incomplete, its time is over, it was withdrawn, or its referral was submitted. Ask whoever sent it to you for a new one.");

/// <summary>Told to a guest who is in already.</summary>
internal sealed record LinkOver() : ConflictError("referral_link.over",
    "Nothing more can be sent by this link: its time is over, it was withdrawn, or its referral was submitted. What was not submitted was not kept. Ask whoever sent it to you for a new one.");

internal sealed record TooManyLinkTries(int Minutes) : ForbiddenError("referral_link.too_many_tries",
    $"Too many wrong links from here. Wait {(Minutes <= 1 ? "a minute" : $"{Minutes} minutes")} and open the link again.");

internal sealed record SignedInAlready() : ConflictError("referral_link.signed_in",
    "You are signed in here with an account of your own. Send the study under Referrals, New referral; or open the link in a private window.");

internal sealed record OneUploadAtATime() : ConflictError("referral_link.one_upload",
    "Images are here by this link already, or on their way, perhaps from another browser. Load the page again to see them; start again there if they are the wrong ones.");

internal sealed record TooManyUploadsByLink(int Most) : ConflictError("referral_link.too_many_uploads",
    $"Images were sent {Most} times by this link and given up each time. Ask whoever sent it to you for a new one.");

internal sealed record SubmittedOnThePage() : InvalidInputError("referral_link.submit_on_the_page", "By a link, images are submitted on its page, with what they are of. Send them with submit=false.");

internal sealed record BadLink(int LongestName, int LongestHours, long MaxBytes, int MaxFiles) : InvalidInputError("referral_link.bad",
    $"A link needs a name of at most {LongestName} characters that says whom it is for, holds for 1 to {LongestHours} hours, and takes 1 to {MaxBytes >> 20:N0} MB in 1 to {MaxFiles:N0} files.");

internal sealed record LinkNotFound() : NotFoundError("referral_link.not_found", "There is no such link.");

internal sealed record LinkUsed() : ConflictError("referral_link.used", "The referral was submitted already, so the link opens nothing more. What came by it is in the list.");
