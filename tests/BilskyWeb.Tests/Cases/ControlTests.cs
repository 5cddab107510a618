namespace BilskyWeb.Tests.Cases;

/// <summary>The control that the cases are compared with.</summary>
[Trait("Kind", "integration")]
public sealed class ControlTests
{
    [Fact]
    [Trait("Case", "00")]
    public async Task GradeAsync_ControlStack_IsFlaggedWithGrade2()
    {
        var control = new CaseStudy("control");
        control.Add(CaseStudy.Stack());
        var around = new CaseStudy("short");
        around.Add(CaseStudy.Short());

        var outcome = await CaseGrading.GradeAsync(control, around);

        Assert.Empty(outcome.Failures);
        foreach (var study in new[] { control, around }.Select(s => outcome.Of(s)))
        {
            Assert.Equal("complete", study.State);
            Assert.Equal("2", study.HighestGrade);
            Assert.True(study.Flagged);

            // At the edge of the lesion the two opinions may differ; nothing else is without an answer.
            Assert.All(study.Slices, s => Assert.True(s.Status == "graded" || s.Agreement == "differ", s.Reason));
            Assert.InRange(study.Slices.Count(s => s.Status != "graded"), 0, 1);
        }
    }

    [Fact]
    [Trait("Case", "09z")]
    public async Task GradeAsync_MilderControl_IsFlaggedWithGrade1c()
    {
        var milder = new CaseStudy("milder");
        milder.Add(CaseStudy.MilderStack());

        var study = (await CaseGrading.GradeAsync(milder)).Of(milder);

        Assert.Equal(("1c", true, 20), (study.HighestGrade, study.Flagged, study.Slices.Count));
    }
}
