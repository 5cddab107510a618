using BilskyWeb.Core;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Features.Grading;

/// <summary>Fetches and decodes the frames of a stack along the patient's axes, a few requests at a time.</summary>
internal sealed class StackFrames(DicomWebArchive archive)
{
    private const int RequestsAtOnce = 4;

    /// <summary>Frames of a multi-frame object per request: enough to hide the round trip, few enough for memory.</summary>
    private const int FramesPerRequest = 16;

    /// <summary>Most pixels of the stacks that are graded together, 1 GB as floats: 1,000 slices of 512 × 512.</summary>
    private const long MostPixels = 256L << 20;

    /// <param name="stack">The stack.</param>
    /// <param name="instances">Headers by SOP instance UID.</param>
    /// <param name="pixelsBefore">Pixels of other stacks that are held at the same time.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Per slice of the stack the image or why it cannot be read; an error when the archive does not answer or the stack is too large.</returns>
    public async Task<Result<IReadOnlyList<Result<PatientFrame>>>> ReadAsync(
        SeriesFacts stack, IReadOnlyDictionary<string, DicomDataset> instances, long pixelsBefore, CancellationToken cancellationToken)
    {
        var pixels = stack.Slices.Sum(s => (long)(instances[s.SopInstanceUid].GetInt(DicomTag.Rows) ?? 0) * (instances[s.SopInstanceUid].GetInt(DicomTag.Columns) ?? 0));
        if (pixelsBefore + pixels > MostPixels)
        {
            return stack.Slices.Select(_ => (Result<PatientFrame>)new StackTooLarge(pixels)).ToList();
        }

        var images = new Result<PatientFrame>[stack.Slices.Count];
        var requests = stack.Slices
            .Select((slice, place) => (slice, place))
            .GroupBy(s => s.slice.SopInstanceUid)
            .SelectMany(instance => instance.Chunk(FramesPerRequest));
        Error? stop = null;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Parallel.ForEachAsync(
                requests,
                new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = stopping.Token },
                async (request, token) =>
                {
                    var instance = instances[request[0].slice.SopInstanceUid];
                    var frames = await archive.ReadFramesAsync(instance, [.. request.Select(s => s.slice.Frame)], token);
                    if (frames.Error is UnavailableError unavailable)
                    {
                        stop = unavailable;
                        await stopping.CancelAsync();
                        return;
                    }

                    for (var i = 0; i < request.Length; i++)
                    {
                        images[request[i].place] = frames.IsOk ? PatientFrame.Decode(instance, request[i].slice.Frame, frames.Value[i]) : frames.Error!;
                    }
                });
        }
        catch (OperationCanceledException) when (stop is not null)
        {
            return stop;
        }

        return stop is not null ? stop : images;
    }

    private sealed record StackTooLarge(long Pixels) : InvalidInputError(
        "grading.stack_too_large", $"The series has {Pixels / 1_000_000} million pixels, more than is graded. Send the axial series at the resolution of the scanner.");
}
