using BilskyWeb.Core.Levels;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Sagittal;

/// <summary>One vertebra of a drawn spine, in millimetres along its line.</summary>
/// <param name="Name">Which one; null for S2 and below, and for a sixth lumbar vertebra.</param>
/// <param name="Top">Upper end plate, below the top of C2's body.</param>
/// <param name="Bottom">Lower end plate.</param>
/// <param name="DiscEnd">Lower edge of the disc below it.</param>
/// <param name="Depth">From back to front.</param>
/// <param name="CanalDepth">From the body to the laminae.</param>
/// <param name="Gain">Its marrow's brightness as a multiple of the others'.</param>
/// <param name="Nucleus">How bright its disc is, 0 to 1.</param>
/// <param name="Wedge">By how much of its height it has sunk in front.</param>
internal sealed record DrawnVertebra(Vertebra? Name, double Top, double Bottom, double DiscEnd, double Depth, double CanalDepth, double Gain, double Nucleus, double Wedge)
{
    /// <summary>The middle of its body.</summary>
    public double Middle => (Top + Bottom) / 2;
}

/// <summary>The line of a spine in a sagittal plane, from the skull to the coccyx, with its vertebrae.</summary>
/// <remarks>
/// The digital phantom ends at C5 and L5; what names levels are C2 with its dens and the sacrum, so this drawing has its own spine. Heights are those of
/// <see cref="Vertebrae"/>; sacral sizes and the curves (a cervical and a lumbar lordosis, a thoracic and a sacral kyphosis) are rounded from anatomy textbooks and drawn wider.
/// The line is the back of the bodies; u runs backwards, v down, s along the line from the top of C2's body.
/// </remarks>
internal sealed class SagittalSpine
{
    private const double From = -140, To = 900;

    // Depth of body and canal from C2 to S1.
    private static readonly double[] Depths = [15, 15, 15, 16, 16.5, 17, 17.5, 19, 20.5, 22, 23.5, 25, 26.5, 28, 29, 29.5, 30, 30.5, 31, 32, 33, 33.5, 34, 31];
    private static readonly double[] Canals = [18, 16, 15, 15, 15, 15.4, 15.8, 15.8, 16, 16.3, 16.4, 16.5, 16.5, 16.6, 16.5, 16.3, 16.5, 17.6, 17.8, 17.5, 17.3, 17.3, 17.8, 15];
    private static readonly (double Height, double Disc, double Depth, double Canal)[] Sacrum = [(22, 1.5, 22, 11), (19, 1.2, 16, 8), (17, 1, 13, 5), (14, 3, 10, 4), (10, 2, 8, 1), (8, 2, 7, 1), (7, 0, 6, 1)];

    private readonly (double U, double V, double Sin, double Cos)[] _line = new (double, double, double, double)[(int)(To - From) + 1];

    public SagittalSpine(SeededRandom r)
    {
        var scale = r.Normal(1, 0.09);
        var depthScale = scale * r.Normal(1, 0.07);
        List<DrawnVertebra> all = [];
        var s = 0.0;
        var spread = r.Chance(0.3) ? r.Between(0.3, 0.9) : 0;
        var worn = r.Unit();
        // A vertebra too few or too many above the sacrum: names then go by the anchor, and labels stay true to it.
        var lumbar = r.Chance(0.03) ? 4 : r.Chance(0.03) ? 6 : 5;
        foreach (var (name, height, disc, depth, canal) in Sizes(lumbar))
        {
            var h = height * scale * r.Normal(1, 0.05);
            var sunk = r.Chance(0.05) ? r.Between(0.1, 0.5) : 0;
            h *= 1 - (sunk * 0.5);
            var d = disc * scale * Math.Max(0.35, r.Normal(1 - (0.2 * worn), 0.18));
            var gain = r.Chance(spread) ? Math.Exp(r.Between(-1.3, 0.9)) : r.Normal(1, 0.06);
            all.Add(new DrawnVertebra(name, s, s + h, s + h + d, depth * depthScale * r.Normal(1, 0.03), canal * scale, gain, Math.Clamp(r.Normal(1 - worn, 0.25), 0, 1), sunk));
            s += h + d;
        }

        Vertebrae = all;
        Curve(r);
    }

    public IReadOnlyList<DrawnVertebra> Vertebrae { get; }

    /// <summary>The vertebra, with the disc below it, at a place of the line; null above C2 and below the coccyx.</summary>
    public DrawnVertebra? At(double s)
    {
        int low = 0, high = Vertebrae.Count - 1;
        if (s < 0 || s > Vertebrae[high].DiscEnd)
        {
            return null;
        }

        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Vertebrae[middle].DiscEnd < s ? (middle + 1, high) : (low, middle);
        }

