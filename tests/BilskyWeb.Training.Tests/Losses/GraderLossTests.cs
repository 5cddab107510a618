using BilskyWeb.Core.Grading;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Models;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Tests.Losses;

public sealed class GraderLossTests
{
    private static readonly float[] EqualWeights = [1, 1, 1, 1, 1, 1];

    [Fact]
    public void WeightsFor_OneGradeCommon_WeighsItLess()
    {
        var weights = GraderLoss.WeightsFor([BilskyGrade.Grade0, BilskyGrade.Grade0, BilskyGrade.Grade0, BilskyGrade.Grade3]);
        Assert.Equal([0.25f, 1, 1, 1, 1, 0.75f], weights);
    }

    [Theory]
    [InlineData(nameof(Ablation.Softmax), false, false)]
    [InlineData(nameof(Ablation.Prototypes), false, false)]
    [InlineData(nameof(Ablation.Compactness), true, false)]
    [InlineData(nameof(Ablation.Vat), false, true)]
    [InlineData(nameof(Ablation.All), true, true)]
    public void Of_EachAblation_HasItsTerms(string name, bool compact, bool adversarial)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var loss = new GraderLoss(Enum.Parse<Ablation>(name), EqualWeights, 1e-3, 1, 1);
        using var grader = new PrototypeGrader(loss.Head, 64);
        grader.train();
        var (total, parts) = loss.Of(grader, rand(4, 1, 64, 64), tensor(new long[] { 0, 1, 2, 5 }));
        Assert.Equal(compact, parts.Compactness > 0);
        Assert.Equal(adversarial, parts.Adversarial != 0);
        Assert.Equal(parts.CrossEntropy + parts.Compactness + parts.Adversarial, total.item<float>(), 1e-4);
    }

    /// <summary>The authors' released code computes the term after the optimiser's step, where it changes nothing.</summary>
    [Fact]
    public void VirtualAdversarialLoss_Alone_SendsGradientsIntoTheWeights()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var grader = new PrototypeGrader(GraderHead.Prototypes, 64);
        grader.train();
        var input = rand(4, 1, 64, 64);
        var term = new VirtualAdversarialLoss(0.02, 0.05).Of(grader.forward, input, grader.forward(input));
        term.backward();
        Assert.True(term.item<float>() > 0);
        Assert.True(grader.Prototypes.grad!.norm().item<float>() > 0);
        Assert.All(
            grader.Backbone.Blocks.Select(b => b.Expand.parameters().First().grad),
            gradient => Assert.NotNull(gradient));
        Assert.True(grader.Backbone.Stem.parameters().First().grad!.norm().item<float>() >= 0);
    }

    [Fact]
    public void VirtualAdversarialLoss_AgainstARandomPerturbation_HurtsMore()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        using var weights = randn(32 * 32, 6);
        Tensor Linear(Tensor x) => x.reshape(x.shape[0], -1).matmul(weights) * 0.2;
        var input = rand(8, 1, 32, 32);
        var clean = Linear(input);
        var adversarial = new VirtualAdversarialLoss(0.01, 0.02).Of(Linear, input, clean).item<float>();
        var random = randn_like(input);
        random *= 0.02 / random.pow(2).mean([1, 2, 3], keepdim: true).sqrt();
        var target = nn.functional.softmax(clean, 1);
        var byChance = (target * (target.log() - nn.functional.log_softmax(Linear(input + random), 1))).sum(1).mean().item<float>();
        Assert.True(adversarial > 3 * byChance, $"adversarial {adversarial}, random {byChance}");
    }

    [Fact]
    public void Of_WithUnlabelled_ChangesTheAdversarialTermAlone()
    {
        using var scope = NewDisposeScope();
        var (input, grades, others) = (rand(4, 1, 64, 64), tensor(new long[] { 0, 1, 2, 5 }), rand(4, 1, 64, 64));
        var (without, meansWithout, _) = Run(null, adversarialWeight: 1);
        var (with, meansWith, _) = Run(others, adversarialWeight: 1);
        Assert.Equal((without.CrossEntropy, without.Compactness), (with.CrossEntropy, with.Compactness));
        Assert.NotEqual(without.Adversarial, with.Adversarial);
        Assert.Equal(meansWithout, meansWith);

        // With the term's weight at nothing, not one gradient knows of them.
        Assert.Equal(Run(null, adversarialWeight: 0).Gradient, Run(others, adversarialWeight: 0).Gradient);

        (LossParts Parts, float[] Means, float[] Gradient) Run(Tensor? unlabelled, double adversarialWeight)
        {
            manual_seed(6);
            var loss = new GraderLoss(Ablation.All, EqualWeights, 1e-3, adversarialWeight, 0.5);
            using var grader = new PrototypeGrader(loss.Head, 64);
            grader.train();
            var (total, parts) = loss.Of(grader, input, grades, unlabelled);
            total.backward();
            return (parts, grader.Backbone.Stem.Fold().Bias, [.. grader.Prototypes.grad!.data<float>(), .. grader.Backbone.Stem.parameters().First().grad!.data<float>()]);
        }
    }

    [Fact]
    public void Of_WithAdversarialTerm_LeavesRunningStatisticsToCleanInputs()
    {
        using var scope = NewDisposeScope();
        var input = rand(4, 1, 64, 64);
        var grades = tensor(new long[] { 0, 1, 2, 5 });
        var means = new[] { Ablation.Prototypes, Ablation.Vat }.Select(ablation =>
        {
            manual_seed(5);
            var loss = new GraderLoss(ablation, EqualWeights, 1e-3, 1, 1);
            var grader = new PrototypeGrader(loss.Head, 64);
            grader.train();
            loss.Of(grader, input, grades);
            return grader.Backbone.Stem.Fold().Bias;
        }).ToArray();
        Assert.Equal(means[0], means[1]);
    }
}
