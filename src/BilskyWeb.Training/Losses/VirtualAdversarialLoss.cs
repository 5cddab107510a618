using BilskyWeb.Training.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Losses;

/// <summary>
/// The virtual adversarial term (Miyato et al., TPAMI 2018): the divergence between the prediction and the prediction under the small
/// perturbation of the input that changes it most, found by one power iteration. It needs no label.
/// </summary>
/// <param name="probe">Root mean square of the perturbation at which the gradient is taken, per pixel, on inputs in [0, 1].</param>
/// <param name="radius">Root mean square of the adversarial perturbation, per pixel, on inputs in [0, 1].</param>
internal sealed class VirtualAdversarialLoss(double probe, double radius)
{
    private static readonly Scalar Tiny = 1e-12;
    private readonly Scalar _probe = probe;
    private readonly Scalar _radius = radius;

    /// <summary>The mean divergence over the batch, through which gradients flow into the weights.</summary>
    /// <param name="logitsOf">The network, from inputs [N, 1, H, W] to logits [N, 6]. Its running statistics should be left alone.</param>
    /// <param name="input">Inputs in [0, 1].</param>
    /// <param name="cleanLogits">The network's logits for them; taken as a constant, as the target.</param>
    internal Tensor Of(Func<Tensor, Tensor> logitsOf, Tensor input, Tensor cleanLogits)
    {
        using var scope = NewDisposeScope();
        var target = functional.softmax(cleanLogits.detach(), 1);
        var clean = input.detach();

        var direction = ToRadius(randn_like(clean), _probe).detach().requires_grad_(true);
        using (var probing = NewDisposeScope())
        {
            var divergence = Divergence(target, logitsOf(clean + direction));
            var gradient = autograd.grad([divergence], [direction])[0];
            direction = ToRadius(gradient, _radius).detach().MoveToOuterDisposeScope();
        }

        return Divergence(target, logitsOf(clean + direction)).MoveToOuterDisposeScope();
    }

    private static Tensor Divergence(Tensor target, Tensor logits) =>
        (target * ((target + Tiny).log() - functional.log_softmax(logits, 1))).sum(1).mean();

    private static Tensor ToRadius(Tensor perturbation, Scalar radius) =>
        perturbation * (radius / (perturbation.pow(Held.Two).mean([1, 2, 3], keepdim: true).sqrt() + Tiny));
}