        return Vertebrae[low];
    }

    /// <summary>The point that lies so far along the line and so far in front of it.</summary>
    public (double U, double V) Point(double s, double front)
    {
        var (u, v, sin, cos) = On(s);
        return (u - (front * cos), v + (front * sin));
    }

    /// <summary>Where a point lies: along the line, and in front of it. Found from a guess that is not far off.</summary>
    public (double S, double Front) Of(double u, double v, double guess)
    {
        var s = guess;
        var front = 0.0;
        for (var step = 0; step < 4; step++)
        {
            var (lu, lv, sin, cos) = On(s);
            double du = u - lu, dv = v - lv;
            var along = (du * sin) + (dv * cos);
            front = (dv * sin) - (du * cos);
            s = Math.Clamp(s + (along * (step == 0 ? 1 : 0.7)), From, To);
            if (Math.Abs(along) < 0.05)
            {
                break;
            }
        }

        return (s, front);
    }

    private static IEnumerable<(Vertebra? Name, double Height, double Disc, double Depth, double Canal)> Sizes(int lumbar)
    {
        foreach (var vertebra in Core.Levels.Vertebrae.All)
        {
            if (vertebra == Vertebra.L5 && lumbar == 4)
            {
                continue;
            }

            // Height without the disc: the middle lies half of it below the top.
            var top = vertebra == Vertebra.C2 ? 0 : (vertebra - 1).CentreMm() + ((vertebra - 1).HeightMm() - ((vertebra - 1).CentreMm() - TopOf(vertebra - 1)));
            var height = vertebra == Vertebra.S1 ? 27 : 2 * (vertebra.CentreMm() - top);
            var disc = vertebra == Vertebra.S1 ? 2.5 : vertebra.HeightMm() - height;
            yield return (vertebra, height, disc, Depths[(int)vertebra], Canals[(int)vertebra]);
            if (vertebra == Vertebra.L5 && lumbar == 6)
            {
                yield return (null, height, disc, Depths[(int)vertebra], Canals[(int)vertebra]);
            }
        }

        foreach (var (height, disc, depth, canal) in Sacrum)
        {
            yield return (null, height, disc, depth, canal);
        }
    }

    private static double TopOf(Vertebra vertebra) => vertebra == Vertebra.C2 ? 0 : TopOf(vertebra - 1) + (vertebra - 1).HeightMm();

    private void Curve(SeededRandom r)
    {
        var sacrum = Vertebrae.First(v => v.Name == Vertebra.S1).Top;
        var tilt = r.Normal(0, 6);
        // Place along the line and its angle to the vertical in degrees, backwards positive.
        (double S, double Degrees)[] bends =
        [
            (From, r.Normal(4, 8)), (-20, r.Normal(-4, 8)), (15, r.Normal(-8, 8)), (60, r.Normal(2, 8)), (115, r.Normal(20, 8)), (230, r.Normal(2, 6)),
            (sacrum - 190, r.Normal(-14, 7)), (sacrum - 90, r.Normal(-4, 8)), (sacrum - 25, r.Normal(18, 9)), (sacrum + 12, r.Normal(42, 11)),
            (sacrum + 60, r.Normal(38, 10)), (sacrum + 100, r.Normal(5, 12)), (sacrum + 150, r.Normal(-20, 12)), (To, 0),
        ];
        double u = 0, v = From;
        for (var i = 0; i < _line.Length; i++)
        {
            var s = From + i;
            var k = Array.FindLastIndex(bends, b => b.S <= s);
            var (a, b) = (bends[Math.Min(k, bends.Length - 2)], bends[Math.Min(k + 1, bends.Length - 1)]);
            var t = Math.Clamp((s - a.S) / (b.S - a.S), 0, 1);
            t = t * t * (3 - (2 * t));
            var (sin, cos) = Math.SinCos((a.Degrees + ((b.Degrees - a.Degrees) * t) + tilt) * Math.PI / 180);
            _line[i] = (u, v, sin, cos);
            (u, v) = (u + sin, v + cos);
        }
    }

    private (double U, double V, double Sin, double Cos) On(double s)
    {
        var place = Math.Clamp(s - From, 0, _line.Length - 1.001);
        var i = (int)place;
        var t = place - i;
        var (a, b) = (_line[i], _line[i + 1]);
        return (a.U + ((b.U - a.U) * t), a.V + ((b.V - a.V) * t), a.Sin + ((b.Sin - a.Sin) * t), a.Cos + ((b.Cos - a.Cos) * t));
    }
}
