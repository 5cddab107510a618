using BilskyWeb.Core;

namespace BilskyWeb.Features.Viewer;

/// <summary>Also said to those who may not see the study: whether it exists is not theirs to know.</summary>
internal sealed record StudyNotOpenable()
    : NotFoundError("study.not_found", "This study does not exist or is not yours to see. Go back to the list and open it from there.");
