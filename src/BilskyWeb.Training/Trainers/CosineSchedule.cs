namespace BilskyWeb.Training.Trainers;

/// <summary>A linear warm-up followed by a cosine to zero (Loshchilov and Hutter 2017).</summary>
internal static class CosineSchedule
{
    /// <summary>Learning rate of a step.</summary>
    /// <param name="peak">The rate after the warm-up.</param>
    /// <param name="step">From 0.</param>
    /// <param name="steps">All steps of the run.</param>
    /// <param name="warmUpShare">Share of the run that warms up.</param>
    internal static double At(double peak, long step, long steps, double warmUpShare = 0.05)
    {
        var warm = Math.Max(1, (long)(steps * warmUpShare));
        return step < warm
            ? peak * (step + 1) / warm
            : peak * 0.5 * (1 + Math.Cos(Math.PI * (step - warm) / Math.Max(1, steps - warm)));
    }
}
