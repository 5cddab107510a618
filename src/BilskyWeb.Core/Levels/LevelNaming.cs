namespace BilskyWeb.Core.Levels;

/// <summary>A vertebra that a reader has fixed.</summary>
/// <param name="Vertebra">Which one.</param>
/// <param name="AlongMm">The middle of its body, in millimetres along the spine towards the feet.</param>
/// <param name="SdMm">How well the place is known: <see cref="OnSagittalSdMm"/> or <see cref="OnAxialSdMm"/>.</param>
public sealed record FixedLevel(Vertebra Vertebra, double AlongMm, double SdMm)
{
    /// <summary>On a sagittal image the middle of a body is seen.</summary>
    public const double OnSagittalSdMm = 2.5;

    /// <summary>On an axial slice only that it passes through the body.</summary>
    public const double OnAxialSdMm = 5;
}

/// <summary>The name of a place on the spine.</summary>
/// <param name="Text">T7, or T7-8 at the disc.</param>
/// <param name="Vertebra">The vertebra, or the one above the disc.</param>
/// <param name="Confidence">Probability, in [0, 1], that the name is not a level off.</param>
public sealed record LevelName(string Text, Vertebra Vertebra, double Confidence)
{
    /// <summary>Below this the name is as likely wrong as right, and none is given.</summary>
    public const double LeastConfidence = 0.5;
}

/// <summary>
/// Names places along the spine from one or more fixed vertebrae: between two by proportion, beyond them by the mean spine, scaled as far
/// as the fixed ones can tell this person's scale.
/// </summary>
/// <remarks>
/// Model: a person's spine is the mean one times a scale (mean 1, standard deviation 0.07) plus a random walk of single heights. From that follow
/// the scale given the pins, and the standard deviation of a place, which grows with the distance from the pins. All pins are believed up to their own
/// standard deviation; contradictions are refused, not averaged.
/// </remarks>
public sealed class LevelNaming
{
    private const double ScaleSd = 0.07;

    /// <summary>Variance of the random walk, mm² per mm: about 1 mm for each vertebra.</summary>
    private const double WalkVariance = 0.05;

    private const double SmallestScale = 0.7;
    private const double LargestScale = 1.4;

    private readonly FixedLevel[] _pins;
    private readonly double _scale;
    private readonly double _scaleVariance;

    private LevelNaming(FixedLevel[] pins)
    {
        _pins = pins;
        (_scale, _scaleVariance) = (1, ScaleSd * ScaleSd);
        if (pins.Length > 1)
        {
            var mean = pins[^1].Vertebra.CentreMm() - pins[0].Vertebra.CentreMm();
            var measured = (pins[^1].AlongMm - pins[0].AlongMm) / mean;
            var variance = ((Square(pins[0].SdMm) + Square(pins[^1].SdMm)) / (mean * mean)) + (WalkVariance / mean);

            // Two neighbouring pins tell little about the scale: weighed against what persons are like.
            var weight = _scaleVariance / (_scaleVariance + variance);
            _scale = 1 + (weight * (measured - 1));
            _scaleVariance *= 1 - weight;
        }
    }

    /// <summary>Height of this person's vertebrae as a multiple of the mean spine's.</summary>
    public double Scale => _scale;

    /// <summary>Makes the naming.</summary>
    /// <param name="pins">In any order; one of each vertebra.</param>
    /// <returns>The naming; <see cref="NoPins"/>, <see cref="PinsOutOfOrder"/> or <see cref="PinsImplausible"/>.</returns>
    public static Result<LevelNaming> From(IReadOnlyList<FixedLevel> pins)
    {
        ArgumentNullException.ThrowIfNull(pins);
        if (pins.Count == 0)
        {
            return new NoPins();
        }

        var ordered = pins.OrderBy(p => p.AlongMm).ThenBy(p => p.Vertebra).ToArray();
        for (var i = 1; i < ordered.Length; i++)
        {
            var (upper, lower) = (ordered[i - 1], ordered[i]);
            if (upper.Vertebra >= lower.Vertebra)
            {
                return new PinsOutOfOrder(upper.Vertebra, lower.Vertebra);
            }

            var mean = lower.Vertebra.CentreMm() - upper.Vertebra.CentreMm();
            var apart = lower.AlongMm - upper.AlongMm;

            // What the pins themselves leave open is no contradiction.
            var slack = 2 * Math.Sqrt(Square(upper.SdMm) + Square(lower.SdMm));
            if (apart + slack < mean * SmallestScale || apart - slack > mean * LargestScale)
            {
                var count = lower.Vertebra - upper.Vertebra;
                return new PinsImplausible(upper.Vertebra, lower.Vertebra, apart / count, mean / count);
            }
        }

        return new LevelNaming(ordered);
    }

