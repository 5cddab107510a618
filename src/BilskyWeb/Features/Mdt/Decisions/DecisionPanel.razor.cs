using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Mdt.Notes;
using BilskyWeb.Shell;
using Microsoft.AspNetCore.Components;

namespace BilskyWeb.Features.Mdt.Decisions;

/// <summary>The decisions of a case, and the form in which the next one is signed. What was typed outlives every refusal.</summary>
public sealed partial class DecisionPanel
{
    private Draft? _draft;
    private string? _problem;

    /// <summary>The case.</summary>
    [Parameter, EditorRequired]
    public Guid CaseId { get; set; }

    /// <summary>Where it is.</summary>
    [Parameter, EditorRequired]
    public CaseStage Stage { get; set; }

    /// <summary>All versions, the one that counts first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<CaseDecision> Decisions { get; set; } = [];

    /// <summary>The studies on the page with the grade that counts.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<Guid, BilskyGrade?> Studies { get; set; } = new Dictionary<Guid, BilskyGrade?>();

    /// <summary>Names of those who referred one of the studies: they read what is decided.</summary>
    [Parameter]
    public IReadOnlyList<string> ReadBy { get; set; } = [];

    /// <summary>Everybody with an account.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Member> Members { get; set; } = [];

    [CascadingParameter(Name = ReaderZone.Name)]
    private TimeZoneInfo? Readers { get; set; }

    private TimeZoneInfo Zone => Readers ?? Clock.LocalTimeZone;

    private int Later => Decisions.Count == 0 ? 0 : Studies.Keys.Count(s => !Decisions[0].StudyIds.Contains(s));

    private int NewestVersion => Decisions.Where(d => d.CaseId == CaseId).Select(d => d.Version).DefaultIfEmpty().Max();

    private async Task BeginAsync()
    {
        var actor = await Actors.GetAsync();
        _problem = null;
        _draft = new Draft { Id = Guid.CreateVersion7(), BasedOn = NewestVersion, Seen = Studies };
        _draft.Agree(actor.DisplayName, agrees: true);
        if (Decisions is [var counts, ..])
        {
            (_draft.Choice, _draft.Rationale, _draft.Advice) = (counts.Choice, counts.Rationale, counts.Advice);
        }
    }

    private async Task SignAsync()
    {
        if (_draft is not { } draft)
        {
            return;
        }

        var names = draft.Agreed.Concat((draft.Others ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var signed = await Sign.HandleAsync(
            await Actors.GetAsync(), CaseId, new NewDecision(draft.Id, draft.BasedOn, draft.Seen, draft.Choice, draft.Rationale, draft.Advice, [.. names], draft.WhyChanged), CancellationToken.None);
        _problem = signed.Error?.Message;
        switch (signed.Error)
        {
            case null:
                _draft = null;
                break;
            case DecidedMeanwhile meanwhile:
                draft.BasedOn = meanwhile.Signed.Version;
                break;
            case CaseChangedMeanwhile:
                draft.Seen = Studies;
                break;
        }
    }

    private sealed class Draft
    {
        public required Guid Id { get; init; }

        public int BasedOn { get; set; }

        public required IReadOnlyDictionary<Guid, BilskyGrade?> Seen { get; set; }

        public CaseChoice? Choice { get; set; }

        public string? Rationale { get; set; }

        public string? Advice { get; set; }

        public SortedSet<string> Agreed { get; } = new(StringComparer.Ordinal);

        public string? Others { get; set; }

        public string? WhyChanged { get; set; }

        public void Agree(string name, bool agrees) => _ = agrees ? Agreed.Add(name) : Agreed.Remove(name);
    }
}
