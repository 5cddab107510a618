using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Features.Grading;

/// <summary>
/// What only the graded images tell about the choice of series: a brain in the same study is an axial T2 stack too, often longer than the
/// spine's, and names do not always say so. It has no spinal canal.
/// </summary>
internal static class StacksWithCanal
{
    /// <summary>A stack with a canal on fewer of its slices shows no spine; the detector finds one on a stray slice of other things.</summary>
    private const double FewestOfSpine = 0.2;

    /// <summary>A stack with a canal on so many goes before others in the headline.</summary>
    private const double MostSlices = 0.5;

    /// <summary>
    /// Puts the stacks that have a canal first, and leaves, with the reason, those that have none beside one that has: unless something says that they show
    /// the spine, they lie between places with a canal, or a person took them, for then a canal that is not seen is a finding.
    /// </summary>
    /// <param name="choices">As chosen before grading.</param>
    /// <param name="images">Every image graded; those of stacks that are left are taken out.</param>
    public static SeriesChoices Settle(SeriesChoices choices, List<ImageGrade> images)
    {
        var stacks = Stacks(choices, images);
        if (stacks.Count < 2 || !stacks.Exists(s => s.Found > 0 && s.Share >= MostSlices))
        {
            return choices;
        }

        var left = new Dictionary<SeriesChoice, SeriesChoice>(ReferenceEqualityComparer.Instance);
        foreach (var stack in stacks.Where(s => s.Share < FewestOfSpine && !s.HasHighGrade && !s.Choice.ByHand && !s.Choice.Series.IsNamedSpine && !LiesWithinSpine(s, stacks)))
        {
            left[stack.Choice] = Leave(stack);
            images.RemoveAll(stack.Images.Contains);
        }

        return choices with
        {
            All = [.. choices.All.Select(choice => left.GetValueOrDefault(choice, choice))],
            Taken = [.. stacks.Where(s => !left.ContainsKey(s.Choice)).OrderBy(s => s.Share >= MostSlices ? 0 : 1).Select(s => s.Choice)],
        };
    }

    /// <summary>
    /// Stacks without a canal for which other images of the same places were left: those were later, or went on for longer. A contrast that no name or tag tells,
    /// as diffusion or fat, shows no canal where T2 does, so the others are tried.
    /// </summary>
    public static IReadOnlyList<SeriesFacts> Blind(SeriesChoices choices, List<ImageGrade> images) =>
    [
        .. Stacks(choices, images).Where(s => s.Share < FewestOfSpine && !s.HasHighGrade && !s.Choice.ByHand).Select(s => s.Choice.Series)
            .Where(blind => blind.Earlier is not null || choices.All.Any(c => !c.Taken && ReferenceEquals(c.ShownBy, blind))),
    ];

    /// <summary>All stacks of the study but those; of one that was acquired twice the images before.</summary>
    public static IReadOnlyList<SeriesFacts> Others(IReadOnlyList<SeriesFacts> series, IReadOnlyList<SeriesFacts> blind) =>
        [.. series.SelectMany(s => blind.FirstOrDefault(b => AreOneStack(b, s)) is not { } found ? [s] : found.Earlier is { } earlier ? new[] { earlier } : [])];

    /// <summary>True when a canal was seen on most slices of a stack that was not taken before: these are the images to be judged.</summary>
    public static bool ShowCanal(SeriesChoices before, SeriesChoices others, List<ImageGrade> images) =>
        Stacks(others, images).Exists(s => s.Found > 0 && s.Share >= MostSlices && !before.Taken.Any(c => ReferenceEquals(c.Series, s.Choice.Series)));

    /// <summary>The other choice, with what was looked at in vain left beside it.</summary>
    public static SeriesChoices Instead(SeriesChoices before, IReadOnlyList<SeriesFacts> blind, SeriesChoices others)
    {
        var swapped = new Dictionary<SeriesChoice, SeriesChoice>(ReferenceEqualityComparer.Instance);
        foreach (var choice in others.Taken.Where(c => blind.Any(b => AreOneStack(b, c.Series))))
        {
            swapped[choice] = choice with
            {
                Reason = $"{choice.OwnReason} {choice.Series.Repeats} other images of the same places are not graded: on the later ones no spinal canal was found.",
            };
        }

        return others with
        {
            Taken = [.. others.Taken.Select(c => swapped.GetValueOrDefault(c, c))],
            All =
            [
                .. before.All.Select(c => others.All.FirstOrDefault(o => AreOneStack(o.Series, c.Series)) is { } now ? swapped.GetValueOrDefault(now, now)
                    : c with
                    {
                        Taken = false,
                        WithoutCanal = true,
                        Reason = $"No spinal canal was found on {c.Series.Slices.Count} slices, and other images of the same places show one, so these do not seem to be T2-weighted images of the spine.",
                    }),
            ],
        };
    }

    private static bool AreOneStack(SeriesFacts a, SeriesFacts b) => a.SeriesInstanceUid == b.SeriesInstanceUid && a.PartName == b.PartName && a.Plane == b.Plane;

    private static List<Stack> Stacks(SeriesChoices choices, List<ImageGrade> images)
    {
        var byImage = images.ToDictionary(i => (i.SeriesInstanceUid, i.SopInstanceUid, i.Frame));
        return [.. choices.Taken.Select(choice => new Stack(choice, [.. choice.Series.Slices.Select(s => byImage.GetValueOrDefault((choice.Series.SeriesInstanceUid, s.SopInstanceUid, s.Frame))).OfType<ImageGrade>()]))];
    }

    /// <summary>True when others show a canal above and below, in the same frame of reference: no brain lies there, and disease hides a canal.</summary>
    private static bool LiesWithinSpine(Stack stack, IEnumerable<Stack> all)
    {
        var own = stack.Images.ConvertAll(i => i.Plane);
        if (own.Count == 0 || own.Exists(plane => plane is null || plane.FrameOfReferenceUid.Length == 0))
        {
            return false;
        }

        var canals = all.Where(other => other != stack && other.Share >= MostSlices).SelectMany(other => other.WithCanal)
            .Select(i => i.Plane).Where(plane => plane?.FrameOfReferenceUid == own[0]!.FrameOfReferenceUid).Select(plane => plane!.Centre.Z).ToList();
        return canals.Count > 0 && own.TrueForAll(plane => plane!.Centre.Z < canals.Max() && plane.Centre.Z > canals.Min());
    }

    private static SeriesChoice Leave(Stack stack) => stack.Choice with
    {
        Taken = false,
        WithoutCanal = true,
        Reason = $"No spinal canal was found on {(stack.Found == 0 ? "any" : $"{stack.Images.Count - stack.Found}")} of its {stack.Images.Count} slices, and another series has one, so it does not seem to show the spine. "
            + "If it does, a reader must read it, or a reviewer can have it graded all the same.",
    };

    private sealed record Stack(SeriesChoice Choice, List<ImageGrade> Images)
    {
        private readonly int _looked = Images.Count(i => i.Placed.Slice.Status != SliceStatus.Excluded);

        /// <summary>Images on which a canal was seen, and not only guessed from its neighbours.</summary>
        public IEnumerable<ImageGrade> WithCanal => Images.Where(i => i.Placed.Slice is { Roi: not null, RoiSource: null or RoiSource.Seen });

        public int Found => WithCanal.Count();

        /// <summary>Of the slices that could be looked at; 1 where none could, for that says nothing of a canal.</summary>
        public double Share => _looked == 0 ? 1 : (double)Found / _looked;

        public bool HasHighGrade => Images.Exists(i => i.Placed.Slice.Grade is { } grade && grade.IsHighGrade());
    }
}
