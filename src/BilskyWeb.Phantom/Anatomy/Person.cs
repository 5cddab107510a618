using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Anatomy;

/// <summary>One synthetic person: sizes, curves of the spine and habitus. Coordinates in millimetres: x to the patient's left, y posterior, z up; z = 0 at mid-T6.</summary>
internal sealed class Person
{
    private readonly double[] _tops;
    private readonly double[] _heights;
    private readonly double[] _discs;
    private readonly double _kyphosis;
    private readonly double _scoliosis;
    private readonly double _scoliosisWave;
    private readonly double _scoliosisPhase;

    public Person(long seed)
    {
        Seed = seed;
        var r = SeededRandom.For(seed, "person");
        Female = r.Chance(0.5);
        Age = (int)Math.Clamp(r.Normal(62, 12), 25, 92);
        Scale = r.Normal(Female ? 0.96 : 1.03, 0.035);
        CanalScale = Scale * r.Normal(1, 0.05);
        SacScale = Math.Min(CanalScale * 1.12, Scale * r.Normal(1, 0.08));
        CordScale = Scale * r.Normal(1, 0.07);
        CordLateral = r.Normal(0, 0.8);
        CordVentral = r.Normal(0, 1.2);
        BodyDepthScale = r.Normal(1, 0.05);
        Taper = r.Normal(1, 0.25);
        FatMm = Math.Clamp(r.Normal(16, 9), 4, 42);
        TrunkScale = r.Normal(1, 0.05) + ((FatMm - 16) * 0.002);
        MuscleScale = r.Normal(1, 0.1);
        LungScale = r.Normal(1, 0.06);
        LaminaThickness = r.Normal(5.6, 0.6);
        FlavumMm = r.Normal(2.6, 0.4);
        DuralFatMm = r.Between(0, 1);
        FlowVoid = r.Chance(0.45) ? r.Between(0.15, 0.8) : r.Between(0, 0.15);
        MarrowFat = Math.Clamp(r.Normal(0.45 + ((Age - 60) * 0.004), 0.12), 0.1, 0.85);
        MuscleFat = Math.Clamp(r.Normal(0.12 + ((Age - 60) * 0.003), 0.08), 0.01, 0.5);
        AortaRadius = r.Normal(11.5, 1.3);
        ConusLevel = SpineLevels.L1 + Math.Clamp(r.Normal(0.2, 0.45), -1, 1.8);
        _kyphosis = r.Normal(15, 6);
        _scoliosis = r.Chance(0.2) ? r.Between(4, 16) : r.Between(0, 4);
        _scoliosisWave = r.Between(180, 320);
        _scoliosisPhase = r.Between(0, 2 * Math.PI);
        _heights = new double[SpineLevels.Height.Length];
        _discs = new double[_heights.Length];
        _tops = new double[_heights.Length + 1];
        for (var i = 0; i < _heights.Length; i++)
        {
            _heights[i] = SpineLevels.Height[i] * Scale * r.Normal(1, 0.02);
            _discs[i] = SpineLevels.DiscHeight[i] * Scale * r.Normal(1 - ((Age - 60) * 0.004), 0.12);
            _tops[i + 1] = _tops[i] - _heights[i];
        }

        var middle = _tops[8] - (_heights[8] / 2);
        for (var i = 0; i < _tops.Length; i++)
        {
            _tops[i] -= middle;
        }

        ConusZ = ZOf(ConusLevel);
        TextureShift = r.Between(0, 32);
        if (r.Chance(0.04))
        {
            // Epidural lipomatosis: fat takes the sac's room.
            Lipomatosis = true;
            SacScale *= 0.86;
            DuralFatMm = 2;
        }
    }

    public long Seed { get; }
    public bool Female { get; }
    public int Age { get; }
    public double Scale { get; }
    public double CanalScale { get; }
    public double SacScale { get; }
    public double CordScale { get; }
    public double CordLateral { get; }
    public double CordVentral { get; }
    public double BodyDepthScale { get; }
    public double Taper { get; }
    public double FatMm { get; }
    public double TrunkScale { get; }
    public double MuscleScale { get; }
    public double LungScale { get; }
    public double LaminaThickness { get; }
    public double FlavumMm { get; }
    public double DuralFatMm { get; }
    public bool Lipomatosis { get; }

    /// <summary>Strength of CSF flow's dark streaks, 0 to 0.8.</summary>
    public double FlowVoid { get; }
    public double MarrowFat { get; }
    public double MuscleFat { get; }
    public double AortaRadius { get; }
    public double ConusLevel { get; }

    /// <summary>Height of the tip of the cord.</summary>
    public double ConusZ { get; }
    public double TextureShift { get; }

    /// <summary>Vertebra that owns a height: its index, and where in it (0 at its top, 1 at the bottom of the disc below), and sizes.</summary>
    public (int Index, double DepthMm, double HeightMm, double DiscMm) VertebraAt(double z)
    {
        var index = Math.Clamp(Array.FindLastIndex(_tops, top => top >= z), 0, _heights.Length - 1);
        var depth = _tops[index] - z;
        if (depth < 0 || depth > _heights[index])
        {
            // Beyond C5 and L5 the last vertebra repeats, so that no plane is without a spine.
            depth -= Math.Floor(depth / _heights[index]) * _heights[index];
        }

        return (index, depth, _heights[index], _discs[index]);
    }

    /// <summary>Level coordinate of a height: whole at the middle of a vertebra with its disc.</summary>
    public double LevelAt(double z)
    {
        var (index, depth, height, _) = VertebraAt(z);
        return index + (depth / height) - 0.5;
    }

    /// <summary>Height of a level coordinate.</summary>
    public double ZOf(double level)
    {
        var shifted = level + 0.5;
        var index = Math.Clamp((int)Math.Floor(shifted), 0, _heights.Length - 1);
        return _tops[index] - ((shifted - index) * _heights[index]);
    }

    /// <summary>Centre of the bony canal at a height and the axial rotation there in radians.</summary>
    public (double X, double Y, double Rotation) CanalCentre(double z)
    {
        var wave = (2 * Math.PI * z / _scoliosisWave) + _scoliosisPhase;
        var x = _scoliosis * Math.Sin(wave);
        var y = _kyphosis * Math.Cos(2 * Math.PI * z / 430);
        return (x, y, 0.012 * _scoliosis * Math.Sin(wave + 0.4));
    }
}
