using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Datasets;

/// <summary>What the augmentations of stored regions are made of: a square turned, scaled, mirrored and shifted, brightness that falls off, and draws for each region of a batch.</summary>
internal static class RegionWarp
{
    /// <summary>Where the samples of the results lie in the stored regions.</summary>
    /// <param name="scale">[N], the share of the stored side that is seen.</param>
    /// <param name="angle">[N], in radians.</param>
    /// <param name="mirror">[N], 1 or −1 along the rows.</param>
    /// <param name="shift">[N, 2], in halves of the stored side.</param>
    /// <param name="side">Side of the results in samples.</param>
    internal static Tensor Grid(Tensor scale, Tensor angle, Tensor mirror, Tensor shift, int side)
    {
        var (cos, sin) = (scale * angle.cos(), scale * angle.sin());
        var across = stack([cos * mirror, -sin, shift.select(1, 0)], 1);
        var down = stack([sin * mirror, cos, shift.select(1, 1)], 1);
        return functional.affine_grid(stack([across, down], 1), [scale.shape[0], 1, side, side], align_corners: false);
    }

    /// <summary>The stored values there, zero beyond what is stored.</summary>
    internal static Tensor Sample(Tensor stored, Tensor grid) => functional.grid_sample(stored, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Zeros, align_corners: false);

    /// <summary>Brightness that changes smoothly across each region.</summary>
    /// <param name="x">[N, 1, H, W].</param>
    /// <param name="most">Standard deviation of its logarithm at the strongest.</param>
    internal static Tensor Shade(Tensor x, double most)
    {
        var coarse = randn(x.shape[0], 1, 3, 3) * Column(Uniform(x.shape[0], 0, most));
        return x * functional.interpolate(coarse, size: [x.shape[2], x.shape[3]], mode: InterpolationMode.Bilinear, align_corners: true).exp();
    }

    /// <summary>[N] numbers between two.</summary>
    internal static Tensor Uniform(long n, double low, double high)
    {
        using Scalar span = high - low, start = low;
        return (rand(n) * span) + start;
    }

    /// <summary>A number for each region, to be used with its pixels.</summary>
    internal static Tensor Column(Tensor perImage) => perImage.view(-1, 1, 1, 1);
}
