using BilskyWeb.Phantom.Anatomy;
using BilskyWeb.Phantom.Lesions;
using BilskyWeb.Phantom.Physics;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom;

/// <summary>One synthetic spine MRI study: an axial T2W series whose slices are labelled by construction and rendered when asked for.</summary>
public sealed class PhantomStudy
{
    private static readonly double[] PaperMix = [0.36, 0.17, 0.17, 0.12, 0.1, 0.08];
    private static readonly double[] EvenMix = [0.08, 0.14, 0.17, 0.21, 0.2, 0.2];

    private readonly (int First, int End) _motion;
    private SagittalSeries? _sagittal;

    private PhantomStudy(PhantomRequest request)
    {
        Request = request;
        var r = SeededRandom.For(request.Seed, "study");
        Scanner = request.Scanner ?? request.Cohort switch
        {
            PhantomCohort.External => ScannerProfile.External,
            PhantomCohort.Balanced when r.Chance(0.5) => ScannerProfile.AtRandom(r),
            _ => ScannerProfile.Internal[r.Whole(0, 3)],
        };
        Protocol = Scanner.DrawProtocol(r);
        Person = new Person(request.Seed);
        var degeneration = new Degeneration(request.Seed, r.Chance(0.5) ? 0.35 : 0.08);
        var count = r.Whole(20, 40);
        var extent = (count - 1) * Protocol.SpacingMm;
        // Scans of no known make may show the neck as well.
        double top = Person.ZOf(Scanner.IsRandom ? -0.4 : SpineLevels.C7 - 0.4), bottom = Person.ZOf(SpineLevels.L1 + 1.2);
        var first = top - (r.Unit() * Math.Max(0, top - bottom - extent));
        var lesions = DrawLesions(r, degeneration, first, first - extent);
        Volume = new PhantomVolume(Person, degeneration, lesions, DrawMetal(first, first - extent), Confounded ? Syrinx.Draw(request.Seed, Person, first, first - extent) : null);
        FoldOver = Confounded ? FoldOver.Draw(request.Seed) : null;
        if (Confounded && SeededRandom.For(request.Seed, "motion") is var motion && motion.Chance(0.06))
        {
            var from = motion.Whole(0, count - 1);
            _motion = (from, from + motion.Whole(1, 6));
        }

        var loose = Scanner.IsRandom ? 1.8 : 1;
        var tilt = r.Normal(0, 0.08) * loose;
        var turn = r.Normal(0, 0.03) * loose;
        var room = Math.Max((Protocol.FieldOfViewMm / 2) - 26, 0);
        double offsetX = Math.Clamp(r.Normal(0, 6), -room, room), offsetY = Math.Clamp(r.Normal(-6, 8), -room, room);
        var middle = Person.CanalCentre(first - (extent / 2));
        Appearance = new SliceAppearance(Scanner, Protocol, Person, lesions, SeededRandom.For(request.Seed, "appearance"));
        var slices = new PhantomSlice[count];
        for (var i = 0; i < count; i++)
        {
            // Slices of one series share their orientation and lie behind each other along the normal.
            var plane = SlicePlane.Axial(middle.X + offsetX, middle.Y + offsetY, 0, tilt, turn);
            var along = ((count - 1) / 2.0) - i;
            var (nx, ny, nz) = (plane.Normal[0], plane.Normal[1], plane.Normal[2]);
            slices[i] = new PhantomSlice(this, i, plane with
            {
                X = plane.X + (along * Protocol.SpacingMm * nx),
                Y = plane.Y + (along * Protocol.SpacingMm * ny),
                Z = first - (extent / 2) + (along * Protocol.SpacingMm * nz),
            });
        }

        Slices = slices;
    }

    /// <summary>What was asked for.</summary>
    public PhantomRequest Request { get; }

    /// <summary>The simulated scanner.</summary>
    public ScannerProfile Scanner { get; }

    /// <summary>Field of view, thickness, spacing, TR and TE of the axial series.</summary>
    public Protocol Protocol { get; }

    /// <summary>Axial T2W slices from head to foot. Labels are cheap (about a millisecond), pixels are rendered by <see cref="PhantomSlice.Render"/>.</summary>
    public IReadOnlyList<PhantomSlice> Slices { get; }

    /// <summary>The sagittal T2W series of the same spine.</summary>
    public SagittalSeries Sagittal => _sagittal ??= new SagittalSeries(this);

    /// <summary>Age in years.</summary>
    public int Age => Person.Age;

    /// <summary>Sex as in DICOM, F or M.</summary>
    public char Sex => Person.Female ? 'F' : 'M';

    /// <summary>Studies of a site have what sites have; studies made for training don't waste slices on it.</summary>
    private bool Confounded => Request.Cohort != PhantomCohort.Balanced;

    internal Person Person { get; }

    internal PhantomVolume Volume { get; }

    internal SliceAppearance Appearance { get; }

    /// <summary>What folds into the axial images; the sagittal ones are oversampled enough.</summary>
    internal FoldOver? FoldOver { get; }

    /// <summary>Makes the study's geometry (below a millisecond); nothing is rendered yet.</summary>
    public static PhantomStudy Generate(PhantomRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new PhantomStudy(request);
    }

    /// <summary>True where the patient moved.</summary>
    internal bool Spoils(int index) => index >= _motion.First && index < _motion.End;

    private Instrumentation? DrawMetal(double top, double bottom)
    {
        var r = SeededRandom.For(Request.Seed, "metal");
        if (!Confounded || !r.Chance(0.05))
        {
            return null;
        }

        var first = (int)Math.Round(Person.LevelAt(r.Between(bottom, top)));
        return new Instrumentation(Person, first, first + r.Whole(0, 2), r);
    }

    private List<Metastasis> DrawLesions(SeededRandom r, Degeneration degeneration, double top, double bottom)
    {
        var lesions = new List<Metastasis>();
        if (Request.Healthy ?? (Request.LesionDepthMm is null && r.Chance(0.15)))
        {
            return lesions;
        }

        var mix = Request.Cohort == PhantomCohort.Balanced ? EvenMix : PaperMix;
        double highest = Math.Max(Person.LevelAt(top) + 0.6, Scanner.IsRandom ? 0 : SpineLevels.C7), lowest = Math.Min(Person.LevelAt(bottom) - 0.6, Person.ConusLevel - 0.8);
        var wanted = r.Weighted([0.55, 0.3, 0.15]) + 1;
        for (var i = 0; i < wanted; i++)
        {
            var vertebra = (int)Math.Round(r.Between(highest, Math.Max(lowest, highest)));
            // Two masses at one level would be one mass.
            if (lesions.Exists(l => Math.Abs(Person.LevelAt(l.CentreZ) - vertebra) < 2.5))
            {
                continue;
            }

            var origin = (i == 0 ? Request.Origin : null) ?? (LesionOrigin)r.Weighted([0.32, 0.26, 0.14, 0.12, 0.16]);
            var depth = (i == 0 ? Request.LesionDepthMm : null) ?? LesionDepth.Draw(r, mix, origin, Person.CanalScale);
            lesions.Add(new Metastasis(Person, vertebra, depth, (long)SeededRandom.Derive(Request.Seed, "lesion", i), origin));
            degeneration.ClearAround(vertebra);
        }

        return lesions;
    }
}
