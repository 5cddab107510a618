using System.Globalization;
using System.Text.Json.Nodes;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Training.Datasets;

namespace BilskyWeb.Training.Evaluation;

/// <summary>What the whole pipeline made of whole studies: canals found, slices graded, studies flagged.</summary>
/// <param name="decision">How the grader decides; at even odds where its card is silent.</param>
/// <param name="rule">The study rule; the default one when null.</param>
internal sealed class PipelineFigures(GradeDecision? decision, StudyRule? rule = null)
{
    private const string Model = "model";

    // Phantom slices come without a position.
    private const double PhantomStepMm = 4;

    private readonly ConfusionMatrix _graded = ConfusionMatrix.OfGrades();
    private readonly ConfusionMatrix _all = ConfusionMatrix.OfGrades();
    private readonly List<double> _errorsMm = [];
    private readonly ReadTable _reads = new(["reference", Model], withProbabilities: [Model]);
    private readonly List<(double Sureness, bool Right)> _sides = [];
    private readonly StudyRule _rule = rule ?? new();
    private readonly GradeDecision _decision = decision ?? GradeDecision.EvenOdds;
    private int _studies, _canals, _found, _withoutCanal, _falseCanals, _beside, _foundBeside, _abstained, _gradable;
    private int _highStudies, _highFlagged, _highByGrade, _lowStudies, _lowFlagged, _lowByGrade, _cleanStudies, _cleanFlagged, _needReader;

    /// <summary>Adds a study.</summary>
    /// <param name="series">The reference.</param>
    /// <param name="answers">The pipeline's answer per slice.</param>
    internal void Add(LabelledSeries series, IReadOnlyList<GradedSlice> answers)
    {
        for (var i = 0; i < answers.Count; i++)
        {
            AddCanal(series.Slices[i], answers[i]);
            if (series.Slices[i] is { Grade: { } reference, Exclusion: null })
                AddGrade(reference, answers[i]);
        }

        _studies++;

        var verdict = _rule.Judge(Placed(Places(series), answers));
        var (flagged, byGrade) = (verdict.Flagged, verdict.FlaggedByGrade);
        _needReader += verdict.NeedsReader ? 1 : 0;
        var grades = series.Slices.Where(s => s is { Grade: not null, Exclusion: null }).Select(s => s.Grade!.Value).ToArray();
        if (grades.Any(g => g.IsHighGrade()))
        {
            _highStudies++;
            _highFlagged += flagged ? 1 : 0;
            _highByGrade += byGrade ? 1 : 0;
        }
        else
        {
            _lowStudies++;
            _lowFlagged += flagged ? 1 : 0;
            _lowByGrade += byGrade ? 1 : 0;
            if (grades.All(g => g == BilskyGrade.Grade0))
            {
                _cleanStudies++;
                _cleanFlagged += flagged ? 1 : 0;
            }
        }
    }

    /// <summary>Adds views that hold no canal, the spine being out of view (<see cref="BesideSpine"/>).</summary>
    /// <param name="regions">The detector's answer per view.</param>
    internal void AddBeside(IReadOnlyList<RegionOfInterest?> regions)
    {
        _beside += regions.Count;
        _foundBeside += regions.Count(r => r is not null);
    }

    /// <summary>What the study rule is to judge: slices that a reader excludes are left out, as in the paper.</summary>
    internal static PlacedSlice[] Placed(IReadOnlyList<double?> places, IReadOnlyList<GradedSlice> answers) =>
        [.. answers.Zip(places).Where(p => p.Second is not null).Select(p => new PlacedSlice(p.Second!.Value, p.First))];

    /// <summary>Where each slice lies, in millimetres, larger towards the head; null where a reader excludes it.</summary>
    internal static double?[] Places(LabelledSeries series) =>
        [.. series.Slices.Select((s, i) => s.Exclusion is null ? s.PositionMm ?? (-PhantomStepMm * i) : (double?)null)];

    /// <summary>The model as a reader of every slice that has a reference: also what it withheld counts, by the grade it leans to; a canal not found is a slice not read.</summary>
    internal AgreementAnalysis Agreement() => AgreementAnalysis.Of(_reads, reference: 0);

    /// <summary>How often the side of the pathway line is right on the slices the model is surest of.</summary>
    internal IReadOnlyList<SelectiveAccuracy> Selective() => SelectiveAccuracy.Of(_sides);

