using BilskyWeb.Core;

namespace BilskyWeb.Features.Grading.ByHand;

internal sealed record OnlyReviewersTakeSeries() : ForbiddenError("series.reviewers_only", "Only a reviewer can have a series graded that the rules leave.");

internal sealed record SeriesUnknown() : NotFoundError("series.not_found", "This study has no such series, or it was not read yet. Reload the page; the list shows every series.");

internal sealed record SeriesGradedAlready() : ConflictError("series.graded_already", "This series is graded already.");

internal sealed record SeriesNotTaken() : ConflictError("series.not_by_hand", "This series is not graded by hand: the rules decide about it, or somebody has taken it back already. Reload the page.");

internal sealed record SeriesNotGradable(string Why) : ConflictError("series.not_gradable", $"This series cannot be graded by hand either: {Why}");
