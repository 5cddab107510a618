using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BilskyWeb.Training.Losses;

/// <summary>The rows of the paper's ablation.</summary>
internal enum Ablation
{
    /// <summary>Plain ResNet-50 with a softmax layer.</summary>
    Softmax,

    /// <summary>Prototypes, cross-entropy alone.</summary>
    Prototypes,

    /// <summary>Prototypes with the compactness term.</summary>
    Compactness,

    /// <summary>Prototypes with the virtual adversarial term.</summary>
    Vat,

    /// <summary>Prototypes with both terms: the published model.</summary>
    All,
}

/// <summary>The parts of the loss of one batch, as numbers for the log.</summary>
internal readonly record struct LossParts(double CrossEntropy, double Compactness, double Adversarial);

/// <summary>Class-weighted cross-entropy + λ‖z − p_y‖² + the virtual adversarial term, all three in the loss that is differentiated.</summary>
/// <param name="ablation">Which terms are in.</param>
/// <param name="classWeights">One weight per grade, from <see cref="WeightsFor"/>.</param>
/// <param name="compactness">λ.</param>
/// <param name="adversarialWeight">Factor of the virtual adversarial term.</param>
/// <param name="adversarialShare">Share of each batch on which the term is computed, in (0, 1]: the term costs two further passes.</param>
internal sealed class GraderLoss(Ablation ablation, float[] classWeights, double compactness, double adversarialWeight, double adversarialShare)
{
    /// <summary>Perturbations on inputs in [0, 1]: a probe large enough to survive bfloat16, and a radius of about the scanner's own noise.</summary>
    private readonly VirtualAdversarialLoss _adversarial = new(probe: 0.02, radius: 0.02);
    private readonly Scalar _compactness = compactness;
    private readonly Scalar _adversarialWeight = adversarialWeight;

    /// <summary>True where the virtual adversarial term is in: it alone can learn from slices without a grade.</summary>
    internal bool UsesUnlabelled => ablation is Ablation.Vat or Ablation.All;

    /// <summary>On how many slices of a batch the virtual adversarial term is computed.</summary>
    internal long PerBatch(long batch) => Math.Min(batch, Math.Max(2, (long)Math.Ceiling(adversarialShare * batch)));

    internal GraderHead Head => ablation == Ablation.Softmax ? GraderHead.Softmax : GraderHead.Prototypes;

    /// <summary>Weights 1 − share, from the counts per grade, as published. What a missed high grade costs is no matter of the loss but of the decision made from honest probabilities.</summary>
    /// <param name="grades">The training data's.</param>
    internal static float[] WeightsFor(IReadOnlyCollection<BilskyGrade> grades)
    {
        var counts = new float[BilskyGrades.Count];
        foreach (var grade in grades)
        {
            counts[(int)grade]++;
        }

        return [.. BilskyGrades.All.Select(g => 1 - (counts[(int)g] / Math.Max(1, grades.Count)))];
    }

    /// <summary>The loss of a batch, a scalar through which gradients flow.</summary>
    /// <param name="grader">The network, in training mode.</param>
    /// <param name="input">ROIs [N, 1, S, S] in [0, 1].</param>
    /// <param name="grades">Class indices [N], int64.</param>
    /// <param name="unlabelled">ROIs [M, 1, S, S] without grades, for the virtual adversarial term alone; null without any.</param>
    internal (Tensor Loss, LossParts Parts) Of(PrototypeGrader grader, Tensor input, Tensor grades, Tensor? unlabelled = null)
    {
        using var scope = NewDisposeScope();
        var output = grader.Grade(input);
        var loss = functional.cross_entropy(output.Logits, grades, tensor(classWeights));
        var (crossEntropy, compact, adversarial) = (loss.item<float>(), 0d, 0d);
        if (ablation is Ablation.Compactness or Ablation.All)
        {
            var term = _compactness * output.Distances!.gather(1, grades.unsqueeze(1)).mean();
            compact = term.item<float>();
            loss += term;
        }

        if (UsesUnlabelled)
        {
            var part = PerBatch(input.shape[0]);
            grader.Pass.FreezeStatistics = true;
            try
            {
                var term = _adversarial.Of(grader.forward, input.narrow(0, 0, part), output.Logits.narrow(0, 0, part));
                if (unlabelled is not null)
                {
                    using Scalar labelled = part, others = unlabelled.shape[0], both = part + unlabelled.shape[0];
                    term = ((labelled * term) + (others * WithoutLabels(grader, unlabelled))) / both;
                }

                term *= _adversarialWeight;
                adversarial = term.item<float>();
                loss += term;
            }
            finally
            {
                grader.Pass.FreezeStatistics = false;
            }
        }

        return (loss.MoveToOuterDisposeScope(), new LossParts(crossEntropy, compact, adversarial));
    }

    // In a pass of their own: the labelled slices' batch statistics, and with them the other terms, are what they are without any unlabelled slice.
    private Tensor WithoutLabels(PrototypeGrader grader, Tensor unlabelled)
    {
        Tensor clean;
        using (no_grad())
        {
            clean = grader.forward(unlabelled);
        }

        return _adversarial.Of(grader.forward, unlabelled, clean);
    }
}
