using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Levels;
using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom;

/// <summary>A sagittal T2W series of the same spine: for orientation and for naming levels, never graded.</summary>
public sealed class SagittalSeries
{
    private const int Count = 9;
    private const int Pixels = 384;

    /// <summary>Frequency-encoding steps, whatever the axial series has.</summary>
    internal const int Steps = 320;

    private readonly PhantomStudy _study;

    internal SagittalSeries(PhantomStudy study)
    {
        _study = study;
        double top = study.Slices[0].Plane.Z, bottom = study.Slices[^1].Plane.Z;
        var fieldOfView = Math.Clamp(Math.Round((top - bottom + 90) / 10) * 10, 260, 400);
        // Both series have one contrast, and so its times.
        Protocol = new Protocol(fieldOfView, 4, 4.4, study.Protocol.TrMs, study.Protocol.TeMs);
        var middle = (top + bottom) / 2;
        var centre = study.Person.CanalCentre(middle);
        var planes = new SlicePlane[Count];
        for (var i = 0; i < Count; i++)
        {
            // Rows run backwards and columns down, so the normal points to the right of the patient.
            planes[i] = SlicePlane.Sagittal(centre.X + ((((Count - 1) / 2.0) - i) * Protocol.SpacingMm), centre.Y - 12, middle);
        }

        Planes = planes;
    }

    /// <summary>Geometry and times.</summary>
    public Protocol Protocol { get; }

    /// <summary>From the patient's left to right.</summary>
    public IReadOnlyList<SlicePlane> Planes { get; }

    /// <summary>Middles of the vertebral bodies from C5 to L5 in view, head first, in pixels from the top-left corner of every slice. Beyond both the phantom repeats its last vertebra: only its own count.</summary>
    public IReadOnlyList<(Vertebra Name, double X, double Y)> Bodies()
    {
        var person = _study.Person;
        List<(Vertebra, double, double)> bodies = [];
        for (var level = 0; level < Anatomy.SpineLevels.Names.Length; level++)
        {
            var (_, _, _, disc) = person.VertebraAt(person.ZOf(level));
            var section = new SpineSection(person, new Degeneration(0, 0), [], person.ZOf(level) + (disc / 2));
            var (u, v) = Planes[0].Project(section.CentreX, section.CentreY - section.CanalRadiusY - section.BodyRadiusY, section.Z);
            var half = Protocol.FieldOfViewMm / 2;
            if (Math.Max(Math.Abs(u), Math.Abs(v)) < half)
            {
                bodies.Add((Enum.Parse<Vertebra>(Anatomy.SpineLevels.Names[level]), (u + half) * Pixels / Protocol.FieldOfViewMm, (v + half) * Pixels / Protocol.FieldOfViewMm));
            }
        }

        return bodies;
    }

    /// <summary>Renders one slice; the same every time.</summary>
    public GreyImage Render(int index)
    {
        var settings = _study.Appearance.Settings with
        {
            FieldOfViewMm = Protocol.FieldOfViewMm,
            ThicknessMm = Protocol.ThicknessMm,
            Matrix = Steps,
            Size = Pixels,
            SaturationFrontMm = -35,
            GhostAmplitude = 0,
            PhaseAlongRows = false,
        };
        return Acquisition.Acquire(_study.Volume, Planes[index], settings, SeededRandom.For(_study.Request.Seed, "sagittal noise", index));
    }
}
