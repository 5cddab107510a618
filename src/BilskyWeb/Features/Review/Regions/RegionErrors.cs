using System.Globalization;
using BilskyWeb.Core;

namespace BilskyWeb.Features.Review.Regions;

internal sealed record RegionSize()
    : InvalidInputError("region.size", string.Create(CultureInfo.InvariantCulture, $"A box is {RegradeRegion.SmallestMm:0} to {RegradeRegion.LargestMm:0} mm wide, and its centre lies on the image. Draw it around the canal."));

internal sealed record RegionSliceNotFound()
    : NotFoundError("region.slice_not_found", "That slice is not in the study's newest grading. Load the page again, then draw the box on the slice that it shows.");

internal sealed record RegionPending()
    : ConflictError("region.pending", "A box on this slice is being graded already. Wait for its grade, then draw the next.");
