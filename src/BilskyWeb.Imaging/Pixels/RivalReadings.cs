namespace BilskyWeb.Imaging.Pixels;

/// <summary>
/// Two readings of the same words, of which one drops upper bits that the other counts. Bits that continue the value leave a histogram that runs on
/// over the top of the smaller range: as many pixels just below it as just above. Drawings in unused bits (overlays) leave the dropped reading as
/// smooth at their edge as anywhere, and nothing below the top.
/// </summary>
/// <param name="stated">The reading of the stated bits.</param>
/// <param name="whole">The other one; differs by multiples of the stated range.</param>
/// <param name="isPadding">Pixels that do not count.</param>
/// <param name="columns">Columns of the image.</param>
internal sealed class RivalReadings(int[] stated, int[] whole, bool[] isPadding, int columns)
{
    /// <summary>Neighbours differ by less than this share of a range in a picture; noise over the whole range differs by a third.</summary>
    private const double SmoothShare = 0.2;

    /// <summary>Neighbours that the two readings see differently.</summary>
    public int Witnesses { get; private set; }

    /// <summary>Mean difference of those neighbours as stated.</summary>
    public double StatedJump { get; private set; }

    /// <summary>Mean difference of those neighbours as a whole.</summary>
    public double WholeJump { get; private set; }

    /// <summary>Mean difference of all other neighbours, in which the readings agree.</summary>
    public double PlainJump { get; private set; }

    public RivalReadings Measure()
    {
        var plain = 0;
        for (var i = 0; i < stated.Length; i++)
        {
            Compare(i, i % columns > 0 ? i - 1 : i);
            Compare(i, i >= columns ? i - columns : i);
        }

        (StatedJump, WholeJump, PlainJump) = (StatedJump / Math.Max(1, Witnesses), WholeJump / Math.Max(1, Witnesses), PlainJump / Math.Max(1, plain));
        return this;

        void Compare(int a, int b)
        {
            if (a == b || isPadding[a] || isPadding[b])
            {
                return;
            }

            if (whole[a] - stated[a] == whole[b] - stated[b])
            {
                plain++;
                PlainJump += Math.Abs((double)stated[a] - stated[b]);
                return;
            }

            Witnesses++;
            StatedJump += Math.Abs((double)stated[a] - stated[b]);
            WholeJump += Math.Abs((double)whole[a] - whole[b]);
        }
    }

    /// <summary>True when the histogram runs on over the ends of the stated range.</summary>
    /// <param name="lowest">Lowest value of the stated range.</param>
    /// <param name="range">How many values it has.</param>
    public bool RunsOn(int lowest, int range)
    {
        var band = range / 16;
        var (below, above) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        for (var i = 0; i < stated.Length; i++)
        {
            var (turn, place) = ((whole[i] - stated[i]) / range, stated[i] - lowest);
            if (!isPadding[i] && (place >= range - band || place < band))
            {
                var counts = place < band ? above : below;
                counts[turn] = counts.GetValueOrDefault(turn) + 1;
            }
        }

        var (underTop, overTop) = (0, 0);
        foreach (var turn in below.Keys.Where(turn => above.ContainsKey(turn + 1)))
        {
            underTop += below[turn];
            overTop += above[turn + 1];
        }

        return underTop > 0 && underTop <= 6 * overTop && overTop <= 6 * underTop;
    }

    /// <summary>True when the whole reading is a picture and not noise.</summary>
    public bool WholeIsSmooth() => IsSmooth(whole, whole.Max() - (double)whole.Min());

    /// <summary>True when the stated reading is a picture and not noise.</summary>
    public bool StatedIsSmooth(int range) => IsSmooth(stated, range);

    private bool IsSmooth(int[] values, double range)
    {
        var (sum, count) = (0.0, 0);
        for (var i = 1; i < values.Length; i++)
        {
            if (i % columns > 0 && !isPadding[i] && !isPadding[i - 1])
            {
                sum += Math.Abs((double)values[i] - values[i - 1]);
                count++;
            }
        }

        return sum <= SmoothShare * range * count;
    }
}
