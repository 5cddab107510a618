namespace BilskyWeb.Features.Cases.Worklist;

/// <summary>What the reader wants to see. Kept in the page, never in its address: a search is a patient's name.</summary>
internal sealed record WorklistFilter
{
    public static WorklistFilter Everything { get; } = new();

    /// <summary>Only flagged studies.</summary>
    public bool Flagged { get; init; }

    /// <summary>Only studies that the reader referred.</summary>
    public bool Mine { get; init; }
    public CaseState? State { get; init; }

    /// <summary>Null: all.</summary>
    public ReviewFilter? Review { get; init; }

    /// <summary>Part of a name, patient ID or accession number.</summary>
    public string Search { get; init; } = "";
}

/// <summary>Whether a reviewer has signed.</summary>
public enum ReviewFilter
{
    /// <summary>Graded by the model and signed by nobody.</summary>
    NotReviewed,
    Reviewed,
}

/// <summary>Where a case is.</summary>
public enum CaseState
{
    /// <summary>Images are still arriving.</summary>
    Arriving,
    Submitted,
    InProgress,
    Complete,
    Failed,
    Rejected,
    Cancelled,

    /// <summary>A person must look at its identity first.</summary>
    Held,
}
