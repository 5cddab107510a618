using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Labels;
using BilskyWeb.Phantom.Lesions;
using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom;

/// <summary>An axial T2-like slice around the canal with the tissue of every place, for a network that is to learn shapes and not one scanner's greys.</summary>
/// <remarks>
/// Domain randomisation after the idea of Billot et al., Med Image Anal 2023 (contrast, resolution, thickness, bias field and noise drawn wider than any scanner's). One
/// thing is kept, since it defines a T2-weighted image: CSF is brighter than cord.
/// </remarks>
public sealed class SegmentationSlice
{
    // Three planes of the slice, four places of a sample.
    private const int Planes = 3, Across = 2;

    /// <summary>A place made of one tissue alone has this share of it in <see cref="Shares"/>.</summary>
    public const byte Whole = Planes * Across * Across;

    private readonly PhantomVolume _volume;
    private readonly SlicePlane _plane;
    private readonly double _thicknessMm;

    private SegmentationSlice(PhantomVolume volume, SlicePlane plane, double thicknessMm, GreyImage image)
    {
        (_volume, _plane, _thicknessMm, Image) = (volume, plane, thicknessMm, image);
        var truth = SliceTruth.Of(volume, plane, image.Width, image.ColumnSpacingMm, thicknessMm, spoiled: false, neckCounts: true);
        Measured = truth.Measurements!.Value;
        Canal = SliceTruth.CentrePixel(volume, plane, image.Width, image.ColumnSpacingMm)!.Value;
        HasCord = SliceTruth.CanalIn(volume, plane).Z > volume.Person.ConusZ;
    }

    /// <summary>The slice, 62 to 86 mm wide, values 0 to about 1000.</summary>
    public GreyImage Image { get; }

    /// <summary>Centre of the bony canal in pixels from the image's top-left corner.</summary>
    public (double X, double Y) Canal { get; }

    /// <summary>The canal's true measurements, averaged over the slice's thickness.</summary>
    public CanalMeasurements Measured { get; }

    /// <summary>False below the conus.</summary>
    public bool HasCord { get; }

    /// <summary>The grade that follows from <see cref="Measured"/>; null where none is given: a stenosis by disc or ligament, and mass below the conus, where it meets no cord.</summary>
    public BilskyGrade? Grade =>
        BilskyFromGeometry.IsDegenerative(Measured) || (!HasCord && BilskyFromGeometry.Grade(Measured) > BilskyGrade.Grade0) ? null : BilskyFromGeometry.Grade(Measured);

    /// <summary>Draws one slice; the same seed gives the same slice.</summary>
    /// <param name="seed">Any number.</param>
    public static SegmentationSlice Draw(long seed)
    {
        var r = SeededRandom.For(seed, "segmentation");
        var person = new Person((long)r.Bits());
        var level = r.Chance(0.8) ? r.Between(1.5, 17) : r.Between(-2, 18.5);
        var z = person.ZOf(level);
        var lesions = new List<Metastasis>();
        var degeneration = new Degeneration((long)r.Bits(), r.Chance(0.5) ? 0.4 : 0.05);
        if (r.Chance(0.75))
        {
            // The grade's depth at the lesion's middle; the slice lies somewhere in it.
            var vertebra = (int)Math.Round(level);
            var origin = (LesionOrigin)r.Weighted([0.32, 0.26, 0.14, 0.12, 0.16]);
            lesions.Add(new Metastasis(person, vertebra, LesionDepth.Draw(r, r.Whole(0, 5), origin, person.CanalScale), (long)r.Bits(), origin));
            degeneration.ClearAround(vertebra);
            z = lesions[0].CentreZ + r.Normal(0, 5);
        }

        var volume = new PhantomVolume(person, degeneration, lesions);
        var fieldOfView = r.Between(62, 86);
        var pixel = Math.Exp(r.Between(Math.Log(0.3), Math.Log(1.7)));
        var matrix = (int)Math.Round(fieldOfView / pixel);
        var middle = person.CanalCentre(z);
        var room = (fieldOfView / 2) - 31;
        var plane = SlicePlane.Axial(
            middle.X + r.Between(-room, room), middle.Y + r.Between(-room, room), z, r.Normal(0, 0.16), r.Chance(0.05) ? r.Between(-Math.PI, Math.PI) : r.Normal(0, 0.14));
        var thickness = r.Between(0.8, 7);
        var settings = Settings(person, fieldOfView, matrix, thickness, r);
        var image = Acquisition.Acquire(volume, plane, settings, SeededRandom.For(seed, "segmentation noise"));
        if (r.Chance(0.2))
        {
            Reformat(image, r);
        }

        return new SegmentationSlice(volume, plane, thickness, image);
    }

