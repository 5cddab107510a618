using BilskyWeb.Core.Grading;
using BilskyWeb.Inference;
using BilskyWeb.Phantom;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Evaluation;

namespace BilskyWeb.Training.Tests;

/// <summary>The models that lie in the repository, run by the pipeline that runs them in the clinic, on phantoms nothing was trained on.</summary>
[Trait("Kind", "integration")]
public sealed class ShippedModelsTests
{
    private const long Unseen = 9_000_000_000;

    [Fact]
    public async Task Pipeline_StudyWithDeepMass_FindsCanalsAndHighGrades()
    {
        using var pipeline = Open();
        var study = PhantomStudy.Generate(new PhantomRequest(Unseen + 1, PhantomCohort.Internal, Healthy: false) { LesionDepthMm = 10 });
        var series = PhantomSource.Labelled(study, "deep");
        var answers = await pipeline.GradeAsync([.. series.Slices.Select(s => s.Image)], null, CancellationToken.None);
        AssertCanals(series, answers);
        var high = Enumerable.Range(0, answers.Count).Where(i => series.Slices[i].Grade >= BilskyGrade.Grade2).ToArray();
        Assert.NotEmpty(high);
        Assert.True(high.Count(i => answers[i].Grade?.IsHighGrade() == true) >= 0.8 * high.Length);

        // What it learnt from lies beside it, nearest first, and on the side of the pathway line that it calls.
        var withEvidence = answers.Where(a => a.Grade is not null).ToList();
        Assert.All(withEvidence, a =>
        {
            Assert.Equal(a.Evidence!.Cases.OrderBy(c => c.Distance), a.Evidence.Cases);
            Assert.InRange(a.Evidence.NearerShare, 0, 1);
            Assert.All(a.Evidence.Cases, c => Assert.NotNull(pipeline.TrainingCase(c.Number)));
        });
        var alike = withEvidence.Count(a => a.Evidence!.Cases[0].Grade.IsHighGrade() == a.Grade!.Value.IsHighGrade());
        Assert.True(alike >= 0.9 * withEvidence.Count, $"{alike} of {withEvidence.Count}: {string.Join(' ', withEvidence.Select(a => $"{a.Grade}-{a.Evidence!.Cases[0].Grade}"))}");
        Assert.Null(pipeline.TrainingCase(-1));
        Assert.Null(pipeline.TrainingCase(1_000_000));
    }

    [Fact]
    public async Task Pipeline_HealthyStudy_FindsCanalsAndMostlyLowGrades()
    {
        using var pipeline = Open();
        var series = PhantomSource.Labelled(PhantomStudy.Generate(new PhantomRequest(Unseen + 2, PhantomCohort.External, Healthy: true)), "healthy");
        var answers = await pipeline.GradeAsync([.. series.Slices.Select(s => s.Image)], null, CancellationToken.None);
        AssertCanals(series, answers);
        var graded = Enumerable.Range(0, answers.Count).Where(i => series.Slices[i].Grade is not null).ToArray();
        Assert.True(graded.Count(i => answers[i].Grade?.IsHighGrade() != true) >= 0.8 * graded.Length);
    }

    private static SlicePipeline Open()
    {
        var pipeline = SlicePipeline.Open(Path.Combine(RepositoryRoot(), "models"));
        Assert.True(pipeline.IsOk, pipeline.Error?.Message);
        Assert.True(pipeline.Value.ResearchOnly);
        return pipeline.Value;
    }

    private static void AssertCanals(LabelledSeries series, IReadOnlyList<GradedSlice> answers)
    {
        var figures = new PipelineFigures(null);
        figures.Add(series, answers);
        Assert.True(figures.RoiJson()["within5Mm"]!["value"]!.GetValue<double>() >= 0.9, figures.RoiJson().ToJsonString());
    }

    internal static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BilskyWeb.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
