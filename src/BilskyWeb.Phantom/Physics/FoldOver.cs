using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Physics;

/// <summary>Fold-over along phase (wrap): with too little oversampling, what lies beyond one edge of the field of view appears at the opposite edge.</summary>
/// <param name="Share">How far beyond each edge, as a share of the field of view.</param>
/// <param name="Gain">How much of its signal is left there by saturation bands and the coil.</param>
internal sealed record FoldOver(double Share, double Gain)
{
    /// <summary>Nearer to the canal's centre than this it hides the canal's contents.</summary>
    private const double HidesMm = 14;

    /// <summary>Five series in a hundred have it.</summary>
    public static FoldOver? Draw(long seed)
    {
        var r = SeededRandom.For(seed, "fold-over");
        return r.Chance(0.05) ? new FoldOver(r.Between(0.1, 0.4), r.Between(0.5, 1)) : null;
    }

    /// <summary>True where what folds in reaches the canal, so that a reader would not grade the slice.</summary>
    /// <param name="centre">The canal's, in pixels.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="spacingMm">Side of a pixel.</param>
    /// <param name="phaseAlongRows">Phase encoding runs along the rows.</param>
    public bool Hides((double X, double Y) centre, int size, double spacingMm, bool phaseAlongRows)
    {
        var place = phaseAlongRows ? centre.X : centre.Y;
        return (Math.Min(place, size - place) - (Share * size)) * spacingMm < HidesMm;
    }

    /// <summary>True where what folds in stands out of the noise over a twentieth of the lines it falls on: nothing does where the body ends within the image.</summary>
    /// <param name="signal">The signal at a place (column, row), which may lie outside the image.</param>
    /// <param name="settings">Of the image.</param>
    public bool Shows(Func<int, int, double> signal, AcquisitionSettings settings)
    {
        const int probes = 24;
        var n = settings.Matrix;
        var lines = (int)Math.Round(Share * n);
        int seen = 0, looked = 0;
        for (var line = 0; line < lines; line += Math.Max(1, lines / 6))
        {
            for (var i = 0; i < probes; i++)
            {
                Look(-1 - line, (int)((i + 0.5) * n / probes), GainOf(line, lines));
                Look(n + line, (int)((i + 0.5) * n / probes), GainOf(line, lines));
            }
        }

        return seen * 20 >= looked && seen > 0;

        void Look(int from, int along, double gain)
        {
            looked++;
            seen += gain * (settings.PhaseAlongRows ? signal(from, along) : signal(along, from)) >= 2 * settings.Noise ? 1 : 0;
        }
    }

    /// <summary>Adds to an image what folds into it.</summary>
    /// <param name="image">n × n, row-major.</param>
    /// <param name="n">Its side.</param>
    /// <param name="phaseAlongRows">Phase encoding runs along the rows.</param>
    /// <param name="signal">The signal at a place (column, row), which may lie outside the image.</param>
    public void AddTo(float[] image, int n, bool phaseAlongRows, Func<int, int, double> signal)
    {
        var lines = (int)Math.Round(Share * n);
        for (var line = 0; line < lines; line++)
        {
            var gain = GainOf(line, lines);
            for (var along = 0; along < n; along++)
            {
                Add(-1 - line, n - 1 - line, along, gain);
                Add(n + line, line, along, gain);
            }
        }

        void Add(int from, int to, int along, double gain)
        {
            var value = phaseAlongRows ? signal(from, along) : signal(along, from);
            image[phaseAlongRows ? (along * n) + to : (to * n) + along] += (float)(gain * value);
        }
    }

    // The outermost lines are those that the oversampling still caught in part.
    private double GainOf(int line, int lines) => Gain * Math.Min(1, (lines - line) / (0.15 * lines));
}
