using BilskyWeb.Core.Geometry;
using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Labels;
using BilskyWeb.Phantom.Lesions;
using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom;

/// <summary>An axial slice made to be unlike any one scanner, for a canal detector that must work on scans it has never seen.</summary>
/// <remarks>
/// Domain randomisation (Tobin et al., IROS 2017; for MR, Billot et al., Med Image Anal 2023): 45% of the slices have a random grey per
/// tissue; pixel sizes run from 0.4 to 3.2 mm, fields of view from 50 to 460 mm, planes tip and turn, contrast may be inverted, coils shade, noise is strong.
/// </remarks>
/// <param name="Image">The frame, values 0 to about 1000.</param>
/// <param name="Canal">Centre of the bony canal in pixels from the image's top-left corner; null when it is not in view.</param>
public sealed record DetectorSlice(GreyImage Image, (double X, double Y)? Canal)
{
    /// <summary>Draws one slice; the same seed gives the same slice.</summary>
    public static DetectorSlice Draw(long seed)
    {
        var r = SeededRandom.For(seed, "detector");
        var person = new Person((long)r.Bits());
        var wide = r.Chance(0.25);
        var z = person.ZOf(wide ? r.Between(8, 18.5) : r.Between(-1.5, 17.5));
        var lesions = new List<Metastasis>();
        if (r.Chance(0.35))
        {
            var vertebra = (int)Math.Round(person.LevelAt(z));
            var origin = (LesionOrigin)r.Whole(0, 4);
            lesions.Add(new Metastasis(person, vertebra, LesionDepth.Draw(r, r.Whole(0, 5), origin, 1), (long)r.Bits(), origin));
        }

        var volume = new PhantomVolume(person, new Degeneration((long)r.Bits(), 0.3), lesions);
        // Body scans show the whole trunk in coarse pixels.
        var fieldOfView = wide ? r.Between(280, 460) : Math.Exp(r.Between(Math.Log(50), Math.Log(400)));
        var pixel = Math.Clamp(Math.Exp(r.Between(Math.Log(wide ? 1.2 : 0.4), Math.Log(3.2))), fieldOfView / 320, fieldOfView / 32);
        var matrix = (int)Math.Round(fieldOfView / pixel);
        var plane = Place(person, z, fieldOfView, r);
        var image = Acquisition.Acquire(volume, plane, Settings(person, lesions, fieldOfView, matrix, r), SeededRandom.For(seed, "detector noise"));
        if (r.Chance(0.12))
        {
            Invert(image.Pixels);
        }

        var gamma = r.Chance(0.5) ? Math.Exp(r.Normal(0, 0.3)) : 1;
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (float)(1000 * Math.Pow(Math.Min(image.Pixels[i] / 1000, 4), gamma));
        }

        var whole = new DetectorSlice(image, SliceTruth.CentrePixel(volume, plane, matrix, fieldOfView / matrix));
        return r.Chance(0.4) ? whole.Cut(r) : whole;
    }

    /// <summary>Few scans of a trunk are square: takes rows or columns off both sides, as far as the canal allows.</summary>
    private DetectorSlice Cut(SeededRandom r)
    {
        int width = Image.Width, height = Image.Height;
        var margin = (int)Math.Ceiling(SliceTruth.MarginMm / Image.ColumnSpacingMm) + 1;
        var flat = r.Chance(0.7);
        var size = flat ? height : width;
        var middle = Canal is { } canal ? (flat ? canal.Y : canal.X) : size / 2.0;
        var first = (int)(r.Unit() * Math.Clamp(middle - margin, 0, size * 0.25));
        var last = size - (int)(r.Unit() * Math.Clamp(size - middle - margin, 0, size * 0.25));
        if (last - first < 24)
        {
            return this;
        }

        var (left, top) = flat ? (0, first) : (first, 0);
        var (newWidth, newHeight) = flat ? (width, last - first) : (last - first, height);
        return new DetectorSlice(
            Image.Crop(left, top, newWidth, newHeight),
            Canal is { } centre ? (centre.X - left, centre.Y - top) : null);
    }

    private static SlicePlane Place(Person person, double z, double fieldOfView, SeededRandom r)
    {
        var centre = person.CanalCentre(z);
        var half = fieldOfView / 2;
        var away = r.Chance(0.12);
        double x, y;
        if (away && fieldOfView < 260)
        {
            // Somewhere in the body where the canal is out of view.
            var angle = r.Between(0, 2 * Math.PI);
            var distance = (half * 1.45) + r.Between(5, 60);
            (x, y) = (distance * Math.Cos(angle), distance * Math.Sin(angle));
        }
        else
        {
            var reach = Math.Max(half - 14, 2);
            x = Math.Clamp(r.Normal(0, Math.Min(reach * 0.35, 25)), -reach, reach);
            // A wide field of view holds the whole trunk, which lies in front of the canal.
            y = Math.Clamp(r.Normal(-Math.Max(0, fieldOfView - 180) * r.Between(0.12, 0.28), Math.Min(reach * 0.4, 30)), -reach, reach);
        }

        var turn = r.Chance(0.04) ? r.Between(-Math.PI, Math.PI) : r.Normal(0, 0.14);
        return SlicePlane.Axial(centre.X + x, centre.Y + y, z, r.Normal(0, 0.18), turn);
    }

    private static AcquisitionSettings Settings(Person person, List<Metastasis> lesions, double fieldOfView, int matrix, SeededRandom r)
    {
        var (tr, te) = r.Weighted([0.4, 0.35, 0.25]) switch
        {
            0 => (r.Between(2000, 7000), r.Between(60, 140)),
            1 => (r.Between(330, 800), r.Between(2, 20)),
            _ => (r.Between(600, 7000), r.Between(10, 140)),
        };
        var contrast = r.Chance(0.55) ? TseContrast.ByPhysics(r.Chance(0.5), tr, te, person.MarrowFat, r.Unit(), r) : TseContrast.AtRandom(r);
        var brightest = Math.Max(contrast.Water.Max(), contrast.Fat.Max());
        return new AcquisitionSettings
        {
            FieldOfViewMm = fieldOfView,
            ThicknessMm = r.Between(0.8, 9),
            Matrix = matrix,
            Size = matrix,
            Contrast = contrast,
            PhaseBlur = r.Chance(0.5) ? r.Between(0, 0.3) : 0,
            Noise = brightest * Math.Exp(r.Between(Math.Log(0.004), Math.Log(0.12))),
            Shading = r.Chance(0.6) ? r.Between(0, 1.6) : 0,
            Sharpening = r.Chance(0.3) ? r.Between(0, 0.8) : 0,
            Gain = 1000 / brightest,
            LargestValue = 4000,
            ChemicalShiftPixels = r.Normal(0, 1),
            GhostAmplitude = r.Chance(0.25) ? r.Between(0, 0.2) : 0,
            GhostShiftShare = r.Between(0.05, 0.45),
            SaturationFrontMm = r.Chance(0.25) ? -r.Between(15, 70) : -1e3,
            PhaseAlongRows = r.Chance(0.5),
            SubSlices = lesions.Count > 0 ? 3 : 2,
        };
    }

    private static void Invert(float[] pixels)
    {
        var top = pixels.Max();
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = top - pixels[i];
        }
    }
}
