using BilskyWeb.Core;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Features.Grading;

/// <summary>Draws a case that the grader learnt from, about as the grader sees it.</summary>
internal sealed class DrawTrainingCase(PipelineSource pipelines)
{
    private const int Side = 112;

    // The pictures are kept as shares of the series' own range.
    private static readonly VoiWindow Window = new(0.5, 1);

    /// <param name="evidenceSha256">The file of cases meant: numbers of another file mean other cases.</param>
    /// <param name="number">Number of the case in it.</param>
    /// <returns>A PNG file.</returns>
    public Result<byte[]> Handle(string evidenceSha256, int number)
    {
        var pipeline = pipelines.Get();
        return !pipeline.IsOk ? pipeline.Error!
            : pipeline.Value.EvidenceSha256 == evidenceSha256 && pipeline.Value.TrainingCase(number) is { } picture ? KeyImageRenderer.Thumbnail(picture, Window, Side)
            : new TrainingCaseNotFound();
    }
}
