using System.Text.RegularExpressions;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Tests.Cases;

/// <summary>The control's pixels stored, angled and split as hospitals do: the same grades, runs and flag, with the shipped models.</summary>
[Trait("Kind", "integration")]
public sealed partial class GeometryCaseTests
{
    /// <summary>Canal on an image of <see cref="Angled"/>, in pixels.</summary>
    private const double CanalX = 100, CanalY = 140;

    [Fact]
    [Trait("Case", "08a")]
    [Trait("Case", "08b")]
    [Trait("Case", "08c")]
    [Trait("Case", "08d")]
    public async Task GradeAsync_StoredInAnyOrientation_IsGradedAsTheControlAndTellsStoredPixels()
    {
        var plain = Stored("plain", _ => { });
        CaseStudy[] turned =
        [
            Stored("mirrored", i => i.FlipColumns()),
            Stored("upside-down", i => i.FlipRows()),
            Stored("transposed", i => i.Transpose()),
            Stored("quarter", i =>
            {
                i.Transpose();
                i.FlipRows();
            }),
            Stored("half", i =>
            {
                i.FlipRows();
                i.FlipColumns();
            }),
        ];
        var askew = Stored("askew", i => TurnInPlane(i, 25));

        var outcome = await CaseGrading.GradeAsync([plain, .. turned, askew]);

        var control = outcome.Of(plain);
        Assert.Equal(("2", true), (control.HighestGrade, control.Flagged));
        foreach (var study in turned)
        {
            var graded = outcome.Of(study);
            Assert.Equal(control.Slices.Select(s => s.Grade), graded.Slices.Select(s => s.Grade));
            Assert.Equal(control.FlagReason, graded.FlagReason);
            for (var i = 0; i < control.Slices.Count; i++)
            {
                Assert.Equal(control.Slices[i].HighGradeProbability, graded.Slices[i].HighGradeProbability, 4);
                Assert.True(Canal(plain, control.Slices[i]).Minus(Canal(study, graded.Slices[i])).Length < 0.1);
            }
        }

        // Resampled: the same verdict, the canal at the same place in the patient.
        var resampled = outcome.Of(askew);
        Assert.Equal(("2", true), (resampled.HighestGrade, resampled.Flagged));
        Assert.All(control.Slices.Zip(resampled.Slices), pair => Assert.True(Canal(plain, pair.First).Minus(Canal(askew, pair.Second)).Length < 2));
    }

