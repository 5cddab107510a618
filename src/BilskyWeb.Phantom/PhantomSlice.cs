using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Labels;
using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom;

/// <summary>One axial slice of a phantom study: its place, its label (made on first use) and its pixels (rendered on request).</summary>
public sealed class PhantomSlice
{
    private readonly PhantomStudy _study;
    private SliceLabel? _label;

    internal PhantomSlice(PhantomStudy study, int index, SlicePlane plane)
    {
        _study = study;
        Index = index;
        Plane = plane;
    }

    /// <summary>Number in the series from the head, from 0.</summary>
    public int Index { get; }

    /// <summary>Where the image lies in the patient.</summary>
    public SlicePlane Plane { get; }

    /// <summary>Columns and rows.</summary>
    public int Size => _study.Scanner.Reconstructed;

    /// <summary>Side of a pixel in millimetres.</summary>
    public double SpacingMm => _study.Protocol.FieldOfViewMm / Size;

    /// <summary>The truth, computed from the geometry.</summary>
    public SliceLabel Label => _label ??= MakeLabel();

    /// <summary>Renders the pixels (about 20 ms on one core); the same every time.</summary>
    public GreyImage Render() =>
        Acquisition.Acquire(_study.Volume, Plane, Settings(), SeededRandom.For(_study.Request.Seed, "noise", Index));

    /// <summary>What each pixel is made of: row-major <see cref="Tissue"/> numbers, <see cref="Size"/> × <see cref="Size"/>.</summary>
    public byte[] Mask() => Acquisition.Map(_study.Volume, Plane, _study.Appearance.Settings);

    /// <summary>Draws one slice with the wanted grade from a study of its own: random access for training.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="grade">The grade to look for.</param>
    /// <param name="scanner">The scanner; null draws as <see cref="PhantomCohort.Balanced"/> does: one of the four internal ones half the time, else one that exists nowhere.</param>
    /// <returns>A slice whose measured grade is the wanted one, nearly always; after 40 studies without one the last slice tried is returned with its own true label.</returns>
    public static PhantomSlice Draw(long seed, BilskyGrade grade, ScannerProfile? scanner = null)
    {
        PhantomSlice? last = null;
        for (var attempt = 0; attempt < 40; attempt++)
        {
            var r = SeededRandom.For(seed, "draw", attempt);
            var healthy = grade == BilskyGrade.Grade0 && r.Chance(0.35);
            var origin = (Lesions.LesionOrigin)r.Weighted([0.32, 0.26, 0.14, 0.12, 0.16]);
            var study = PhantomStudy.Generate(new PhantomRequest((long)r.Bits(), PhantomCohort.Balanced, healthy)
            {
                Scanner = scanner,
                Origin = origin,
                LesionDepthMm = healthy ? null : Lesions.LesionDepth.Draw(r, r.Chance(0.2) ? r.Whole(0, 5) : (int)grade, origin, 1),
            });
            var start = r.Whole(0, study.Slices.Count - 1);
            for (var i = 0; i < study.Slices.Count; i++)
            {
                var slice = study.Slices[(start + i) % study.Slices.Count];
                if (grade != BilskyGrade.Grade0 && !slice.MayHoldMass())
                {
                    continue;
                }

                last = slice;
                if (slice.Label.Grade == grade)
                {
                    return slice;
                }
            }
        }

        return last ?? PhantomStudy.Generate(new PhantomRequest(seed)).Slices[0];
    }

    /// <summary>The study this slice belongs to.</summary>
    public PhantomStudy Study => _study;

    private AcquisitionSettings Settings() => _study.Appearance.Of(_study.Spoils(Index)) with { FoldOver = _study.FoldOver };

    private SliceLabel MakeLabel()
    {
        var label = SliceTruth.Of(_study.Volume, Plane, Size, SpacingMm, _study.Protocol.ThicknessMm, _study.Spoils(Index) || IsHidden(), _study.Scanner.IsRandom);
        return label with { Confounders = label.Confounders | Artefacts() };
    }

    private Confounders Artefacts()
    {
        // Motion makes ghosts of its own that drown those of pulsation.
        var found = _study.Spoils(Index) ? Confounders.Motion : _study.Appearance.ShowsGhosts ? Confounders.Ghosts : Confounders.None;
        if (_study.FoldOver is { } fold)
        {
            var settings = Settings();
            var sampler = new SignalSampler(_study.Volume, Plane, settings);
            found |= fold.Shows((i, j) => sampler.At(i, j) is var (water, fat) ? water + fat : 0, settings) ? Confounders.FoldOver : Confounders.None;
        }

        return found;
    }

    private bool IsHidden() =>
        _study.FoldOver is { } fold && SliceTruth.CentrePixel(_study.Volume, Plane, Size, SpacingMm) is { } centre && fold.Hides(centre, Size, SpacingMm, _study.Appearance.Settings.PhaseAlongRows);

    private bool MayHoldMass()
    {
        foreach (var lesion in _study.Volume.Lesions)
        {
            if (lesion.ReachesCanalAt(Plane.Z))
            {
                return true;
            }
        }

        return false;
    }
}
