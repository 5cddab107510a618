using BilskyWeb.Phantom.Lesions;
using BilskyWeb.Phantom.Physics;

namespace BilskyWeb.Phantom.Anatomy;

/// <summary>One person's spine with its lesions, from which any plane can be cut.</summary>
internal sealed class PhantomVolume(Person person, Degeneration degeneration, IReadOnlyList<Metastasis> lesions, Instrumentation? metal = null, Syrinx? syrinx = null)
{
    /// <summary>Sections are made every half millimetre: below what a slice of 3 mm can show.</summary>
    private const double StepMm = 0.5;

    public Person Person { get; } = person;

    public IReadOnlyList<Metastasis> Lesions { get; } = lesions;

    public Instrumentation? Metal { get; } = metal;

    public Syrinx? Syrinx { get; } = syrinx;

    public SpineSection SectionAt(double z) => new(Person, degeneration, Lesions, z) { Metal = Metal, Syrinx = Syrinx };

    /// <summary>The sections a plane can touch, made when first asked for. Not for use by several threads.</summary>
    public SectionStack Within(SlicePlane plane, double fieldOfViewMm, double thicknessMm)
    {
        var reach = (fieldOfViewMm / 2 * (Math.Abs(plane.Row[2]) + Math.Abs(plane.Column[2]))) + thicknessMm + 1;
        return new SectionStack(this, plane.Z - reach, plane.Z + reach);
    }

    internal sealed class SectionStack(PhantomVolume volume, double low, double high)
    {
        private readonly SpineSection?[] _sections = new SpineSection?[(int)((high - low) / StepMm) + 2];

        public SpineSection At(double z)
        {
            var index = Math.Clamp((int)((z - low) / StepMm), 0, _sections.Length - 1);
            return _sections[index] ??= volume.SectionAt(low + ((index + 0.5) * StepMm));
        }
    }
}
