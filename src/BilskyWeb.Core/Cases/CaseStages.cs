using System.Collections.Frozen;

namespace BilskyWeb.Core.Cases;

/// <summary>The order of a case's stages: which step a person may make, and which step the program makes when something new is known.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>from</term><description>by hand to</description></listheader>
/// <item><term>new</term><description>needs information, listed, closed</description></item>
/// <item><term>needs information</term><description>listed, closed</description></item>
/// <item><term>listed</term><description>needs information, closed</description></item>
/// <item><term>decided</term><description>needs information, listed, treated, closed</description></item>
/// <item><term>treated</term><description>listed, decided (taken back), closed</description></item>
/// <item><term>closed</term><description>listed</description></item>
/// </list>
/// Nobody moves a case to decided without a decision: signing one does, from every stage but closed.
/// </remarks>
public static class CaseStages
{
    private static readonly FrozenDictionary<CaseStage, CaseStage[]> Steps = new Dictionary<CaseStage, CaseStage[]>
    {
        [CaseStage.New] = [CaseStage.NeedsInformation, CaseStage.Listed, CaseStage.Closed],
        [CaseStage.NeedsInformation] = [CaseStage.Listed, CaseStage.Closed],
        [CaseStage.Listed] = [CaseStage.NeedsInformation, CaseStage.Closed],
        [CaseStage.Decided] = [CaseStage.NeedsInformation, CaseStage.Listed, CaseStage.Treated, CaseStage.Closed],
        [CaseStage.Treated] = [CaseStage.Listed, CaseStage.Decided, CaseStage.Closed],
        [CaseStage.Closed] = [CaseStage.Listed],
    }.ToFrozenDictionary();

    /// <summary>All stages, in their order.</summary>
    public static IReadOnlyList<CaseStage> All { get; } = Enum.GetValues<CaseStage>();

    /// <summary>Where a person may move a case.</summary>
    /// <param name="from">Where it is.</param>
    public static IReadOnlyList<CaseStage> Next(CaseStage from) => Steps[from];

    /// <summary>Whether a person may move a case from one stage to another; not to the one where it is.</summary>
    /// <param name="from">Where it is.</param>
    /// <param name="to">Where it shall go.</param>
    public static bool MayMove(CaseStage from, CaseStage to) => Steps[from].Contains(to);

    /// <summary>Whether a decision may be signed: at every stage but closed, since patients are treated out of hours without ever being listed.</summary>
    /// <param name="stage">Where the case is.</param>
    public static bool MayDecide(CaseStage stage) => stage != CaseStage.Closed;

    /// <summary>Whether a step has to be given words: what is missing, or why the team lets an undecided case go.</summary>
    /// <param name="from">Where it is.</param>
    /// <param name="to">Where it shall go.</param>
    public static bool AsksWhy(CaseStage from, CaseStage to) =>
        to == CaseStage.NeedsInformation || (to == CaseStage.Closed && from is not (CaseStage.Decided or CaseStage.Treated));

    /// <summary>
    /// Where a case goes by itself when it gains a flagged study, or one of its studies turns out worse than the team knew: what was settled
    /// without knowing it goes back on the list. Nothing moves a case the other way without a person.
    /// </summary>
    /// <param name="stage">Where it is.</param>
    public static CaseStage AfterWorseNews(CaseStage stage) => stage >= CaseStage.Decided ? CaseStage.Listed : stage;

    /// <summary>Where a case goes that another one is joined to: an open question of the other one is not settled by this one's answer.</summary>
    /// <param name="stage">Where it is.</param>
    /// <param name="joined">Where the other was.</param>
    public static CaseStage AfterJoining(CaseStage stage, CaseStage joined) => joined < CaseStage.Decided ? AfterWorseNews(stage) : stage;
}
