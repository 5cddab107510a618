using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference;
using BilskyWeb.Phantom;

namespace BilskyWeb.Features.Oversight.Workers;

/// <summary>What a check came to.</summary>
internal sealed record PhantomVerdict(WorkerCheck Check, string Words, double? LargestDifference = null);

/// <summary>Grades one phantom study, always the same, and compares it with the reference beside the models.</summary>
internal static class GradePhantom
{
    /// <summary>A study of the internal site with a metastasis that compresses the cord.</summary>
    private static readonly PhantomRequest Request = new(20261201, PhantomCohort.Internal, Healthy: false) { LesionDepthMm = 9 };

    /// <returns>One answer for each slice, head first.</returns>
    public static async Task<IReadOnlyList<SliceAnswer>> HandleAsync(SlicePipeline pipeline, CancellationToken cancellationToken)
    {
        var images = await Task.Run(
            () =>
            {
                var drawn = new List<GreyImage>();
                foreach (var slice in PhantomStudy.Generate(Request).Slices)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    drawn.Add(slice.Render());
                }

                return drawn;
            },
            cancellationToken);
        var graded = await pipeline.GradeAsync(images, null, cancellationToken);
        return [.. graded.Select((slice, i) => new SliceAnswer("phantom", string.Create(CultureInfo.InvariantCulture, $"slice {i + 1}"), 1, slice.Status, slice.Grade)
        {
            PixelSha256 = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(images[i].Pixels.AsSpan()))),
            Roi = slice.Roi is { } roi ? [roi.X, roi.Y, roi.Width, roi.Height] : null,
            Probabilities = slice.Probabilities,
        })];
    }

    /// <summary>Checks a pipeline.</summary>
    /// <param name="folder">The folder of models.</param>
    /// <param name="pipeline">The pipeline that grades studies.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<PhantomVerdict> CheckAsync(string folder, SlicePipeline pipeline, CancellationToken cancellationToken)
    {
        var read = PhantomReference.Read(folder, pipeline);
        if (read.Error is { } unreadable)
        {
            return new PhantomVerdict(WorkerCheck.Failed, unreadable.Message);
        }

        if (read.Value is not { } reference)
        {
            return new PhantomVerdict(WorkerCheck.NoReference, $"There is no {Path.GetFileName(PhantomReference.PathFor(folder, pipeline))} beside the models, so that nothing could be compared. Whoever accepts the models makes it with ./bilsky check --write.");
        }

        if (reference.Stranger(pipeline) is { } stranger)
        {
            return new PhantomVerdict(WorkerCheck.Failed, $"The models are not those that were accepted: {stranger}. Put the right files back, or accept these with ./bilsky check --write.");
        }

        var answers = await HandleAsync(pipeline, cancellationToken);
        var tolerance = ReplayTolerance.Between(reference.Provider, pipeline.Provider, pipeline.GraderCard.Int8Of is not null);
        var slices = SliceReplay.Compare(reference.Slices, answers, tolerance);
        var differing = slices.Where(s => s.Outcome != ReplayedSlice.Match).ToList();
        var largest = slices.Max(s => s.ProbabilityDifference);
        return differing.Count == 0
            ? new PhantomVerdict(WorkerCheck.Passed, string.Create(CultureInfo.InvariantCulture, $"All {slices.Count} slices of the phantom as in the reference; probabilities within {largest ?? 0:0.######}, allowed {tolerance.Probability}."), largest)
            : new PhantomVerdict(WorkerCheck.Failed, string.Create(CultureInfo.InvariantCulture, $"{differing.Count} of {slices.Count} slices of the phantom are not as in the reference. {differing[0].SopInstanceUid}: {differing[0].Line}."), largest);
    }
}
