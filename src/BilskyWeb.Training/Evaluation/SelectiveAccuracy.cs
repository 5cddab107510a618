using BilskyWeb.Core.Statistics;

namespace BilskyWeb.Training.Evaluation;

/// <summary>How often a model is right on the share of slices that it is surest of. It should rise as fewer are kept: else its doubts mean nothing.</summary>
/// <param name="KeptPercent">Share of the slices kept.</param>
/// <param name="Right">Share of those on the right side of the pathway line.</param>
internal sealed record SelectiveAccuracy(int KeptPercent, Share Right)
{
    private static readonly int[] Kept = [100, 95, 90, 80, 70];

    /// <summary>The figures of some slices.</summary>
    /// <param name="slices">How sure the model is of each, on any rising scale, and whether it is right.</param>
    internal static IReadOnlyList<SelectiveAccuracy> Of(IReadOnlyCollection<(double Sureness, bool Right)> slices)
    {
        var surestFirst = slices.OrderByDescending(s => s.Sureness).Select(s => s.Right).ToArray();
        return [.. Kept.Select(percent =>
        {
            var count = (surestFirst.Length * percent) / 100;
            return new SelectiveAccuracy(percent, Share.From(surestFirst.Take(count).Count(right => right), count));
        })];
    }
}