    internal JsonObject RoiJson()
    {
        _errorsMm.Sort();
        return new JsonObject
        {
            ["canalsFound"] = CardWriter.ToJson(Share.From(_found, _canals)),
            ["within3Mm"] = CardWriter.ToJson(Share.From(_errorsMm.Count(e => e <= 3), _canals)),
            ["within5Mm"] = CardWriter.ToJson(Share.From(_errorsMm.Count(e => e <= 5), _canals)),
            ["medianErrorMm"] = CardWriter.Rounded(_errorsMm.Count > 0 ? _errorsMm[_errorsMm.Count / 2] : null),
            ["foundWhereThereIsNone"] = CardWriter.ToJson(Share.From(_falseCanals, _withoutCanal)),
            ["foundBesideTheSpine"] = CardWriter.ToJson(Share.From(_foundBeside, _beside)),
        };
    }

    internal JsonObject GraderJson()
    {
        var json = CardWriter.ToJson(_graded);
        json["abstained"] = CardWriter.ToJson(Share.From(_abstained, _gradable));
        json["sensitivityHighGradeWithAbstained"] = CardWriter.ToJson(_all.SplitAtPathwayLine().Sensitivity);
        json["specificityLowGradeWithAbstained"] = CardWriter.ToJson(_all.SplitAtPathwayLine().Specificity);
        var model = Agreement().Readers[0];
        json["gwetAc1LowHighWithAbstained"] = CardWriter.ToJson(model.Dichotomous.Coefficients.GwetAc1);
        json["gwetAc2QuadraticSixGradesWithAbstained"] = CardWriter.ToJson(model.SixClass!.Coefficients.GwetAc2Quadratic);
        json["highGradeFrom"] = CardWriter.Rounded(_decision.HighGradeFrom);
        json["calibrationErrorHighGrade"] = CardWriter.Rounded(model.Calibration!.ExpectedError);
        foreach (var selective in Selective())
        {
            json[string.Create(CultureInfo.InvariantCulture, $"rightSideOnSurest{selective.KeptPercent}Percent")] = CardWriter.ToJson(selective.Right);
        }

        json["studyRule"] = $"{StudyRule.Name} {_rule.Version}";
        json["studiesWithHighGradeFlagged"] = CardWriter.ToJson(Share.From(_highFlagged, _highStudies));
        json["studiesWithoutHighGradeFlagged"] = CardWriter.ToJson(Share.From(_lowFlagged, _lowStudies));
        json["studiesWithHighGradeFlaggedByGrade"] = CardWriter.ToJson(Share.From(_highByGrade, _highStudies));
        json["studiesWithoutHighGradeFlaggedByGrade"] = CardWriter.ToJson(Share.From(_lowByGrade, _lowStudies));
        json["studiesThatNeedAReader"] = CardWriter.ToJson(Share.From(_needReader, _studies));
        json["studiesWithoutEpiduralDiseaseFlagged"] = CardWriter.ToJson(Share.From(_cleanFlagged, _cleanStudies));
        return json;
    }

    private void AddCanal(LabelledSlice slice, GradedSlice answer)
    {
        if (!slice.CanalIsKnown)
            return;
        if (slice.Canal is not { } canal)
        {
            _withoutCanal++;
            _falseCanals += answer.Roi is null ? 0 : 1;
            return;
        }

        _canals++;
        if (answer.Roi is { } roi)
        {
            _found++;
            _errorsMm.Add(double.Hypot((roi.CentreX - canal.X) * slice.Image.ColumnSpacingMm, (roi.CentreY - canal.Y) * slice.Image.RowSpacingMm));
        }
    }

    private void AddGrade(BilskyGrade reference, GradedSlice answer)
    {
        _gradable++;
        if (answer.Grade is not { } grade)
        {
            // Nothing said counts against the model: on the card "abstained" holds it, as "no canal" does not exist for a reader.
            _abstained++;
            _reads.Add([(byte)reference, ReadTable.NotRead], _studies);
            return;
        }

        _all.Add(reference, grade);
        _reads.Add([(byte)reference, (byte)grade], _studies, [double.NaN, answer.HighGradeProbability]);
        _sides.Add((_decision.Margin(answer.HighGradeProbability), grade.IsHighGrade() == reference.IsHighGrade()));
        if (answer.Status == SliceStatus.Graded)
            _graded.Add(reference, grade);
        else
            _abstained++;
    }
}
