using BilskyWeb.Core.Levels;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Sagittal;

/// <summary>What a place of a drawn sagittal slice is made of.</summary>
internal enum SagittalTissue
{
    Air, Fat, Muscle, Marrow, Cortex, Annulus, Nucleus, Csf, Cord, Ligament, Brain, OrganA, OrganB, OrganC,
}

/// <summary>Draws what lies at each place of a sagittal plane near the middle.</summary>
internal sealed class SagittalPainter
{
    private readonly SagittalSpine _spine;
    private readonly double _offset, _drift, _wave, _fat, _spinous, _droop, _conus, _airway, _dens, _cordShare, _shift;
    private readonly double _canalHalf, _skull, _organs;

    public SagittalPainter(SagittalSpine spine, SeededRandom r)
    {
        _spine = spine;
        (_offset, _drift, _wave) = (r.Normal(0, 4.5), r.Chance(0.3) ? r.Between(2, 9) : r.Between(0, 2), r.Between(0, 6.3));
        (_fat, _spinous, _droop) = (r.Between(3, 34), r.Between(17, 30), r.Between(0.1, 0.8));
        (_conus, _airway, _dens, _cordShare) = (r.Normal(480, 18), r.Between(4, 9), r.Normal(16, 1.5), r.Between(0.36, 0.5));
        (_canalHalf, _skull, _organs, _shift) = (r.Normal(9.5, 1.2), r.Normal(-28, 3), r.Between(0.02, 0.07), r.Between(0, 32));
    }

    /// <summary>Lateral place of the plane at a place of the spine's line, in millimetres from the middle.</summary>
    public double Lateral(double s) => _offset + (_drift * Math.Sin((s * 0.012) + _wave));

    /// <param name="s">Along the spine's line.</param>
    /// <param name="front">In front of the line, in millimetres.</param>
    /// <param name="gain">The vertebra's own brightness.</param>
    /// <param name="nucleus">The disc's brightness.</param>
    public SagittalTissue At(double s, double front, out double gain, out double nucleus)
    {
        (gain, nucleus) = (1, 0.5);
        var aside = Math.Abs(Lateral(s));
        if (s < _skull)
        {
            return Head(s, front);
        }

        var v = _spine.At(Math.Max(s, 0));
        if (v is null)
        {
            return front > 6 ? Organ(s, front) : front > -12 ? SagittalTissue.Muscle : Back(s, front, 12);
        }

        (gain, nucleus) = (v.Gain, v.Nucleus);
        if (front >= 0)
        {
            return s < 0 ? Dens(s, front, aside) : Body(v, s, front, aside);
        }

        var canal = v.CanalDepth;
        var half = _canalHalf * (s < 120 ? 1.25 : 1);
        if (aside > half && s > 0)
        {
            return Foramen(v, s, -front, canal, aside);
        }

        var narrowing = Math.Sqrt(Math.Max(0.15, 1 - ((aside / half) * (aside / half))));
        if (-front < canal * (0.5 + (0.5 * narrowing)))
        {
            return Canal(s, -front, canal, aside);
        }

        return -front < canal + 1.5 ? SagittalTissue.Ligament : Behind(v, s, -front - canal, aside);
    }

    private SagittalTissue Head(double s, double front)
    {
        double x = front + 18, y = s + 95;
        var inside = ((x * x) / (82 * 82)) + ((y * y) / (70 * 70));
        // The clivus leads from the front of the dens upwards.
        var clivus = front - 6 - (0.45 * (_skull - s));
        if (s > -72 && clivus is > 0 and < 13)
        {
            return clivus is < 1.5 or > 11.5 ? SagittalTissue.Cortex : SagittalTissue.Marrow;
        }

        if (clivus >= 13 && s > -80)
        {
            return NoiseField.At(s * 0.08, front * 0.08, _shift) > 0 ? SagittalTissue.Air : SagittalTissue.Muscle;
        }

        return inside < 0.94 ? (Math.Abs(front + 9) < 8 && s > -45) || NoiseField.At(s * 0.2, front * 0.2, _shift) < 0.55 ? SagittalTissue.Brain : SagittalTissue.Csf
            : inside < 1.02 ? SagittalTissue.Cortex : inside < 1.08 ? SagittalTissue.Marrow : inside < 1.2 ? SagittalTissue.Fat : front < 0 && s > -60 ? Back(s, front, 50) : SagittalTissue.Air;
    }

    private SagittalTissue Dens(double s, double front, double aside)
    {
        // Its tip is round; in front of it stands the arch of the atlas.
        var half = s < -_dens + 5 ? Math.Sqrt(Math.Max(0, 25 - ((s + _dens - 5) * (s + _dens - 5)))) : 5.2 + (0.08 * (s + _dens));
        var edge = half - Math.Abs(front - 6.5);
        if (aside < 5.5 && edge > 0 && s > -_dens)
        {
            return edge < 1 ? SagittalTissue.Cortex : SagittalTissue.Marrow;
        }

        var arch = Math.Sqrt(((front - 16.5) * (front - 16.5) / 12) + ((s + _dens - 6) * (s + _dens - 6) / 30));
        return arch < 1 ? arch > 0.72 ? SagittalTissue.Cortex : SagittalTissue.Marrow
            : front < 2 ? SagittalTissue.Ligament : front < 20 ? NoiseField.At(s * 0.3, front * 0.3, _shift) > 0.1 ? SagittalTissue.Fat : SagittalTissue.Ligament : Neck(s, front - 20);
    }

