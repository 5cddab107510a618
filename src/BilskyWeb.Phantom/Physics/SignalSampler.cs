using BilskyWeb.Phantom.Anatomy;

namespace BilskyWeb.Phantom.Physics;

/// <summary>Signal of water and fat at the places of one slice, averaged over its thickness and weighted by the coil. Not for use by several threads.</summary>
internal sealed class SignalSampler
{
    private readonly AcquisitionSettings _settings;
    private readonly SlicePlane _plane;
    private readonly PhantomVolume.SectionStack _sections;
    private readonly double _step;
    private TissuePainter _painter;

    public SignalSampler(PhantomVolume volume, SlicePlane plane, AcquisitionSettings settings)
    {
        _settings = settings;
        _plane = plane;
        _step = settings.FieldOfViewMm / settings.Matrix;
        _painter = new TissuePainter(settings.Contrast, _step);
        var seen = settings.FoldOver is { } fold ? settings.FieldOfViewMm * (1 + (2 * fold.Share)) : settings.FieldOfViewMm;
        _sections = volume.Within(plane, seen, settings.ThicknessMm);
    }

    /// <param name="column">Step along the rows from the image's first; outside the image too.</param>
    /// <param name="row">Step along the columns.</param>
    public (double Water, double Fat) At(int column, int row)
    {
        var v = (row - ((_settings.Matrix - 1) / 2.0)) * _step;
        var u = (column - ((_settings.Matrix - 1) / 2.0)) * _step;
        double x = _plane.X + (u * _plane.Row[0]) + (v * _plane.Column[0]);
        double y = _plane.Y + (u * _plane.Row[1]) + (v * _plane.Column[1]);
        double z = _plane.Z + (u * _plane.Row[2]) + (v * _plane.Column[2]);
        var middle = _sections.At(z);
        double dx = x - middle.CentreX, dy = y - middle.CentreY;
        // Thickness matters where anatomy changes from millimetre to millimetre; far off one plane will do.
        var subs = (dx * dx) + (dy * dy) < 32 * 32 ? _settings.SubSlices : 1;
        double w = 0, f = 0;
        for (var k = 0; k < subs; k++)
        {
            var offset = subs == 1 ? 0 : (((k + 0.5) / subs) - 0.5) * _settings.ThicknessMm;
            var section = _sections.At(z + (offset * _plane.Normal[2]));
            dx = x + (offset * _plane.Normal[0]) - section.CentreX;
            dy = y + (offset * _plane.Normal[1]) - section.CentreY;
            _painter.Paint(section, (dx * section.Cos) + (dy * section.Sin), (dy * section.Cos) - (dx * section.Sin));
            w += _painter.Water;
            f += _painter.Fat;
        }

        var coil = Coil(middle, dx, dy);
        return (w / subs * coil, f / subs * coil);
    }

    /// <summary>Receive sensitivity of a posterior surface coil, 1 at about the canal's depth, and a saturation band in front of the spine.</summary>
    private double Coil(SpineSection section, double dx, double dy)
    {
        var gain = 1.0;
        if (_settings.Shading > 0)
        {
            var depth = Math.Max(section.SkinBack - dy, -20);
            gain = Math.Pow(1.5 / (1 + (depth * depth / 6000) + (dx * dx / 30000)), _settings.Shading);
        }

        if (_settings.SaturationFrontMm > -999)
        {
            gain *= 0.12 + (0.88 / (1 + Math.Exp(-(dy - _settings.SaturationFrontMm) / 4)));
        }

        return gain;
    }
}
