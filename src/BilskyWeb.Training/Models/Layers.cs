using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Models;

/// <summary>How a forward pass is computed; set by the trainer around each pass.</summary>
internal sealed class PassSettings
{
    /// <summary>Convolutions in bfloat16; parameters, batch statistics and the head stay float32.</summary>
    internal bool UseBfloat16 { get; set; }

    /// <summary>Leaves running batch statistics alone, as for the perturbed inputs of the virtual adversarial term.</summary>
    internal bool FreezeStatistics { get; set; }
}

/// <summary>A convolution without bias followed by batch normalisation (Ioffe and Szegedy 2015), as every convolution here is.</summary>
internal sealed class ConvNorm : Module<Tensor, Tensor>
{
    internal const double Epsilon = 1e-5;

    private static readonly Scalar HeldEpsilon = Epsilon;
    private readonly PassSettings _pass;
    private readonly Parameter weight;
    private readonly Parameter gamma;
    private readonly Parameter beta;
    private readonly Tensor runningMean;
    private readonly Tensor runningVariance;
    private float[]? _adopted;

    /// <param name="pass">Shared by all layers of one network.</param>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Side of the square kernel; the padding keeps the size at stride 1.</param>
    /// <param name="stride">Step in both directions.</param>
    /// <param name="dilation">Distance between kernel samples.</param>
    internal ConvNorm(PassSettings pass, int inputs, int outputs, int kernel, int stride = 1, int dilation = 1)
        : base(nameof(ConvNorm))
    {
        _pass = pass;
        (Inputs, Outputs, Kernel, Stride, Dilation) = (inputs, outputs, kernel, stride, dilation);
        weight = new Parameter(empty(outputs, inputs, kernel, kernel));
        init.kaiming_normal_(weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        gamma = new Parameter(ones(outputs));
        beta = new Parameter(zeros(outputs));
        runningMean = zeros(outputs);
        runningVariance = ones(outputs);
        RegisterComponents();
    }

    internal int Inputs { get; }

    internal int Outputs { get; }

    internal int Kernel { get; }

    internal int Stride { get; }

    internal int Dilation { get; }

    internal int Padding => Dilation * (Kernel - 1) / 2;

    /// <summary>Lets the layer give nothing at first: as the last of a residual branch it makes the block start as the identity.</summary>
    internal ConvNorm StartingAtZero()
    {
        using var off = no_grad();
        gamma.zero_();
        return this;
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var low = _pass.UseBfloat16;
        var x = low ? input.to(ScalarType.BFloat16) : input;
        var w = low ? weight.to(ScalarType.BFloat16) : weight;
        var y = Kernel == 1 ? Mix(x, w) : functional.conv2d(x, w, null, [Stride, Stride], [Padding, Padding], [Dilation, Dilation]);
        if (_adopted is { } bias)
            return Settle(y, bias).MoveToOuterDisposeScope();
        return functional.batch_norm(y, runningMean, runningVariance, gamma, beta, training, _pass.FreezeStatistics ? 0 : 0.1, Epsilon).MoveToOuterDisposeScope();
    }

    /// <summary>Takes over what <see cref="Fold"/> gave. The next forward pass settles the normalisation on its batch, and gives what the folded layer gives.</summary>
    /// <param name="weights">[outputs, inputs, kernel, kernel], row-major.</param>
    /// <param name="bias">[outputs].</param>
    internal void Adopt(float[] weights, float[] bias)
    {
        using var off = no_grad();
        using var folded = tensor(weights).view(weight.shape);
        weight.copy_(folded);
        _adopted = bias;
    }

    // Normalised and then undone by scale and shift. Each kernel is brought to the size that fresh weights have, which normalisation does not see: steps of learning are meant for that size.
    private Tensor Settle(Tensor y, float[] bias)
    {
        _adopted = null;
        using Scalar fresh = Math.Sqrt(2.0 / (Outputs * Kernel * Kernel));
        var size = fresh / (weight.pow(Held.Two).mean([1, 2, 3]).sqrt() + HeldEpsilon);
        var (mean, variance) = (y.mean([0, 2, 3]), y.var([0, 2, 3], unbiased: false));
        weight.mul_(size.view(-1, 1, 1, 1));
        runningMean.copy_(mean * size);
        runningVariance.copy_(variance * size.pow(Held.Two));
        gamma.copy_((runningVariance + HeldEpsilon).sqrt() / size);
        var shift = tensor(bias);
        beta.copy_(shift + mean);
        return y + shift.view(1, -1, 1, 1);
    }

    // A 1×1 convolution is a matrix product over the channels, which lie last in memory. Written as one: the convolution that libtorch 2.10 brings
    // (oneDNN's brgemm kernel) divides by zero on some processors while it plans 1×1 kernels between 256 and 1024 channels, which ends the process.
    private Tensor Mix(Tensor x, Tensor w)
    {
        var kept = Stride == 1 ? x : x.slice(2, 0, x.shape[2], Stride).slice(3, 0, x.shape[3], Stride);
        return functional.linear(kept.permute(0, 2, 3, 1), w.view(Outputs, Inputs)).permute(0, 3, 1, 2);
    }

    /// <summary>The same layer in evaluation mode as one convolution with bias.</summary>
    /// <returns>Weights [outputs, inputs, kernel, kernel] and bias [outputs], row-major float32.</returns>
    internal (float[] Weights, float[] Bias) Fold()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var scale = gamma / (runningVariance + HeldEpsilon).sqrt();
        var folded = weight * scale.view(-1, 1, 1, 1);
        var bias = beta - (runningMean * scale);
        return (folded.contiguous().data<float>().ToArray(), bias.contiguous().data<float>().ToArray());
    }
}
