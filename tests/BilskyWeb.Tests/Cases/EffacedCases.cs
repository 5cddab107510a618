using BilskyWeb.Features.Grading;

namespace BilskyWeb.Tests.Cases;

/// <summary>Disease that hides the canal from the detector lies where the stack ends: nothing of it may pass for the end of the spine.</summary>
[Trait("Kind", "integration")]
public sealed class EffacedCases
{
    [Fact]
    [Trait("Case", "effaced-end")]
    public async Task GradeAsync_CanalEffacedAtAStacksEnd_IsFlaggedAndNoSliceOfItPassesAsHealthy()
    {
        (CaseStudy Study, Range Effaced)[] cases =
        [
            (Study("effaced-below", 6, 19, 10..13), 10..13),
            (Study("effaced-above", 14, 24, 0..3), 0..3),
            (Study("effaced-last", 6, 20, 13..14), 13..14),
            (Study("effaced-between", 6, 24, 10..13), 10..13),
        ];

        var outcome = await CaseGrading.GradeAsync([.. cases.Select(c => c.Study)]);

        foreach (var (study, effaced) in cases)
        {
            var graded = outcome.Of(study);
            Assert.True(graded.Flagged, study.Name);
            Assert.Contains(graded.HighestSingleGrade, new[] { "2", "3" });
            Assert.All(graded.Slices.ToArray()[effaced], s => Assert.True(s.NotAssessable || s.Grade is "1c" or "2" or "3", $"{study.Name}: {s.Status} {s.Grade}"));
        }
    }

    private static CaseStudy Study(string name, int from, int to, Range effaced)
    {
        const int CanalRow = 90, CanalColumn = 100, Radius = 26;
        var study = new CaseStudy(name);
        study.Add(CaseStudy.Stack()[from..to], change: (image, i) =>
        {
            if (i >= effaced.Start.Value && i < effaced.End.Value)
            {
                // As grey as the disease that fills it, a little uneven.
                image.Repaint((row, column) => Math.Pow(row - CanalRow, 2) + Math.Pow(column - CanalColumn, 2) < Radius * Radius
                    ? (ushort)(260 + ((((row * 31) + (column * 17)) % 29) - 14))
                    : image.At(row, column));
            }
        });
        return study;
    }
}
