using System.Globalization;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Tests.Cases;

/// <summary>The control's pixels as careless programs write them: graded as the control, never in silence as something else.</summary>
[Trait("Kind", "integration")]
public sealed class WrittenPixelsTests
{
    private static readonly double[] Slopes = [1, 2.5, 0.4];

    [Fact]
    [Trait("Case", "11a")]
    [Trait("Case", "11d")]
    [Trait("Case", "12")]
    [Trait("Case", "24b")]
    public async Task GradeAsync_CommasBeyondBitsAndPadding_AreGradedAsTheControl()
    {
        var control = Study("written-control", (_, _) => { });

        // Decimal commas in position, orientation, spacing and a slope of its own per slice, which the archive's JSON answers all lose.
        var commas = Study("written-commas", (image, i) =>
        {
            var slope = Slopes[i % 3];
            var place = image.Dataset();
            foreach (var tag in new[] { DicomTag.PixelSpacing, DicomTag.ImagePositionPatient, DicomTag.ImageOrientationPatient })
            {
                image.Header.Set(tag, [.. place.GetStrings(tag).Select(Comma)]);
            }

            image.Header.Set(DicomTag.RescaleSlope, Comma(slope.ToString("0.0", CultureInfo.InvariantCulture))).Set(DicomTag.RescaleIntercept, "0");
            image.Repaint((row, column) => (ushort)Math.Round(image.At(row, column) / slope));
        });

        // 12 bits stated, more stored: the values wrapped round and a grade 2 became 3.
        var beyond = Study("written-beyond", (image, _) => image.Repaint((row, column) => (ushort)Math.Min(65535, image.At(row, column) * 6)));

        // −32768 outside a circle and no tag that says so: no canal was found on any slice.
        var padded = Study("written-padded", (image, _) =>
        {
            image.Header.Set(DicomTag.BitsStored, 16).Set(DicomTag.HighBit, 15).Set(DicomTag.PixelRepresentation, 1);
            var (middle, radius) = (image.Rows / 2, image.Rows / 2);
            image.Repaint((row, column) => ((row - middle) * (row - middle)) + ((column - middle) * (column - middle)) > radius * radius ? (ushort)0x8000 : image.At(row, column));
        });

        var outcome = await CaseGrading.GradeAsync(control, commas, beyond, padded);

        Assert.True(outcome.Failures.Count == 0, string.Join("\n", outcome.Failures));
        var expected = outcome.Of(control);
        Assert.Equal(("2", true), (expected.HighestGrade, expected.Flagged));
        Assert.All(expected.Slices, s => Assert.True(s.Status == "graded" || s.Agreement == "differ", s.Reason));
        Assert.Contains("go beyond the 12 bits", Assert.Single(Assert.Single(outcome.Of(beyond).Series).Cautions), StringComparison.Ordinal);
        foreach (var study in new[] { commas, beyond, padded }.Select(s => outcome.Of(s)))
        {
            Assert.Equal(("2", true), (study.HighestGrade, study.Flagged));
            Assert.Equal(expected.Slices.Select(s => s.Status), study.Slices.Select(s => s.Status));
            Assert.Equal(expected.Slices.Select(s => s.PositionMm), study.Slices.Select(s => s.PositionMm), (a, b) => Math.Abs(a - b) < 0.1);
        }
    }

    private static string Comma(string number) => number.Replace('.', ',');

    private static CaseStudy Study(string name, Action<CaseImage, int> change)
    {
        var study = new CaseStudy(name);
        study.Add(CaseStudy.Short()[3..13], change: change);
        return study;
    }
}