    /// <summary>How much of each tissue a square of samples around the canal's centre holds.</summary>
    /// <param name="side">Samples along each side.</param>
    /// <param name="sampleMm">From sample to sample, in millimetres.</param>
    /// <returns>Plane after plane in the order of <see cref="CanalTissue"/>, each row-major, <paramref name="side"/> × <paramref name="side"/>; the planes add up to <see cref="Whole"/>.</returns>
    public byte[] Shares(int side, double sampleMm)
    {
        var shares = new byte[CanalTissues.Count * side * side];
        var half = Image.Width * Image.ColumnSpacingMm / 2;
        double startU = (Canal.X * Image.ColumnSpacingMm) - half - (side * sampleMm / 2), startV = (Canal.Y * Image.RowSpacingMm) - half - (side * sampleMm / 2);
        var sections = _volume.Within(_plane, Image.Width * Image.ColumnSpacingMm, _thicknessMm);
        var painter = new TissuePainter(TseContrast.AtRandom(SeededRandom.For(0, "labels")), sampleMm / Across);
        for (var k = 0; k < Planes; k++)
        {
            var offset = (((k + 0.5) / Planes) - 0.5) * _thicknessMm;
            for (var j = 0; j < side * Across; j++)
            {
                for (var i = 0; i < side * Across; i++)
                {
                    double u = startU + ((i + 0.5) * sampleMm / Across), v = startV + ((j + 0.5) * sampleMm / Across);
                    var section = sections.At(_plane.Z + (u * _plane.Row[2]) + (v * _plane.Column[2]) + (offset * _plane.Normal[2]));
                    double dx = _plane.X + (u * _plane.Row[0]) + (v * _plane.Column[0]) + (offset * _plane.Normal[0]) - section.CentreX;
                    double dy = _plane.Y + (u * _plane.Row[1]) + (v * _plane.Column[1]) + (offset * _plane.Normal[1]) - section.CentreY;
                    var tissue = TissueAt(ref painter, section, (dx * section.Cos) + (dy * section.Sin), (dy * section.Cos) - (dx * section.Sin));
                    shares[((int)tissue * side * side) + (j / Across * side) + (i / Across)]++;
                }
            }
        }

        return shares;
    }

    private static CanalTissue TissueAt(ref TissuePainter painter, SpineSection s, double x, double y)
    {
        var canal = s.CanalDistance(x, y);
        if (canal < 1)
        {
            var contents = s.Contents;
            double dx = x - contents.CordX, dy = y - contents.CordY;
            double radius = Math.Sqrt((dx * dx) + (dy * dy)), angle = Math.Atan2(dy, dx);
            if (s.CordPresence > 0 && radius < CanalContents.Radius(contents.Cord, angle))
            {
                return CanalTissue.Cord;
            }

            if (radius < CanalContents.Radius(contents.Sac, angle))
            {
                return CanalTissue.Csf;
            }

            // As it is painted: over the canal's edge by half a millimetre, and in corners of the sac that are pressed flat.
            if (contents.HasMass && ((contents.MassDistance(x, y) < 0 && canal < 0.5) || s.SacDistance(x, y) < 0))
            {
                return CanalTissue.EpiduralMass;
            }

            if (canal < 0)
            {
                return CanalTissue.EpiduralSpace;
            }
        }

        painter.Paint(s, x, y);
        return painter.Tissue is Tissue.Marrow or Tissue.CompactBone or Tissue.Nucleus or Tissue.Annulus or Tissue.Joint or Tissue.Tumour or Tissue.ScleroticTumour
            ? CanalTissue.Vertebra
            : CanalTissue.Other;
    }

    private static AcquisitionSettings Settings(Person person, double fieldOfView, int matrix, double thickness, SeededRandom r)
    {
        var contrast = r.Chance(0.3) ? TseContrast.ByPhysics(r.Chance(0.5), r.Between(2000, 7000), r.Between(70, 150), person.MarrowFat, r.Unit(), r)
            : r.Chance(0.55) ? TseContrast.T2LikeAtRandom(person.MarrowFat, r)
            : TseContrast.FluidBrightAtRandom(r);
        var fluid = contrast.Water[(int)Tissue.Csf];
        return new AcquisitionSettings
        {
            FieldOfViewMm = fieldOfView,
            ThicknessMm = thickness,
            Matrix = matrix,
            Size = matrix,
            Contrast = contrast,
            PhaseBlur = r.Chance(0.6) ? r.Between(0, 0.3) : 0,
            Noise = fluid * Math.Exp(r.Between(Math.Log(0.004), Math.Log(0.12))),
            Shading = r.Chance(0.6) ? r.Between(0, 1.6) : 0,
            Sharpening = r.Chance(0.4) ? r.Between(0, 0.9) : 0,
            Gain = 600 / fluid,
            LargestValue = 4000,
            ChemicalShiftPixels = r.Normal(0, 1),
            GhostAmplitude = r.Chance(0.2) ? r.Between(0, 0.08) : 0,
            GhostShiftShare = r.Between(0.05, 0.45),
            SaturationFrontMm = r.Chance(0.25) ? -r.Between(20, 70) : -1e3,
            PhaseAlongRows = r.Chance(0.5),
            SubSlices = 3,
        };
    }

    // An axial image made from sagittal or coronal slices: columns or rows as thick as those were, and a smooth way from one to the next.
    private static void Reformat(GreyImage image, SeededRandom r)
    {
        var alongRows = r.Chance(0.7);
        var (count, lines, next, start) = alongRows ? (image.Width, image.Height, 1, image.Width) : (image.Height, image.Width, image.Width, 1);
        var step = Math.Max(1, r.Between(1, 3.2) / image.ColumnSpacingMm);
        var shift = r.Unit() * step;
        var line = new float[count];
        for (var l = 0; l < lines; l++)
        {
            for (var i = 0; i < count; i++)
            {
                line[i] = image.Pixels[(l * start) + (i * next)];
            }

            for (var i = 0; i < count; i++)
            {
                var place = (i + shift) / step;
                var cell = Math.Floor(place - 0.5);
                var part = (float)(place - 0.5 - cell);
                image.Pixels[(l * start) + (i * next)] = (Mean(cell) * (1 - part)) + (Mean(cell + 1) * part);
            }
        }

        float Mean(double cell)
        {
            int first = Math.Clamp((int)Math.Floor((cell * step) - shift), 0, count - 1), end = Math.Clamp((int)Math.Floor(((cell + 1) * step) - shift), first + 1, count);
            var sum = 0f;
            for (var i = first; i < end; i++)
            {
                sum += line[i];
            }

            return sum / (end - first);
        }
    }
}
