namespace BilskyWeb.Core.Cases;

/// <summary>How far the team is with a patient's case.</summary>
public enum CaseStage
{
    /// <summary>Opened, by the program or by hand; nobody of the team has taken it up.</summary>
    New,

    /// <summary>Something is missing before it can be discussed: images, a finding, an answer.</summary>
    NeedsInformation,

    /// <summary>To be discussed at the next meeting.</summary>
    Listed,

    /// <summary>A decision is signed.</summary>
    Decided,

    /// <summary>What was decided has been done.</summary>
    Treated,

    /// <summary>The team is through with it.</summary>
    Closed,
}
