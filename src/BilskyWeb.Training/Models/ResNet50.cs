using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Models;

/// <summary>The 50-layer residual network of He et al., Deep Residual Learning for Image Recognition, CVPR 2016 (table 1), up to its global average pool.</summary>
/// <remarks>The step of 2 in the first block of a stage sits in the 3×3 convolution, as in every widely used implementation since; the weights' shapes are the paper's.</remarks>
internal sealed class ResNet50 : Module<Tensor, Tensor>
{
    /// <summary>Length of the embedding.</summary>
    internal const int EmbeddingSize = 2048;

    private static readonly (int Blocks, int Width)[] Layout = [(3, 64), (4, 128), (6, 256), (3, 512)];
    private readonly ConvNorm stem;
    private readonly ModuleList<Bottleneck> blocks = [];

    internal ResNet50(PassSettings pass)
        : base(nameof(ResNet50))
    {
        stem = new ConvNorm(pass, 3, 64, kernel: 7, stride: 2);
        var channels = 64;
        foreach (var (count, width) in Layout)
        {
            for (var b = 0; b < count; b++)
            {
                blocks.Add(new Bottleneck(pass, channels, width, stride: b == 0 && width != 64 ? 2 : 1));
                channels = width * Bottleneck.Expansion;
            }
        }

        RegisterComponents();
    }

    internal ConvNorm Stem => stem;

    internal IEnumerable<Bottleneck> Blocks => blocks;

    /// <param name="input">[N, 3, H, W].</param>
    /// <returns>Embeddings [N, 2048], float32.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = functional.max_pool2d(functional.relu(stem.forward(input)), 3, 2, 1);
        foreach (var block in blocks)
        {
            x = block.forward(x);
        }

        return x.mean([2, 3]).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}

/// <summary>The bottleneck block: 1×1 down, 3×3, 1×1 up, added to its input (projected where the shape changes).</summary>
internal sealed class Bottleneck : Module<Tensor, Tensor>
{
    internal const int Expansion = 4;
    private readonly ConvNorm reduce;
    private readonly ConvNorm spatial;
    private readonly ConvNorm expand;
    private readonly ConvNorm? project;

    internal Bottleneck(PassSettings pass, int inputs, int width, int stride)
        : base(nameof(Bottleneck))
    {
        reduce = new ConvNorm(pass, inputs, width, kernel: 1);
        spatial = new ConvNorm(pass, width, width, kernel: 3, stride);
        expand = new ConvNorm(pass, width, width * Expansion, kernel: 1).StartingAtZero();
        project = stride != 1 || inputs != width * Expansion ? new ConvNorm(pass, inputs, width * Expansion, kernel: 1, stride) : null;
        RegisterComponents();
    }

    internal ConvNorm Reduce => reduce;

    internal ConvNorm Spatial => spatial;

    internal ConvNorm Expand => expand;

    internal ConvNorm? Project => project;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();

        // In place where the gradient needs only the result: memory traffic is a good part of a step.
        var branch = expand.forward(functional.relu(spatial.forward(functional.relu(reduce.forward(input), inplace: true)), inplace: true));
        var shortcut = project is null ? input : project.forward(input);
        return functional.relu(branch.add_(shortcut), inplace: true).MoveToOuterDisposeScope();
    }
}
