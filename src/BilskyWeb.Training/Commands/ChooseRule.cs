using BilskyWeb.Core.Grading;
using BilskyWeb.Inference;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;

namespace BilskyWeb.Training.Commands;

/// <summary><c>evaluate --choose-rule</c>: chooses line, margin and study rule on studies that no model is tested on.</summary>
internal static class ChooseRule
{
    /// <param name="pipeline">The models.</param>
    /// <param name="grader">Where the grader's card lies; null to leave it as it is.</param>
    /// <param name="name">The studies, in words.</param>
    /// <param name="graded">Each study with the pipeline's answers.</param>
    internal static async Task RunAsync(SlicePipeline pipeline, string? grader, string name, IAsyncEnumerable<GradedSeries> graded)
    {
        var choice = new OperatingPointChoice(pipeline.GraderCard);
        await foreach (var (series, answers) in graded.ConfigureAwait(false))
        {
            choice.Add(series, answers);
        }

        var point = choice.Choose();
        Console.WriteLine($"{name}\nResearch models: no patient may be treated on their word.\n\n{point.Write()}");
        if (grader is not null)
        {
            CardWriter.SetOperatingPoint(grader, point.Line.Decision.HighGradeFrom, point.Margin.MinMargin);
            CardWriter.AddFigures(grader, $"chosen on {name}", point.ToJson());
        }
    }
}

/// <summary>A stack of labelled slices with the pipeline's answer per slice.</summary>
internal sealed record GradedSeries(LabelledSeries Series, IReadOnlyList<GradedSlice> Answers)
{
    /// <summary>The slices of a study's stacks one after the other, head first; the intensity range stays the first stack's.</summary>
    internal static GradedSeries Join(IReadOnlyList<GradedSeries> stacks) =>
        new(stacks[0].Series with { Slices = [.. stacks.SelectMany(s => s.Series.Slices)] }, [.. stacks.SelectMany(s => s.Answers)]);
}
