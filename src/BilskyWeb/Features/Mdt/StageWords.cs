using BilskyWeb.Core.Cases;

namespace BilskyWeb.Features.Mdt;

/// <summary>Stages and history in the team's words.</summary>
internal static class StageWords
{
    public static string Of(CaseStage stage) => stage switch
    {
        CaseStage.New => "New",
        CaseStage.NeedsInformation => "Needs information",
        CaseStage.Listed => "Listed",
        CaseStage.Decided => "Decided",
        CaseStage.Treated => "Treated",
        CaseStage.Closed => "Closed",
    };

    /// <summary>What the stage means, for whoever sees the board for the first time.</summary>
    public static string Meaning(CaseStage stage) => stage switch
    {
        CaseStage.New => "Nobody of the team has taken it up yet.",
        CaseStage.NeedsInformation => "Something is missing before the team can discuss it.",
        CaseStage.Listed => "To be discussed at the next meeting.",
        CaseStage.Decided => "A decision is signed.",
        CaseStage.Treated => "What was decided has been done.",
        CaseStage.Closed => "The team is through with it.",
    };
}
