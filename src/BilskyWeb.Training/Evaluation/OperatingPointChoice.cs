using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Inference.Grading;
using BilskyWeb.Inference.Models;
using BilskyWeb.Training.Datasets;

namespace BilskyWeb.Training.Evaluation;

/// <summary>
/// Chooses, on validation studies, where high grade is called, when a slice is withheld and what the study rule asks. Each choice follows from a
/// criterion that is fixed here, not from a look at the figures, and none may be made on the studies that a model is tested on.
/// </summary>
/// <param name="card">The grader's card; its own line, margin and nothing else is varied.</param>
internal sealed class OperatingPointChoice(ModelCard card)
{
    /// <summary>A point above the 97.6% that is to hold on other studies: what is chosen looks better where it was chosen.</summary>
    internal const double LeastSensitivity = 0.985;

    /// <summary>A reader is to be asked about three slices of a hundred at most.</summary>
    internal const double MostWithheld = 0.03;

    /// <summary>Studies without high grade that are flagged: below the 0.2 that is to hold on other studies, for the same reason.</summary>
    internal const double MostFalseFlags = 0.15;

    /// <summary>Studies with a high grade that are flagged: a point above the 97% that is to hold on other studies.</summary>
    internal const double LeastStudySensitivity = 0.98;

    private static readonly double[] MissCosts = [1, 1.5, 2, 3, 4, 6, 9, 14, 19, 29, 49];
    private static readonly double[] Margins = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5];
    private static readonly double[] NeighbourProbabilities = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

    // One slice that the model is all but certain of flags a study by itself, whatever its neighbours say.
    private static readonly double[] SingleProbabilities = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98];
    private static readonly int[] NeighbouringSlices = [2, 3];

    private readonly List<Study> _studies = [];

    /// <summary>Adds a study.</summary>
    /// <param name="series">The reference.</param>
    /// <param name="answers">The pipeline's answer per slice, whatever line it was decided by.</param>
    internal void Add(LabelledSeries series, IReadOnlyList<GradedSlice> answers) => _studies.Add(new Study(
        [.. series.Slices.Select(s => s.Exclusion is null ? s.Grade : null)], PipelineFigures.Places(series), [.. series.Slices.Select(s => s.Image.PixelMm)], answers));

    /// <summary>Chooses the line first; then margin and rule together, since a withheld slice does not count for the rule.</summary>
    /// <exception cref="InvalidDataException">The studies lack a high grade, or a study without one.</exception>
    internal OperatingPoint Choose()
    {
        if (!_studies.Exists(s => s.HasHighGrade) || _studies.TrueForAll(s => s.HasHighGrade))
            throw new InvalidDataException("To choose on them, there must be studies with a high grade and studies without one; label more studies.");

        // The cheapest line that misses few enough; the most careful one where none does.
        var lines = MissCosts.Select(c => Line(GradeDecision.ForMissCost(c))).ToList();
        var line = lines.Find(l => l.Sensitivity.Value >= LeastSensitivity) ?? lines[^1];

        var margins = Margins.Select(m => Margin(line.Decision, m)).ToList();
        var rules = margins.Where(m => m == margins[0] || m.Withheld.Value <= MostWithheld).SelectMany(m => Rules(line.Decision, m));

        // Where few enough studies are missed and few enough flagged in vain, what withholds most on the line; of that the fewest false flags, the fewest misses,
        // and what asks most of one slice alone: it holds best where slices are noisier. Where no rule misses few enough, the one that misses fewest.
        var ordered = rules
            .OrderByDescending(r => r.FalselyFlagged.Value <= MostFalseFlags)
            .ThenByDescending(r => r.Flagged.Value >= LeastStudySensitivity ? 1 : r.Flagged.Value)
            .ThenByDescending(r => r.Margin.MinMargin)
            .ThenBy(r => r.FalselyFlagged.Count)
            .ThenByDescending(r => r.Flagged.Count)
            .ThenByDescending(r => r.Settings.SingleSliceProbability)
            .ThenByDescending(r => r.Settings.NeighbourProbability)
            .ToList();
        var rule = ordered[0];
        return new OperatingPoint(line, lines, rule.Margin, margins, rule, ordered.FindAll(r => r.Margin == rule.Margin));
    }

    private static IEnumerable<StudyRuleSettings> Settings() =>
        from neighbours in NeighbouringSlices
        from neighbour in NeighbourProbabilities
        from single in SingleProbabilities
        where single >= neighbour
        select new StudyRuleSettings { NeighbouringSlices = neighbours, NeighbourProbability = neighbour, SingleSliceProbability = single };

    private IEnumerable<RuleCandidate> Rules(GradeDecision decision, MarginCandidate margin)
    {
        var judged = _studies.ConvertAll(s => s with { Answers = Judged(s, decision, margin.MinMargin) });
        return Settings().Select(settings =>
        {
            var rule = new StudyRule(settings);

            // By grade: a rule is not good at finding disease for withholding so much that every study needs a reader.
            var flagged = judged.ToLookup(s => s.HasHighGrade, s => rule.Judge(PipelineFigures.Placed(s.Places, s.Answers)).FlaggedByGrade);
            return new RuleCandidate(
                settings, margin, Share.From(flagged[true].Count(f => f), flagged[true].Count()), Share.From(flagged[false].Count(f => f), flagged[false].Count()));
        });
    }

    private LineCandidate Line(GradeDecision decision)
    {
        var table = ConfusionMatrix.OfGrades();
        foreach (var (reference, answer) in Read(decision, 0).Where(r => r.Answer.Grade is not null))
        {
            table.Add(reference, answer.Grade!.Value);
        }

        return new LineCandidate(decision, table.SplitAtPathwayLine().Sensitivity, table.SplitAtPathwayLine().Specificity);
    }

    private MarginCandidate Margin(GradeDecision decision, double minMargin)
    {
        var read = Read(decision, minMargin).Where(r => r.Answer.Status != SliceStatus.NoCanal).ToList();
        var graded = read.FindAll(r => r.Answer.Status == SliceStatus.Graded);
        return new MarginCandidate(
            minMargin,
            Share.From(read.Count - graded.Count, read.Count),
            Share.From(graded.Count(r => r.Reference.IsHighGrade() == r.Answer.Grade!.Value.IsHighGrade()), graded.Count));
    }

    // Every slice that has a reference.
    private IEnumerable<(BilskyGrade Reference, GradedSlice Answer)> Read(GradeDecision decision, double minMargin) =>
        _studies.SelectMany(s => Judged(s, decision, minMargin).Zip(s.References)).Where(p => p.Second is not null).Select(p => (p.Second!.Value, p.First));

    // The network's numbers are the same at every line; what is made of them is not.
    private GradedSlice[] Judged(Study study, GradeDecision decision, double minMargin)
    {
        var judge = new SliceJudge(card with { Decision = decision, Abstain = card.Abstain with { MinMargin = minMargin } });
        return [.. study.Answers.Zip(study.PixelMm, (a, pixelMm) => a is { Roi: { } roi, Probabilities.Length: BilskyGrades.Count } ? judge.Judge(roi, pixelMm, a.Distances, a.Probabilities) : a)];
    }

    private sealed record Study(IReadOnlyList<BilskyGrade?> References, IReadOnlyList<double?> Places, IReadOnlyList<double> PixelMm, IReadOnlyList<GradedSlice> Answers)
    {
        internal bool HasHighGrade => References.Any(g => g?.IsHighGrade() == true);
    }
}
