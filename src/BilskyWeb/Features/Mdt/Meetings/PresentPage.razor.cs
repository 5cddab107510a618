using BilskyWeb.Core;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Mdt.Meetings;

/// <summary>A meeting on the wall: a case at a time, as large as the screen, the next one in one key. What is typed as minutes stays with its case until it is saved.</summary>
public sealed partial class PresentPage
{
    private readonly Dictionary<Guid, (string? Text, int BasedOn)> _written = [];
    private MeetingView? _view;
    private Error? _failure;
    private string? _problem;
    private int _at;
    private Guid? _caseAt;
    private PageScript? _script;

    /// <summary>The meeting.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private ShowMeeting Show { get; set; } = default!;

    [Inject]
    private WriteMinutes Writer { get; set; } = default!;

    [Inject]
    private ActorAccessor Actors { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private AgendaCase Current => _view!.Agenda[_at];

    private MdtCase? Study => Current.Studies is [var worst, ..] ? worst : null;

    private string? Minutes => _written.TryGetValue(Current.Line.CaseId, out var written) ? written.Text : Current.Line.Minutes;

    private DateOnly Today => DateOnly.FromDateTime(Time.GetLocalNow().DateTime);

    protected override async Task OnInitializedAsync()
    {
        RefreshOn(LiveTopic.Meeting, update => update.Concerns(Id));
        RefreshOn(LiveTopic.Case, update => _view?.ShowsCase(update) != false);
        RefreshOn(LiveTopic.Grading, update => _view?.ShowsStudy(update) != false);
        RefreshOn(LiveTopic.Review, update => _view?.ShowsStudy(update) != false);
        await ReadFirstAsync(restored: false);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new PageScript(Js, "/viewer/present.js");
            await _script.StartAsync("startPresenting");
        }
    }

    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var shown = await Show.HandleAsync(await Actors.GetAsync(), Id, cancellationToken);
        (_failure, _view) = (shown.Error, shown.IsOk ? shown.Value : null);
        if (_view is { } view)
        {
            // Somebody may order the agenda while it is shown: the case on the wall stays.
            var same = view.Agenda.Select(a => a.Line.CaseId).ToList().IndexOf(_caseAt ?? Guid.Empty);
            _at = same >= 0 ? same : Math.Clamp(_at, 0, Math.Max(0, view.Agenda.Count - 1));
            _caseAt = view.Agenda.Count > 0 ? view.Agenda[_at].Line.CaseId : null;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await _script.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private void Write(string? text) =>
        _written[Current.Line.CaseId] = (text, _written.TryGetValue(Current.Line.CaseId, out var before) ? before.BasedOn : Current.Line.MinutesVersion);

    private async Task GoAsync(int by)
    {
        // What was typed is not left behind unsaved; where it cannot be saved, the case stays on the wall and says why.
        if (_written.ContainsKey(Current.Line.CaseId) && !await SaveAsync())
        {
            return;
        }

        _at = Math.Clamp(_at + by, 0, _view!.Agenda.Count - 1);
        (_caseAt, _problem) = (Current.Line.CaseId, null);
    }

    private async Task<bool> SaveAsync()
    {
        var (text, basedOn) = _written.TryGetValue(Current.Line.CaseId, out var written) ? written : (Current.Line.Minutes, Current.Line.MinutesVersion);
        var saved = await Writer.HandleAsync(await Actors.GetAsync(), Id, Current.Line.CaseId, text, basedOn, Closing);
        _problem = saved.Error?.Message;
        var caseId = Current.Line.CaseId;
        await RefreshAsync(Closing);
        if (saved.IsOk)
        {
            _written.Remove(caseId);
        }
        else if (saved.Error is MinutesChangedMeanwhile && _view is not null)
        {
            // Theirs is on the screen now: what is saved next is written in sight of it.
            _written[caseId] = (text, Current.Line.MinutesVersion);
        }

        return saved.IsOk;
    }
}
