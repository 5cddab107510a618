using BilskyWeb.Core.Grading;

namespace BilskyWeb.Phantom.Labels;

/// <summary>What can be measured in the canal on one axial slice, averaged over the slice's thickness.</summary>
/// <param name="EpiduralMassMm2">Area of mass inside the bony canal.</param>
/// <param name="SacIndentationMm">How far mass reaches inside the sac's undisturbed outline.</param>
/// <param name="CordGapMm">Thinnest CSF layer between the cord and the wall where mass lies behind it; 99 where no mass touches the sac.</param>
/// <param name="CordFlatteningMm">Largest loss of the cord's width in any direction.</param>
/// <param name="CsfAround">Share of the cord's circumference, 0 to 1, with a layer of CSF thick enough to be seen.</param>
/// <param name="DegenerativeIndentationMm">How far disc or ligament reaches inside the sac's undisturbed outline.</param>
public readonly record struct CanalMeasurements(
    double EpiduralMassMm2,
    double SacIndentationMm,
    double CordGapMm,
    double CordFlatteningMm,
    double CsfAround,
    double DegenerativeIndentationMm)
{
    /// <summary>Stands for a gap where no mass touches the sac: wider than any canal.</summary>
    public const double NoContact = 99;
}

/// <summary>The Bilsky grade that follows from measured geometry. Nothing else in the phantom decides a grade.</summary>
/// <remarks>Definitions: Bilsky et al., J Neurosurg Spine 2010. The millimetres are ours: about one pixel of a clinical axial T2W slice, below which readers can't see.</remarks>
public static class BilskyFromGeometry
{
    /// <summary>Less mass than this in the canal is not epidural extension that a reader could see.</summary>
    public const double EpiduralMassMm2 = 3;

    /// <summary>The sac counts as deformed from this indentation on.</summary>
    public const double SacDeformedMm = 0.5;

    /// <summary>
    /// The sac's wall has mass behind it when the mass is nearer than this: a layer of fat so thin can't be seen, and the outlines of sac and mass
    /// are blended over as much. Only there does the CSF before the cord decide between 1b and 1c.
    /// </summary>
    public const double WallContactMm = 0.4;

    /// <summary>The cord counts as abutted when no more CSF than this is left between it and the mass.</summary>
    public const double CordAbuttedMm = 0.45;

    /// <summary>The cord counts as compressed when it has lost this much width in some direction.</summary>
    public const double CordCompressedMm = 0.9;

    /// <summary>A layer of CSF thinner than this can't be seen.</summary>
    public const double VisibleCsfMm = 0.7;

    /// <summary>CSF counts as visible around the cord when a layer thick enough is left along this share of its circumference.</summary>
    public const double CsfVisibleShare = 0.12;

    /// <summary>From this indentation on by disc or ligament the slice is degenerative stenosis.</summary>
    public const double DegenerativeMm = 1.0;

    /// <summary>True for a point of the sac's wall with mass behind it.</summary>
    /// <param name="massMm">Distance from the wall to the mass; negative inside the mass.</param>
    public static bool HasMassBehind(double massMm) => massMm < WallContactMm;

    /// <summary>True for a layer of CSF that can be seen.</summary>
    public static bool ShowsCsf(double layerMm) => layerMm >= VisibleCsfMm;

    /// <summary>True for stenosis by disc or ligament where no mass is to be seen; beside a mass the slice is graded.</summary>
    public static bool IsDegenerative(CanalMeasurements canal) => canal.DegenerativeIndentationMm >= DegenerativeMm && canal.EpiduralMassMm2 < EpiduralMassMm2;

    /// <summary>Grades one slice.</summary>
    public static BilskyGrade Grade(CanalMeasurements canal)
    {
        if (canal.EpiduralMassMm2 < EpiduralMassMm2)
        {
            return BilskyGrade.Grade0;
        }

        if (canal.SacIndentationMm < SacDeformedMm)
        {
            return BilskyGrade.Grade1a;
        }

        if (canal.CordGapMm > CordAbuttedMm)
        {
            return BilskyGrade.Grade1b;
        }

        if (canal.CordFlatteningMm < CordCompressedMm)
        {
            return BilskyGrade.Grade1c;
        }

        return canal.CsfAround >= CsfVisibleShare ? BilskyGrade.Grade2 : BilskyGrade.Grade3;
    }
}
