using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Levels;
using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Physics;
using CsCheck;

namespace BilskyWeb.Phantom.Tests;

/// <summary>The geometry of two series of one spine, and the names of its levels, against the phantom that knows both.</summary>
public sealed class CrossPlaneTests
{
    private static readonly Gen<PhantomStudy> Studies = Gen.Long.Select(seed => PhantomStudy.Generate(new PhantomRequest(seed, PhantomCohort.Balanced)));

    [Fact]
    public void CanalOfAnAxialSlice_ProjectedOntoTheSagittal_LiesOnItsLineAndInTheCanal() =>
        Studies.Sample(
            study =>
            {
                foreach (var slice in study.Slices)
                {
                    var axial = Axial(slice);
                    var canal = Canal(study, axial);
                    var sagittal = NearestSagittal(study, canal.X);
                    var onSagittal = sagittal.Project(canal);
                    var line = CrossLine.Of(axial, sagittal);
                    if (!sagittal.Contains(onSagittal))
                    {
                        continue;
                    }

                    // On the line, up to the tilt over the millimetres by which the sagittal slice misses the canal's middle.
                    var slack = 0.02 + (Math.Abs(sagittal.DistanceMm(canal)) * 0.35);
                    Assert.Null(line.WhyNot);
                    Assert.InRange(DistanceMm(line, onSagittal, sagittal), 0, slack);

                    // And where the phantom's canal is at that height.
                    var there = sagittal.ToPatient(onSagittal);
                    Assert.Equal(study.Person.CanalCentre(there.Z).Y, there.Y, 0.01);
                }
            },
            iter: 60);

    [Fact]
    public void CanalOnTheSagittalImage_IsCordOrCsf()
    {
        // Of the pixels themselves: the middle of the canal as an axial slice has it is inside the sac on the sagittal image.
        var study = PhantomStudy.Generate(new PhantomRequest(4711, Healthy: true));
        var inside = 0;
        foreach (var slice in study.Slices)
        {
            var canal = Canal(study, Axial(slice));
            var index = study.Sagittal.Planes.Select((plane, i) => (Off: Math.Abs(plane.X - canal.X), i)).Min().i;
            var plane = Sagittal(study, index);
            var (x, y) = ((int)plane.Project(canal).X, (int)plane.Project(canal).Y);
            var tissue = (Tissue)Acquisition.Map(study.Volume, study.Sagittal.Planes[index], study.Appearance.Settings with { FieldOfViewMm = study.Sagittal.Protocol.FieldOfViewMm, Size = 384 })[(y * 384) + x];
            inside += tissue is Tissue.Csf or Tissue.WhiteMatter or Tissue.GreyMatter ? 1 : 0;
        }

        Assert.True(inside >= study.Slices.Count * 0.9, $"{inside} of {study.Slices.Count} canals lie in the sac.");
    }

    [Fact]
    public void Names_FromTwoPins_AreTheVertebraeOfThePhantom() => CheckNames(pins: 2, leastRight: 0.97);

    [Fact]
    public void Names_FromOnePin_AreAsOftenRightAsTheySay() => CheckNames(pins: 1, leastRight: 0.85);

