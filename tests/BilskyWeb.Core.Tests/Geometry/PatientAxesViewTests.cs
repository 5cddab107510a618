using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using CsCheck;

namespace BilskyWeb.Core.Tests.Geometry;

public sealed class PatientAxesViewTests
{
    private static readonly PatientVector Left = new(1, 0, 0);
    private static readonly PatientVector Back = new(0, 1, 0);

    /// <summary>Any axial plane: turned in itself by any angle, tilted by up to 40° about both axes, mirrored or not, pixels not square.</summary>
    private static readonly Gen<ImagePlane> AnyAxial =
        Gen.Select(Gen.Double[-180, 180], Gen.Double[-40, 40], Gen.Double[-15, 15], Gen.Bool, Gen.Select(Gen.Double[0.3, 1.5], Gen.Double[0.3, 1.5], Gen.Int[5, 40], Gen.Int[5, 40]))
            .Select((turn, tilt, roll, mirrored, size) =>
            {
                var (across, down) = (Tilted(Left, tilt, roll), Tilted(Back, tilt, roll));
                var (c, s) = (Math.Cos(turn * Math.PI / 180), Math.Sin(turn * Math.PI / 180));
                var row = across.Times(c).Plus(down.Times(s));
                var column = across.Times(-s).Plus(down.Times(c)).Times(mirrored ? -1 : 1);
                return new ImagePlane(new PatientVector(-30, 12, -200), row, column, size.Item1, size.Item2, size.Item3, size.Item4, "1.2");
            });

    public static TheoryData<int, int, int, int> Orientations()
    {
        // A row's direction and a column's, as steps to the left and to the back: the eight ways in which an axial image can be stored.
        var ways = new TheoryData<int, int, int, int>();
        foreach (var sign in new[] { (1, 1), (1, -1), (-1, 1), (-1, -1) })
        {
            ways.Add(sign.Item1, 0, 0, sign.Item2);
            ways.Add(0, sign.Item1, sign.Item2, 0);
        }

        return ways;
    }

    [Fact]
    public void Quarters_AnyAxialImage_LeadToTheLeftAndToTheBackByStepsOfItsOwnPixels() => AnyAxial.Sample(
        plane =>
        {
            var turn = PatientAxesView.Of(plane).Quarters;

            // One step each, along a row or a column, at a right angle.
            Assert.Equal((1, 1, 0), (Math.Abs(turn.RightX) + Math.Abs(turn.RightY), Math.Abs(turn.DownX) + Math.Abs(turn.DownY), (turn.RightX * turn.DownX) + (turn.RightY * turn.DownY)));

            // Within 45° of where they lead, apart from the tilt.
            var (right, down) = (turn.Directions!.Row, turn.Directions.Column);
            Assert.True(right.X > 0 && right.X >= Math.Abs(right.Y) - 0.3, $"right {right}");
            Assert.True(down.Y > 0 && down.Y >= Math.Abs(down.X) - 0.3, $"down {down}");
        },
        iter: 2000);

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Quarters_AnyOfTheEightOrientations_AreTheStepsOfTheImageShown(int rowLeft, int rowBack, int columnLeft, int columnBack)
    {
        var plane = new ImagePlane(new PatientVector(0, 0, 0), Left.Times(rowLeft).Plus(Back.Times(rowBack)), Left.Times(columnLeft).Plus(Back.Times(columnBack)), 0.5, 0.8, 6, 4, "1.2");
        var view = PatientAxesView.Of(plane);
        var (start, right, down) = (view.ToStored(new ImagePoint(1, 1)), view.ToStored(new ImagePoint(2, 1)), view.ToStored(new ImagePoint(1, 2)));
        double[] expected = [right.X - start.X, right.Y - start.Y, down.X - start.X, down.Y - start.Y];

        var turn = view.Quarters;

        Assert.Equal(expected.Select(step => Math.Round(step, 9)), new double[] { turn.RightX, turn.RightY, turn.DownX, turn.DownY });
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Show_AnyOfTheEightOrientations_IsTheStandardImagePixelForPixel(int rowLeft, int rowBack, int columnLeft, int columnBack)
    {
        // The pixel at i to the left and j to the back is 10 i + j, in an image of 4 × 3 pixels of 0.5 × 0.8 mm.
        const int Wide = 4, High = 3;
        var standard = new GreyImage(Wide, High, [.. Enumerable.Range(0, High).SelectMany(j => Enumerable.Range(0, Wide).Select(i => (10f * i) + j))], 0.5, 0.8);
        var swapped = rowLeft == 0;
        var (columns, rows) = swapped ? (High, Wide) : (Wide, High);
        var stored = new float[Wide * High];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var i = (rowLeft * x) + (columnLeft * y);
                var j = (rowBack * x) + (columnBack * y);
                i += rowLeft + columnLeft < 0 ? Wide - 1 : 0;
                j += rowBack + columnBack < 0 ? High - 1 : 0;
                stored[(y * columns) + x] = (10 * i) + j;
            }
        }

        var plane = new ImagePlane(default, new PatientVector(rowLeft, rowBack, 0), new PatientVector(columnLeft, columnBack, 0), swapped ? 0.8 : 0.5, swapped ? 0.5 : 0.8, columns, rows, "");
        var view = PatientAxesView.Of(plane);

        var shown = view.Show(new GreyImage(columns, rows, stored, plane.ColumnSpacingMm, plane.RowSpacingMm));

