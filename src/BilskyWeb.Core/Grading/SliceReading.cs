namespace BilskyWeb.Core.Grading;

/// <summary>Why a person leaves a slice out of grading: the exclusions of Hallinan et al. 2022.</summary>
public enum ExclusionReason
{
    /// <summary>Metal hides the canal.</summary>
    Instrumentation,

    /// <summary>Motion or CSF flow artefact.</summary>
    Quality,

    /// <summary>Outside C7-T1 to the conus.</summary>
    Region,

    /// <summary>The canal is narrowed by degeneration, not by tumour.</summary>
    Degenerative,
}

/// <summary>What a person says of a slice: a grade, or why it is not to be graded.</summary>
public readonly record struct SliceReading
{
    private SliceReading(BilskyGrade? grade, ExclusionReason? exclusion) => (Grade, Exclusion) = (grade, exclusion);

    public BilskyGrade? Grade { get; }
    public ExclusionReason? Exclusion { get; }

    public static SliceReading Of(BilskyGrade grade) => new(grade, null);

    public static SliceReading Of(ExclusionReason exclusion) => new(null, exclusion);

    /// <summary>The slice as the study rule sees it: a person's word is certain, whatever the model's probabilities were.</summary>
    public PlacedSlice Over(PlacedSlice model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Grade is not { } grade)
        {
            return model with { Slice = model.Slice with { Status = SliceStatus.Excluded, Reason = Exclusion.ToString(), Grade = null, Probabilities = [], Distances = [], ByPerson = true } };
        }

        var certain = new double[BilskyGrades.Count];
        certain[(int)grade] = 1;
        return model with { Slice = model.Slice with { Status = SliceStatus.Graded, Reason = null, Grade = grade, Probabilities = certain, Distances = [], RoiSource = null, ByPerson = true } };
    }
}