    private SagittalTissue Body(DrawnVertebra v, double s, double front, double aside)
    {
        var depth = v.Depth * Math.Sqrt(Math.Max(0.2, 1 - (aside * aside / (v.Depth * v.Depth * 0.9))));
        var share = front / depth;
        // End plates are hollow, corners stick out.
        var hollow = share is > 0 and < 1 ? (v.Name is null or Vertebra.S1 ? 0.3 : 1.3) * 4 * share * (1 - share) : 0;
        var sunk = v.Wedge * share * (v.Bottom - v.Top);
        var top = v.Top + hollow + (0.6 * sunk);
        var bottom = v.Bottom - hollow - (0.4 * sunk);
        var waist = s > v.Top && s < v.Bottom ? 1.4 * Math.Sin(Math.PI * (s - v.Top) / (v.Bottom - v.Top)) : -0.8;
        var wall = depth - waist;
        if (front > wall + 1.2)
        {
            return Before(s, front - depth);
        }

        if (front > wall)
        {
            return SagittalTissue.Ligament;
        }

        if (s > top && s < bottom)
        {
            var edge = Math.Min(Math.Min(s - top, bottom - s), Math.Min(front, wall - front));
            return edge < 0.9 ? SagittalTissue.Cortex : SagittalTissue.Marrow;
        }

        var middle = Math.Abs(share - 0.45);
        return middle < 0.3 ? SagittalTissue.Nucleus : SagittalTissue.Annulus;
    }

    private SagittalTissue Canal(double s, double back, double canal, double aside)
    {
        if (back < 1.1)
        {
            return SagittalTissue.Ligament;
        }

        if (back > canal - 2.2 || s > _spine.Vertebrae[^6].Top)
        {
            return SagittalTissue.Fat;
        }

        var centre = (canal * 0.5) + (0.8 * Math.Sin((s * 0.011) + _shift));
        var half = canal * _cordShare * 0.5 * (s < 0 ? 1 + (s / _skull * 0.5) : 1) * Math.Sqrt(Math.Max(0, 1 - (aside * aside / 36))) * Math.Clamp((_conus - s) / 25, 0, 1);
        return Math.Abs(back - centre) < half ? SagittalTissue.Cord
            : s > _conus - 10 && back > canal * 0.45 && NoiseField.At(back * 0.9, s * 0.03, _shift) > 0 ? SagittalTissue.Cord : SagittalTissue.Csf;
    }

    private SagittalTissue Foramen(DrawnVertebra v, double s, double back, double canal, double aside)
    {
        var share = (s - v.Top) / (v.Bottom - v.Top);
        if (back > canal)
        {
            var place = Math.Abs(share - 0.9);
            return back < canal + 14 && place < 0.55 ? place is < 0.06 or > 0.48 ? SagittalTissue.Cortex : SagittalTissue.Marrow : Back(s, -back, canal + 14);
        }

        if (share is > 0.08 and < 0.55)
        {
            return share is < 0.14 or > 0.49 ? SagittalTissue.Cortex : SagittalTissue.Marrow;
        }

        double x = back - (canal * 0.45), y = s - v.Top - (0.82 * (v.Bottom - v.Top));
        return (x * x) + (y * y) < (aside > 11 ? 9 : 4) ? SagittalTissue.Cord : SagittalTissue.Fat;
    }

    private SagittalTissue Behind(DrawnVertebra v, double s, double away, double aside)
    {
        // The spinous process leans down; between two lie ligament, fat and muscle.
        var height = v.Bottom - v.Top;
        var place = s - v.Middle - (0.25 * height) - (away * _droop * (s is > 120 and < 330 ? 1.2 : 0.4));
        var length = _spinous * (s > 640 ? 0.4 : s < 90 && v.Name != Vertebra.C2 ? 0.8 : 1);
        if (aside < 4.5 && away < length && Math.Abs(place) < height * 0.36)
        {
            return Math.Abs(place) > (height * 0.36) - 1 || away > length - 1.2 || away < 1 ? SagittalTissue.Cortex : SagittalTissue.Marrow;
        }

        return away < length && NoiseField.At(s * 0.25, away * 0.25, _shift + 3) > -0.1 ? SagittalTissue.Fat : Back(s, -away, length);
    }

    private SagittalTissue Back(double s, double front, double from)
    {
        var away = -front - from - (6 + (5 * Math.Sin((s * 0.008) + _shift)));
        return away < 0 ? NoiseField.At(s * 0.05, front * 0.25, _shift) > 0.45 ? SagittalTissue.Fat : SagittalTissue.Muscle
            : away < _fat ? SagittalTissue.Fat : away < _fat + 2 ? SagittalTissue.Muscle : SagittalTissue.Air;
    }

    private SagittalTissue Before(double s, double away) => s < 130 ? Neck(s, away) : Organ(s, away);

    private SagittalTissue Neck(double s, double away)
    {
        var wall = 4 + (s > 55 ? (s - 55) * 0.12 : 0);
        return away < wall ? SagittalTissue.Muscle
            : away < wall + _airway ? SagittalTissue.Air
            : away < wall + 45 + (s * 0.1) ? Organ(s, away) : away < wall + 50 + (s * 0.1) ? SagittalTissue.Fat : SagittalTissue.Air;
    }

    private SagittalTissue Organ(double s, double away)
    {
        if (away < 2)
        {
            return SagittalTissue.Fat;
        }

        var one = NoiseField.At(s * _organs * 0.6, away * _organs, _shift + 5);
        var two = NoiseField.At(s * _organs * 1.7, away * _organs * 2.1, _shift + 9);
        return one > 0.2 ? SagittalTissue.OrganA : one > -0.1 ? two > 0.1 ? SagittalTissue.OrganB : SagittalTissue.Fat
            : two > 0.3 ? SagittalTissue.Air : two > -0.1 ? SagittalTissue.OrganC : SagittalTissue.Muscle;
    }
}