        Assert.Equal(standard.Pixels, shown.Pixels);
        Assert.Equal((Wide, High, 0.5, 0.8), (shown.Width, shown.Height, shown.ColumnSpacingMm, shown.RowSpacingMm));
        Assert.Equal((Left, Back), (Rounded(view.Shown!.Row), Rounded(view.Shown.Column)));
    }

    [Fact]
    public void ToStored_AnyAxialPlane_UndoesToShown() => Gen.Select(AnyAxial, Gen.Double[-5, 45], Gen.Double[-5, 45], Gen.Double[1, 20], Gen.Double[1, 20]).Sample((plane, x, y, width, height) =>
    {
        var view = PatientAxesView.Of(plane);
        var back = view.ToStored(view.ToShown(new ImagePoint(x, y)));
        Assert.Equal(x, back.X, tolerance: 5e-7);
        Assert.Equal(y, back.Y, tolerance: 5e-7);
        var region = new RegionOfInterest(x, y, width, height, 0.5);
        var region2 = view.ToStored(view.ToShown(region));
        Assert.Equal(region.X, region2.X, tolerance: 5e-7);
        Assert.Equal(region.Y, region2.Y, tolerance: 5e-7);
        Assert.Equal((region.Width, region.Height, region.Score), (region2.Width, region2.Height, region2.Score));
    });

    [Fact]
    public void ToShown_AnyAxialPlane_KeepsThePlaceInThePatient() => Gen.Select(AnyAxial, Gen.Double[0, 40], Gen.Double[0, 40]).Sample((plane, x, y) =>
    {
        var view = PatientAxesView.Of(plane);
        var there = view.Shown!.ToPatient(view.ToShown(new ImagePoint(x, y)));
        Assert.True(there.Minus(plane.ToPatient(new ImagePoint(x, y))).Length < 1e-6);
    });

    [Fact]
    public void Of_AnyAxialPlane_LooksFromTheFeetWithRowsToTheLeft() => AnyAxial.Sample(plane =>
    {
        var shown = PatientAxesView.Of(plane).Shown!;
        Assert.True(shown.Normal.Z > 0.5);
        Assert.True(shown.Row.X > 0.5);
        Assert.True(shown.Column.Y > 0.5);
        Assert.True(Math.Abs(Math.Atan2(shown.Row.Y - shown.Column.X, shown.Row.X + shown.Column.Y)) <= (PatientAxesView.LeftAskewDegrees * Math.PI / 180) + 1e-9);
    });

    [Theory]
    [InlineData(30)]
    [InlineData(-45)]
    [InlineData(200)]
    public void Show_ImageTurnedInItsPlane_IsTheUprightImage(double degrees)
    {
        // A smooth blob off the middle: its place in the patient must come out where an upright image has it.
        var (c, s) = (Math.Cos(degrees * Math.PI / 180), Math.Sin(degrees * Math.PI / 180));
        var (row, column) = (new PatientVector(c, s, 0), new PatientVector(-s, c, 0));
        var half = row.Plus(column).Times(40);
        var plane = new ImagePlane(half.Times(-1), row, column, 1, 1, 81, 81, "");
        var blob = new PatientVector(12, 18, 0);
        var pixels = new float[81 * 81];
        for (var i = 0; i < pixels.Length; i++)
        {
            var off = plane.ToPatient(new ImagePoint((i % 81) + 0.5, (i / 81) + 0.5)).Minus(blob).Length;
            pixels[i] = 100 + (float)(900 * Math.Exp(-off * off / 50));
        }

        var shown = PatientAxesView.Of(plane).Show(new GreyImage(81, 81, pixels, 1, 1));

        var brightest = Array.IndexOf(shown.Pixels, shown.Pixels.Max());
        Assert.Equal((40 + 12, 40 + 18), (brightest % 81, brightest / 81));
        Assert.InRange(shown.Pixels[brightest], 980, 1001);
        Assert.Equal(100, shown.Pixels.Min(), 0);
    }

    [Fact]
    public void Of_SagittalOrUnknown_IsAsStored()
    {
        Assert.True(PatientAxesView.Of(null).IsAsStored);
        Assert.True(PatientAxesView.Of(new ImagePlane(default, Back, new PatientVector(0, 0, -1), 1, 1, 4, 4, "")).IsAsStored);
        Assert.True(PatientAxesView.Of(new ImagePlane(default, Left, Tilted(Back, 25, 0), 1, 1, 4, 4, "")).IsAsStored);
    }

    private static PatientVector Tilted(PatientVector v, double tiltDegrees, double rollDegrees)
    {
        var (t, r) = (tiltDegrees * Math.PI / 180, rollDegrees * Math.PI / 180);
        var x = new PatientVector(v.X, (v.Y * Math.Cos(t)) - (v.Z * Math.Sin(t)), (v.Y * Math.Sin(t)) + (v.Z * Math.Cos(t)));
        return new PatientVector((x.X * Math.Cos(r)) + (x.Z * Math.Sin(r)), x.Y, (-x.X * Math.Sin(r)) + (x.Z * Math.Cos(r)));
    }

    private static PatientVector Rounded(PatientVector v) => new(Math.Round(v.X, 9) + 0.0, Math.Round(v.Y, 9) + 0.0, Math.Round(v.Z, 9) + 0.0);
}
