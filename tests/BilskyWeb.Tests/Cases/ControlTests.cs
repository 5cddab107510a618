namespace BilskyWeb.Tests.Cases;

/// <summary>The control that the cases are compared with.</summary>
[Trait("Kind", "integration")]
public sealed class ControlTests
{
    [Fact]
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
            Assert.All(study.Slices, s => Assert.Equal("graded", s.Status));
        }
    }
}
