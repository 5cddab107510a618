using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Tests.Cases;

/// <summary>Images that seem to repeat others and do not, or not as well: grade and flag must be the control's.</summary>
[Trait("Kind", "integration")]
public sealed class RepeatCases
{
    /// <summary>Slices of the cases: two healthy ones before six of the lesion.</summary>
    private const int From = CaseStudy.LesionFrom - 2, To = CaseStudy.LesionFrom + 6;

    [Fact]
    public async Task GradeAsync_WhatLooksLikeARepeat_TakesNothingFromTheGrade()
    {
        CaseStudy[] studies = [UntoldDiffusionLater(), ThirdAcquisitionBlurred(), HalfThePositionsLost(), FatNamedInAnotherLanguageLater()];

        var outcome = await CaseGrading.GradeAsync(studies);

        Assert.Empty(outcome.Failures);
        Assert.All(studies, study => Assert.Equal((study.Name, "complete", "2", true), (study.Name, outcome.Of(study).State, outcome.Of(study).HighestGrade, outcome.Of(study).Flagged)));
        AssertBothGraded(outcome.Of(studies[0]));
        Assert.Equal(studies[1].Images.Skip(8).Take(8).Select(i => i.SopInstanceUid), outcome.Of(studies[1]).Slices.Select(s => s.SopInstanceUid));
        Assert.Equal(studies[2].Images.Select(i => i.SopInstanceUid), outcome.Of(studies[2]).Slices.Select(s => s.SopInstanceUid));
        Assert.StartsWith("Fat-only images", Assert.Single(outcome.Of(studies[3]).Series, s => !s.Taken).Reason, StringComparison.Ordinal);
    }

    /// <summary>Its pixels do not show that it repeats the other, so neither is left; where no canal is seen, a reader is asked for.</summary>
    private static void AssertBothGraded(StudyJson study)
    {
        Assert.All(study.Series, s => Assert.True(s.Taken && s.Cautions.Any(c => c.Contains("graded and shown apart", StringComparison.Ordinal))));
        Assert.Equal(8, study.Slices.Count(s => s.Status == "no-canal"));
        Assert.True(study.NeedsReader);
        Assert.True(study.Coverage!.PositionsContradict);
    }

    /// <summary>Nothing tells that it is diffusion: no b value that can be read, no word. It has no canal.</summary>
    private static CaseStudy UntoldDiffusionLater()
    {
        var study = new CaseStudy("untold-diffusion");
        study.Add(CaseStudy.Stack()[From..To]);
        study.Add(CaseStudy.Stack()[From..To], 9, "T2 AX", (image, _) => image.Repaint((row, column) => image.At(row, column) > 500 ? (ushort)90 : (ushort)60));
        return study;
    }

    private static CaseStudy ThirdAcquisitionBlurred()
    {
        var study = new CaseStudy("third-blurred");
        study.Add(CaseStudy.Stack()[From..To], 3, "T2 TSE TRA", (image, _) => Smear(image));
        study.Add(CaseStudy.Stack()[From..To], 4);
        study.Add(CaseStudy.Stack()[From..To], 5, "T2 TSE TRA", (image, _) => Smear(image));
        return study;
    }

    private static CaseStudy HalfThePositionsLost()
    {
        var study = new CaseStudy("half-lost");
        var stack = CaseStudy.Stack()[4..To];
        study.Add(stack, change: (image, i) => image.Origin = stack[Math.Min(i, From - 4)].Origin);
        return study;
    }

    private static CaseStudy FatNamedInAnotherLanguageLater()
    {
        var study = new CaseStudy("fat-elsewhere");
        study.Add(CaseStudy.Stack()[From..To], 3, "T2 Dixon agua");
        study.Add(CaseStudy.Stack()[From..To], 4, "T2 Dixon vet", (image, _) => image.Repaint((row, column) => image.At(row, column) > 350 ? (ushort)0 : (ushort)(image.At(row, column) * 2)));
        return study;
    }

    private static void Smear(CaseImage image) => image.Repaint((row, column) =>
        (ushort)Enumerable.Range(-4, 9).Average(step => image.At(Math.Clamp(row + (3 * step), 0, image.Rows - 1), column)));
}
