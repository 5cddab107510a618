using BilskyWeb.Clinical;
using BilskyWeb.Core;
using BilskyWeb.Core.Cases;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Mdt.Decisions;
using BilskyWeb.Features.Mdt.Notes;
using BilskyWeb.Features.Mdt.OnCall;
using BilskyWeb.Platform.Live;
using Microsoft.AspNetCore.Components;

namespace BilskyWeb.Features.Mdt.CasePages;

/// <summary>One case: its studies with key images, where it stands, and all that happened to it.</summary>
public sealed partial class CasePage
{
    private CaseView? _view;
    private IReadOnlyList<CaseDecision> _decisions = [];
    private CaseNotes _notes = new([], [], []);
    private IReadOnlyList<Circulation> _circulations = [];
    private IReadOnlyList<OnCallPerson> _onCall = [];
    private Comparison? _compared;
    private Guid _shown;
    private Error? _failure;
    private string? _problem;
    private CaseStage? _asked;
    private int? _joinTo;
    private string? _joinWhy;

    /// <summary>The case.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private MdtCase? Newest => _view?.Studies.Select(s => s.Card).FirstOrDefault();

    private DateOnly Today => DateOnly.FromDateTime(Time.GetLocalNow().DateTime);

    protected override async Task OnInitializedAsync()
    {
        RefreshOn(LiveTopic.Case, update => update.Concerns(Id));
        RefreshOn(LiveTopic.OnCall);
        RefreshOn(LiveTopic.Study);
        RefreshOn(LiveTopic.Grading, Shows);
        RefreshOn(LiveTopic.Review, Shows);
        await ReadFirstAsync(restored: false);
    }

    // A link to another case leads to the same page.
    protected override void OnParametersSet()
    {
        if (_shown != Guid.Empty && _shown != Id)
        {
            (_view, _failure, _problem, _asked) = (null, null, null, null);
            RequestRefresh();
        }

        _shown = Id;
    }

    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var actor = await Actors.GetAsync();
        var shown = await Show.HandleAsync(actor, Id, cancellationToken);
        if (shown.IsOk)
        {
            (_decisions, _notes) = (await Decisions.OfCaseAsync(Id, cancellationToken), await Notes.HandleAsync(Id, cancellationToken));
            (_circulations, _onCall) = (await Circulations.HandleAsync(Id, cancellationToken), await Shifts.NowAsync(cancellationToken));
            _compared = await CompareAsync(shown.Value, cancellationToken);
            if (RendererInfo.IsInteractive)
            {
                await Notices.OfCasesAsync(actor, shown.Value.Cases, cancellationToken);
            }

            if (_notes.Comments.Any(c => c.Mentions.Exists(m => m.UserId == actor.UserId && m.SeenAt is null)) && RendererInfo.IsInteractive)
            {
                await Comments.SeeAsync(actor, Id, cancellationToken);
            }
        }

        (_failure, _view) = (shown.Error, shown.IsOk ? shown.Value : null);
    }

    private async Task<Comparison?> CompareAsync(CaseView view, CancellationToken cancellationToken)
    {
        if (view.Studies.Select(s => s.Card).Where(c => c.IsGraded).Take(2).ToList() is not [var later, var earlier])
        {
            return null;
        }

        return new Comparison(When(earlier), When(later), await Compare.HandleAsync(earlier.RunId, later.RunId, cancellationToken));

        static string When(MdtCase study) => study.StudyDate is { } date ? $"MRI of {PatientText.Date(date)}" : $"MRI that arrived {PatientText.Date(DateOnly.FromDateTime(study.ArrivedAt.UtcDateTime))}";
    }

    private bool Shows(LiveUpdate update) => update.Id == Guid.Empty || _view?.Studies.Any(s => s.Card.StudyId == update.Id) == true;

    private async Task StepAsync(CaseStage to, string? why = null)
    {
        var from = _view!.Case;
        if (why is null && CaseStages.AsksWhy(from.Stage, to))
        {
            (_asked, _problem) = (to, null);
            return;
        }

        var moved = await Move.HandleAsync(await Actors.GetAsync(), Id, new CaseStep(to, from.Version, why), Closing);
        _problem = moved.Error?.Message;
        if (moved.Error is null or CaseMovedMeanwhile)
        {
            _asked = null;
        }

        await RefreshAsync(Closing);
    }

    private async Task JoinAsync()
    {
        if (_joinTo is not { } number)
        {
            return;
        }

        var joined = await Join.HandleAsync(await Actors.GetAsync(), Id, number, _joinWhy, Closing);
        _problem = joined.Error?.Message;
        if (joined.IsOk)
        {
            (_joinTo, _joinWhy) = (null, null);
            Navigation.NavigateTo($"mdt/cases/{joined.Value}");
        }
    }

    private sealed record Comparison(string Earlier, string Later, IReadOnlyList<LevelCompared> Levels);
}
