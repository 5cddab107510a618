using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Physics;

namespace BilskyWeb.Phantom.Labels;

/// <summary>Measures a slice's canal and labels it.</summary>
internal static class SliceTruth
{
    /// <summary>The canal's centre must be this far inside the image to count as in view.</summary>
    public const double MarginMm = 8;

    public static SliceLabel Of(PhantomVolume volume, SlicePlane plane, int size, double spacingMm, double thicknessMm, bool spoiled, bool neckCounts)
    {
        if (CentrePixel(volume, plane, size, spacingMm) is not { } centre)
        {
            return new SliceLabel(null, SliceExclusion.None, null, null);
        }

        var (_, _, z) = CanalIn(volume, plane);
        var roi = Around(centre, size, spacingMm);
        SpineSection[] sections = [volume.SectionAt(z - (thicknessMm / 3)), volume.SectionAt(z), volume.SectionAt(z + (thicknessMm / 3))];
        var measured = Average(sections);
        var level = volume.Person.LevelAt(z);
        var exclusion = SliceExclusion.None;
        if ((level < SpineLevels.C7 - 0.5 && !neckCounts) || z < volume.Person.ConusZ)
        {
            exclusion = SliceExclusion.Region;
        }
        else if (volume.Metal?.Spoils(z) == true)
        {
            exclusion = SliceExclusion.Instrumentation;
        }
        else if (spoiled)
        {
            exclusion = SliceExclusion.Quality;
        }
        else if (BilskyFromGeometry.IsDegenerative(measured))
        {
            exclusion = SliceExclusion.Degenerative;
        }

        return new SliceLabel(exclusion == SliceExclusion.None ? BilskyFromGeometry.Grade(measured) : null, exclusion, roi, measured) { Confounders = ConfounderRuler.Find(sections[1], measured) };
    }

    /// <summary>The canal's centre in pixels from the image's top-left corner, or null when it is not in view.</summary>
    public static (double X, double Y)? CentrePixel(PhantomVolume volume, SlicePlane plane, int size, double spacingMm)
    {
        var (x, y, z) = CanalIn(volume, plane);
        var (u, v) = plane.Project(x, y, z);
        var half = size * spacingMm / 2;
        return Math.Max(Math.Abs(u), Math.Abs(v)) > half - MarginMm ? null : ((u + half) / spacingMm, (v + half) / spacingMm);
    }

    /// <summary>A square around a place inside the image, <see cref="SliceLabel.RoiSizeMm"/> wide or as wide as the image allows.</summary>
    /// <param name="centre">In pixels from the image's top-left corner.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="spacingMm">Side of a pixel.</param>
    internal static RegionOfInterest Around((double X, double Y) centre, int size, double spacingMm)
    {
        // A box cut at the image's edge would have another centre, and the centre is what is learnt from it.
        var room = 2 * Math.Min(Math.Min(centre.X, size - centre.X), Math.Min(centre.Y, size - centre.Y));
        var side = Math.Min(SliceLabel.RoiSizeMm / spacingMm, room);
        return new RegionOfInterest(centre.X - (side / 2), centre.Y - (side / 2), side, side, 1);
    }

    /// <summary>Where the canal's centre line pierces the plane.</summary>
    internal static (double X, double Y, double Z) CanalIn(PhantomVolume volume, SlicePlane plane)
    {
        var z = plane.Z;
        double x = 0, y = 0;
        var n = plane.Normal;
        for (var i = 0; i < 8; i++)
        {
            (x, y, _) = volume.Person.CanalCentre(z);
            z = plane.Z - ((((x - plane.X) * n[0]) + ((y - plane.Y) * n[1])) / n[2]);
        }

        return (x, y, z);
    }

    private static CanalMeasurements Average(SpineSection[] sections)
    {
        var planes = sections.Length;
        double mass = 0, indentation = 0, gap = 0, flattening = 0, around = 0, degenerative = 0;
        foreach (var section in sections)
        {
            var m = CanalRuler.Measure(section);
            mass += m.EpiduralMassMm2 / planes;
            indentation += m.SacIndentationMm / planes;
            gap += m.CordGapMm / planes;
            flattening += m.CordFlatteningMm / planes;
            around += m.CsfAround / planes;
            degenerative += m.DegenerativeIndentationMm / planes;
        }

        return new CanalMeasurements(mass, indentation, gap, flattening, around, degenerative);
    }
}
