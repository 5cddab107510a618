using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Losses;

/// <summary>Cross-entropy against the share of each tissue in a place, and the soft Dice overlap (Milletari et al., 3DV 2016) of what a grade is read from: mass, CSF and cord.</summary>
/// <remarks>Shares and not the most of them: a layer of CSF thinner than a sample decides between grades 1b and 1c.</remarks>
internal static class SegmentationLoss
{
    private const int FirstGraded = (int)CanalTissue.EpiduralMass;

    // In samples: an absent tissue rightly not seen is a full overlap.
    private static readonly Scalar Smooth = 20.0;

    // Of a hundred places some four are cord and fewer are mass.
    private static readonly float[] Weights = [0.5f, 0.7f, 1.5f, 3f, 2f, 2f];

    /// <param name="logits">[N, 6, H, W].</param>
    /// <param name="shares">[N, 6, H, W], adding up to 1.</param>
    /// <param name="knowsBone">[N]; false where <see cref="CanalTissue.Other"/> stands for vertebra and epidural space too: any of the three is then right.</param>
    internal static Tensor Of(Tensor logits, Tensor shares, Tensor knowsBone)
    {
        using var scope = NewDisposeScope();
        var weights = tensor(Weights).view(1, -1, 1, 1);
        var likely = functional.log_softmax(logits, 1);
        var outside = likely.slice(1, 0, FirstGraded, 1).logsumexp(1, keepdim: true);
        likely = cat([where(knowsBone.view(-1, 1, 1, 1), likely.slice(1, 0, 1, 1), outside), likely.slice(1, 1, CanalTissues.Count, 1)], 1);
        var entropy = -(likely * shares * weights).sum(1).mean();
        var graded = functional.softmax(logits, 1).slice(1, FirstGraded, CanalTissues.Count, 1);
        var truth = shares.slice(1, FirstGraded, CanalTissues.Count, 1);
        var both = (graded * truth).sum([2, 3]);
        var dice = ((Held.Two * both) + Smooth) / ((graded * graded).sum([2, 3]) + (truth * truth).sum([2, 3]) + Smooth);
        return (entropy + Held.One - dice.mean()).MoveToOuterDisposeScope();
    }
}