    [Fact]
    [Trait("Case", "09a")]
    [Trait("Case", "09b")]
    [Trait("Case", "09c")]
    [Trait("Case", "10")]
    public async Task GradeAsync_AngledBlocks_GiveTheRunsOfTheStraightStack()
    {
        var straight = Angled("straight", [(0, 27, 0)], oneSeries: true);
        var fanned = Angled("fanned", [(0, 9, -15), (9, 18, 0), (18, 27, 15)], oneSeries: true);
        var steep = Angled("steep", [(0, 6, 25), (6, 13, -20), (13, 17, 25), (17, 22, -25), (22, 27, 10)], oneSeries: true);
        var series = Angled("series", [(0, 14, 0), (14, 17, -25), (17, 27, 18)], oneSeries: false);

        var outcome = await CaseGrading.GradeAsync(straight, fanned, steep, series);

        var control = outcome.Of(straight);
        Assert.Equal(("2", true), (control.HighestGrade, control.Flagged));
        foreach (var (study, blocks) in new[] { (fanned, 3), (steep, 5), (series, 0) })
        {
            var graded = outcome.Of(study);
            Assert.Equal(control.Slices.Select(s => s.Grade), graded.Slices.Select(s => s.Grade));
            Assert.Equal(("2", true), (graded.HighestGrade, graded.Flagged));
            Assert.Equal(control.Levels.Select(l => (l.Grade, l.KeySliceOrdinal)), graded.Levels.Select(l => (l.Grade, l.KeySliceOrdinal)));
            Assert.Equal(study.Images.Select(i => i.SopInstanceUid), graded.Slices.Select(s => s.SopInstanceUid));
            Assert.All(graded.Slices, s => Assert.Equal(0, s.Axis));
            Assert.All(control.Slices.Zip(graded.Slices), pair => Assert.Equal(pair.First.PositionMm, pair.Second.PositionMm, 6.0));
            if (blocks > 0)
            {
                Assert.Contains($"in {blocks} blocks of different tilt", graded.SeriesReason, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Blocks of 2 to 8 slices, each a series or all one, straight or tilted by up to 25°, as drawn by chance from each seed.</summary>
    [Fact]
    [Trait("Case", "02")]
    [Trait("Case", "09a")]
    [Trait("Case", "25")]
    public async Task GradeAsync_AnySplit_GivesTheRunsOfTheStraightStack()
    {
        foreach (var (name, stack) in new[] { ("split-2", CaseStudy.Stack(up: 50)), ("split-1c", CaseStudy.MilderStack()) })
        {
            var straight = new CaseStudy(name);
            straight.Add(stack);
            var control = (await CaseGrading.GradeAsync(straight)).Of(straight);
            Assert.True(control.Flagged);
            var canals = control.Slices.Select(s => Canal(straight, s)).ToList();
            var splits = Enumerable.Range(0, 8).Select(seed => Split(name, stack, canals, seed)).ToList();

            var outcome = await CaseGrading.GradeAsync([.. splits]);

            Assert.All(splits, study =>
            {
                var graded = outcome.Of(study);
                Assert.Equal(
                    (control.HighestGrade, control.Flagged, control.NeedsReader, WithoutPlaces(control.FlagReason), string.Join(' ', control.Slices.Select(s => $"{s.Status} {s.Grade}"))),
                    (graded.HighestGrade, graded.Flagged, graded.NeedsReader, WithoutPlaces(graded.FlagReason), string.Join(' ', graded.Slices.Select(s => $"{s.Status} {s.Grade}"))));
                Assert.Equal(control.Levels.Select(l => (l.Grade, l.KeySliceOrdinal)), graded.Levels.Select(l => (l.Grade, l.KeySliceOrdinal)));
            });
        }
    }

    [Fact]
    public async Task GradeAsync_HalvesInDifferentFramesOfReference_AreBothGradedOnTheirOwnAxes()
    {
        var study = new CaseStudy("halves");
        study.Add(CaseStudy.Stack()[..15], 3, "T2 TSE TRA upper");
        study.Add(CaseStudy.Stack()[15..], 4, "T2 TSE TRA lower", (image, _) => image.Header.Set(DicomTag.FrameOfReferenceUid, DicomUid.FromSeed("another frame")));

        var graded = (await CaseGrading.GradeAsync(study)).Of(study);

        Assert.Equal(("2", true), (graded.HighestGrade, graded.Flagged));
        Assert.Equal([.. Enumerable.Repeat(0, 15), .. Enumerable.Repeat(1, 12)], graded.Slices.Select(s => s.Axis));
        Assert.Equal(2, graded.Coverage!.Parts.Count);
        Assert.Contains("positions cannot be compared", graded.Coverage.Text, StringComparison.Ordinal);
    }

    private static CaseStudy Stored(string name, Action<CaseImage> store)
    {
        var study = new CaseStudy("stored-" + name);
        study.Add(CaseStudy.Stack()[(CaseStudy.LesionFrom - 2)..(CaseStudy.LesionTo + 1)], change: (image, _) => store(image));
        return study;
    }

    private static CaseStudy Angled(string name, (int From, int To, double Degrees)[] blocks, bool oneSeries)
    {
        var study = new CaseStudy("angled-" + name);
        var stack = CaseStudy.Stack(up: 50);
        var tilted = blocks.SelectMany(block =>
        {
            var middle = stack[(block.From + block.To) / 2];
            var canal = middle.Origin.Plus(middle.Row.Times(CanalX * middle.SpacingMm)).Plus(middle.Column.Times(CanalY * middle.SpacingMm));
            return stack[block.From..block.To].Select(image =>
            {
                var copy = image.Copy();
                copy.Tilt(block.Degrees, canal);
                return copy;
            });
        }).ToList();
        if (oneSeries)
        {
            study.Add(tilted, 3, "T2 TSE TRA angled");
        }
        else
        {
            foreach (var (block, number) in blocks.Select((b, i) => (b, i)))
            {
                study.Add(tilted[block.From..block.To], 3 + number, $"T2 TSE TRA block {number + 1}");
            }
        }

        return study;
    }

    private static CaseStudy Split(string name, List<CaseImage> stack, List<PatientVector> canals, int seed)
    {
        var study = new CaseStudy($"{name}-{seed}");
        var random = new Random(seed);
        List<CaseImage> all = [];
        for (int from = 0, count, number = 3; from < stack.Count; from += count, number++)
        {
            count = Math.Min(random.Next(2, 9), stack.Count - from);
            count += stack.Count - from - count == 1 ? 1 : 0;
            var degrees = seed % 3 == 1 ? 0 : random.Next(-25, 26);
            var block = stack[from..(from + count)].ConvertAll(image => image.Copy());
            block.ForEach(image => image.Tilt(degrees, canals[from + (count / 2)]));
            if (seed % 2 == 0)
            {
                study.Add(block, number);
            }

            all.AddRange(block);
        }

        if (seed % 2 != 0)
        {
            study.Add(all);
        }

        return study;
    }

    /// <summary>Tilted slices meet the canal some millimetres higher or lower.</summary>
    private static string? WithoutPlaces(string? reason) => reason is null ? null : Places().Replace(reason, "… mm");

    [GeneratedRegex(@"−?\d+( to −?\d+)? mm")]
    private static partial Regex Places();

    private static PatientVector Canal(CaseStudy study, SliceJson slice)
    {
        var image = study.Images.Single(i => i.SopInstanceUid == slice.SopInstanceUid);
        var roi = slice.Roi!;
        return image.Origin
            .Plus(image.Row.Times((roi.X + (roi.Width / 2) - 0.5) * image.SpacingMm))
            .Plus(image.Column.Times((roi.Y + (roi.Height / 2) - 0.5) * image.SpacingMm));
    }

    /// <summary>As a scanner stores a field of view that was turned in its plane: resampled about the middle, geometry saying so.</summary>
    private static void TurnInPlane(CaseImage image, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var middle = (image.Rows - 1) / 2.0;
        var original = image.Copy();
        image.Repaint((row, column) =>
        {
            var (x, y) = (column - middle, row - middle);
            return Value(middle + (cos * x) - (sin * y), middle + (sin * x) + (cos * y));
        });
        var centre = image.Origin.Plus(image.Row.Plus(image.Column).Times(middle * image.SpacingMm));
        (image.Row, image.Column) = (image.Row.Times(cos).Plus(image.Column.Times(sin)), image.Column.Times(cos).Minus(image.Row.Times(sin)));
        image.Origin = centre.Minus(image.Row.Plus(image.Column).Times(middle * image.SpacingMm));

        ushort Value(double x, double y)
        {
            var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
            if (left < 0 || top < 0 || left + 1 >= original.Columns || top + 1 >= original.Rows)
            {
                return 0;
            }

            var (fx, fy) = (x - left, y - top);
            var upper = (original.At(top, left) * (1 - fx)) + (original.At(top, left + 1) * fx);
            var lower = (original.At(top + 1, left) * (1 - fx)) + (original.At(top + 1, left + 1) * fx);
            return (ushort)Math.Round((upper * (1 - fy)) + (lower * fy));
        }
    }
}