    /// <summary>The name of a place; null beyond the named spine and where it would be a guess.</summary>
    public LevelName? At(double alongMm)
    {
        if (Vertebrae.At(MeanSpineMm(alongMm)) is not var (vertebra, disc))
        {
            return null;
        }

        var half = vertebra.HeightMm() * _scale / 2;
        var confidence = ShareWithin(half / Math.Sqrt(Variance(alongMm)));
        return confidence < LevelName.LeastConfidence ? null : new LevelName(Vertebrae.Text(vertebra, disc), vertebra, confidence);
    }

    /// <summary>Where the middle of a vertebra's body is expected.</summary>
    public double AlongMmOf(Vertebra vertebra)
    {
        var mean = vertebra.CentreMm();
        var below = Array.FindIndex(_pins, p => p.Vertebra >= vertebra);
        if (below > 0)
        {
            var (upper, lower) = (_pins[below - 1], _pins[below]);
            var share = (mean - upper.Vertebra.CentreMm()) / (lower.Vertebra.CentreMm() - upper.Vertebra.CentreMm());
            return upper.AlongMm + (share * (lower.AlongMm - upper.AlongMm));
        }

        var end = below == 0 ? _pins[0] : _pins[^1];
        return end.AlongMm + ((mean - end.Vertebra.CentreMm()) * _scale);
    }

    /// <summary>The place of the mean spine that lies at a place of this one.</summary>
    private double MeanSpineMm(double alongMm)
    {
        var below = Array.FindIndex(_pins, p => p.AlongMm >= alongMm);
        if (below > 0)
        {
            var (upper, lower) = (_pins[below - 1], _pins[below]);
            var share = (alongMm - upper.AlongMm) / (lower.AlongMm - upper.AlongMm);
            return upper.Vertebra.CentreMm() + (share * (lower.Vertebra.CentreMm() - upper.Vertebra.CentreMm()));
        }

        var end = below == 0 ? _pins[0] : _pins[^1];
        return end.Vertebra.CentreMm() + ((alongMm - end.AlongMm) / _scale);
    }

    private double Variance(double alongMm)
    {
        var below = Array.FindIndex(_pins, p => p.AlongMm >= alongMm);
        if (below > 0)
        {
            // A random walk that is held at both ends.
            var (upper, lower) = (_pins[below - 1], _pins[below]);
            var share = (alongMm - upper.AlongMm) / (lower.AlongMm - upper.AlongMm);
            var walk = WalkVariance * share * (1 - share) * (lower.AlongMm - upper.AlongMm);
            return (Square((1 - share) * upper.SdMm)) + Square(share * lower.SdMm) + walk;
        }

        var end = below == 0 ? _pins[0] : _pins[^1];
        var away = Math.Abs(alongMm - end.AlongMm);
        return Square(end.SdMm) + (_scaleVariance * away * away) + (WalkVariance * away);
    }

    private static double Square(double value) => value * value;

    /// <summary>Share of a normal distribution within ±<paramref name="sds"/> standard deviations (Abramowitz and Stegun 7.1.26, error below 2e-7).</summary>
    private static double ShareWithin(double sds)
    {
        var x = sds / Math.Sqrt(2);
        var t = 1 / (1 + (0.3275911 * x));
        var polynomial = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
        return 1 - (polynomial * Math.Exp(-x * x));
    }
}
