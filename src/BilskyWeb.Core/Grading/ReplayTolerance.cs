namespace BilskyWeb.Core.Grading;

/// <summary>
/// How far the numbers of a replay may lie from those of the grading and still be the same. Sums of float32 depend on the order in which a machine adds, and that on its
/// processor's vector width and its number of threads; int8 takes a rounding step where such a sum lies on one; a GPU adds in yet another order and may round factors to TF32.
/// Status and grade have no tolerance: they are the same or they are not. Docs: docs/operating.md, "Replay".
/// </summary>
/// <param name="Probability">Largest difference of any of the six probabilities.</param>
/// <param name="RoiPixels">Largest shift of the region's corner or change of its side, in pixels of the original image.</param>
public sealed record ReplayTolerance(double Probability, double RoiPixels)
{
    /// <summary>Float32 on a CPU, then and now.</summary>
    public static ReplayTolerance Cpu { get; } = new(0.001, 0.5);

    /// <summary>The int8 grader on a CPU, then and now.</summary>
    public static ReplayTolerance CpuInt8 { get; } = new(0.02, 0.5);

    /// <summary>CUDA, then or now, also against a CPU.</summary>
    public static ReplayTolerance Cuda { get; } = new(0.02, 1);

    /// <summary>The tolerance between two places.</summary>
    /// <param name="then">Where the grading was made, <c>cpu</c> or <c>cuda</c>; null counts as elsewhere.</param>
    /// <param name="now">Where it is replayed.</param>
    /// <param name="int8">True where the grader is an int8 file.</param>
    public static ReplayTolerance Between(string? then, string now, bool int8) => (then, now) != ("cpu", "cpu") ? Cuda : int8 ? CpuInt8 : Cpu;
}