    /// <summary>Names every slice of many phantoms from pins at true mid-vertebrae and compares with the truth; a vertebra off counts, disc or body does not.</summary>
    private static void CheckNames(int pins, double leastRight)
    {
        double said = 0;
        int right = 0, named = 0, sure = 0, sureAndRight = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var study = PhantomStudy.Generate(new PhantomRequest(seed));
            var curve = SpineCurve.Through([.. study.Slices.Select(s => Canal(study, Axial(s)))])!;
            var levels = study.Slices.Select(s => Level(study, Canal(study, Axial(s)).Z)).ToList();
            int[] pinned = pins == 1 ? [levels[levels.Count / 2]] : [levels[levels.Count / 4], levels[levels.Count * 3 / 4]];
            var naming = LevelNaming.From([.. pinned.Select(level => new FixedLevel(AsVertebra(level), curve.Nearest(BodyCentre(study, level)).AlongMm, FixedLevel.OnSagittalSdMm))]).Value;
            foreach (var (slice, level) in study.Slices.Zip(levels))
            {
                if (naming.At(curve.Crossing(Axial(slice))!.Value) is not { } name)
                {
                    continue;
                }

                // Body and disc do not part at the same millimetre in the mean spine and in this one.
                var off = Math.Abs(study.Person.LevelAt(Canal(study, Axial(slice)).Z) - (int)name.Vertebra + 3);
                var correct = off <= 0.75;
                named++;
                right += correct ? 1 : 0;
                said += name.Confidence;
                sure += name.Confidence > 0.95 ? 1 : 0;
                sureAndRight += name.Confidence > 0.95 && correct ? 1 : 0;
            }
        }

        var (share, mean, ofSure) = ((double)right / named, said / named, (double)sureAndRight / sure);
        Assert.True(share >= leastRight && ofSure >= 0.97 && share >= mean - 0.05, $"{share:0.000} right, {mean:0.000} said, {ofSure:0.000} of the {sure} sure ones right.");
    }

    private static int Level(PhantomStudy study, double z) => (int)Math.Round(study.Person.LevelAt(z));

    /// <summary>The phantom counts from C5.</summary>
    private static Vertebra AsVertebra(int level) => (Vertebra)(level + 3);

    /// <summary>The middle of a body, where a reader would click: 26 mm in front of the canal's middle.</summary>
    private static PatientVector BodyCentre(PhantomStudy study, int level)
    {
        var (_, _, height, disc) = study.Person.VertebraAt(study.Person.ZOf(level));
        var z = study.Person.ZOf(level - 0.5) - ((height - disc) / 2);
        var (x, y, _) = study.Person.CanalCentre(z);
        return new PatientVector(x, y - 26, z);
    }

    /// <summary>Where the canal's middle passes through a plane.</summary>
    private static PatientVector Canal(PhantomStudy study, ImagePlane plane)
    {
        var z = plane.Centre.Z;
        for (var i = 0; i < 30; i++)
        {
            var (x, y, _) = study.Person.CanalCentre(z);
            z -= plane.DistanceMm(new PatientVector(x, y, z)) / plane.Normal.Z;
        }

        var (cx, cy, _) = study.Person.CanalCentre(z);
        return new PatientVector(cx, cy, z);
    }

    private static ImagePlane Axial(PhantomSlice slice) => Plane(slice.Plane, slice.Size, slice.SpacingMm);

    private static ImagePlane Sagittal(PhantomStudy study, int index) => Plane(study.Sagittal.Planes[index], 384, study.Sagittal.Protocol.FieldOfViewMm / 384);

    private static ImagePlane NearestSagittal(PhantomStudy study, double x) =>
        Sagittal(study, study.Sagittal.Planes.Select((plane, i) => (Off: Math.Abs(plane.X - x), i)).Min().i);

    private static ImagePlane Plane(SlicePlane plane, int size, double spacingMm)
    {
        var first = plane.FirstPixel(size, spacingMm);
        return new ImagePlane(new(first[0], first[1], first[2]), new(plane.Row[0], plane.Row[1], plane.Row[2]), new(plane.Column[0], plane.Column[1], plane.Column[2]), spacingMm, spacingMm, size, size, "1.2");
    }

    private static double DistanceMm(CrossLine line, ImagePoint point, ImagePlane plane)
    {
        var (dx, dy) = ((line.To.X - line.From.X) * plane.ColumnSpacingMm, (line.To.Y - line.From.Y) * plane.RowSpacingMm);
        var (px, py) = ((point.X - line.From.X) * plane.ColumnSpacingMm, (point.Y - line.From.Y) * plane.RowSpacingMm);
        return Math.Abs((dx * py) - (dy * px)) / Math.Sqrt((dx * dx) + (dy * dy));
    }
}
