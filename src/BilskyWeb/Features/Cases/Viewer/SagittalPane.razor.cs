using BilskyWeb.Core;
using BilskyWeb.Core.Levels;
using BilskyWeb.Features.Grading.Levels;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>The sagittal images beside the axial ones, and the levels: who pinned which, and pinning them.</summary>
public sealed partial class SagittalPane
{
    private ElementReference _root;
    private ElementReference _viewport;
    private ElementReference _dialog;
    private PageScript? _script;
    private StudyLevels? _levels;
    private PinOffer? _offer;
    private string? _choice;
    private PinOutcome? _preview;
    private string? _refusal;
    private string? _problem;
    private string? _failure;
    private string? _note;
    private string? _reason;
    private bool _hasImages = true;
    private bool _mayPin;
    private bool _pinning;
    private bool _saving;
    private bool _tooEarly;
    private int? _levelsInView;
    private Guid? _runInView;

    /// <summary>What the study page shows; it has a grading.</summary>
    [Parameter, EditorRequired]
    public OpenedStudy Opened { get; set; } = null!;

    [Inject]
    private ReadLevels Levels { get; set; } = null!;

    [Inject]
    private PreviewPin Preview { get; set; } = null!;

    [Inject]
    private PinLevel Pin { get; set; } = null!;

    [Inject]
    private RemovePin Remove { get; set; } = null!;

    [Inject]
    private ActorAccessor Actors { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private string Uid => Opened.Study.StudyInstanceUid;

    protected override async Task OnInitializedAsync()
    {
        RefreshOn(LiveTopic.Grading, update => update.Concerns(Opened.Study.Id));
        await ReadFirstAsync(restored: false);
    }

    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var actor = await Actors.GetAsync();
        _mayPin = actor.IsReviewer;
        var levels = await Levels.HandleAsync(actor, Uid, cancellationToken);
        _levels = levels.IsOk ? levels.Value : null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_levels is null || (_levelsInView == _levels.Last && _runInView == Opened.Shown?.Id))
        {
            return;
        }

        (_levelsInView, _runInView) = (_levels.Last, Opened.Shown?.Id);
        if (_script is not null)
        {
            await _script.CallAsync("refresh");
            return;
        }

        _script = new PageScript(Js, "/viewer/sagittal.js");
        if (await _script.StartAsync("open", _root, _viewport, _dialog, Opened.Study.Id, _script.Refer(this), _mayPin) == ScriptStart.Failed)
        {
            _failure = "The sagittal images cannot be shown in this browser. Levels can still be pinned on an axial slice once the images load.";
            StateHasChanged();
        }
    }

    /// <summary>Called by the script when it knows what there is to show.</summary>
    [JSInvokable]
    public void PlanesShown(bool hasImages, string? note, string? reason)
    {
        (_hasImages, _note, _reason, _failure) = (hasImages, note, reason, null);
        StateHasChanged();
    }

    /// <summary>Called by the script when the images or lines cannot be had.</summary>
    [JSInvokable]
    public void PlanesFailed(string message)
    {
        _failure = message + " The axial images and the grades are not affected.";
        StateHasChanged();
    }

    /// <summary>Called by the script when a person points at a place to pin.</summary>
    [JSInvokable]
    public async Task OfferPin(PinOffer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        (_offer, _pinning, _problem) = (offer, false, null);

        // What the slice is called already, so that confirming or correcting it is one key.
        var name = offer.Slice is { } slice ? Opened.Shown?.Slices.ElementAtOrDefault(slice)?.LevelName : null;
        _choice = offer.Level ?? name?.Split('-')[0];
        var preview = PreviewAsync();

        // Before the answer, so that nothing of an earlier pinning is on show meanwhile.
        StateHasChanged();
        await preview;
        StateHasChanged();
    }

    /// <summary>Called by the script when the dialog is closed: the next one begins empty, not with what this one said.</summary>
    [JSInvokable]
    public void PinClosed()
    {
        (_offer, _choice, _preview, _refusal, _tooEarly) = (null, null, null, null, false);
        StateHasChanged();
    }

    /// <summary>Called by the script when the axial image on show was not graded.</summary>
    [JSInvokable]
    public void NoSliceToPin()
    {
        _problem = "This series was not graded. Choose the graded series, then pin a slice of it.";
        StateHasChanged();
    }

    /// <summary>Called by the script when Escape ended pinning with the mouse.</summary>
    [JSInvokable]
    public void PinningEnded()
    {
        _pinning = false;
        StateHasChanged();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (_script?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static string Names(NamingEffect effect) =>
        effect.SlicesNamed == 0 ? "no slice would have a name." : $"names {effect.SlicesNamed} slices, {effect.First} to {effect.Last}; {effect.SlicesRenamed} of them change.";

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        _choice = change.Value as string;
        await PreviewAsync();
    }

    private async Task PreviewAsync()
    {
        (_preview, _refusal, _tooEarly) = (null, null, false);
        if (_offer is null || string.IsNullOrEmpty(_choice))
        {
            return;
        }

        var asked = (_offer, _choice);
        var preview = await Preview.HandleAsync(await Actors.GetAsync(), Uid, Request(), Closing);

        // Somebody who types fast has chosen another one meanwhile; its own answer comes.
        if (asked == (_offer, _choice))
        {
            (_preview, _refusal) = preview.Match<(PinOutcome?, string?)>(outcome => (outcome, null), error => (null, error.Message));
        }
    }

    private async Task SaveAsync()
    {
        if (_preview is null || _saving)
        {
            // Nothing is renamed that was not shown: Enter before the answer asks for another one.
            _tooEarly = _preview is null && _refusal is null;
            return;
        }

        _saving = true;
        var offer = _offer;
        try
        {
            var saved = await Pin.HandleAsync(await Actors.GetAsync(), Uid, Request(), Closing);
            RequestRefresh();
            if (!ReferenceEquals(offer, _offer))
            {
                // Closed with Escape while this was being saved; what is open now is another pinning.
                _problem = saved.Error?.Message;
                return;
            }

            if (saved.Error is { } error)
            {
                // Stays open with the reason: what was chosen is not lost, and the page meanwhile shows what the other person did.
                (_preview, _refusal) = (null, error.Message);
                return;
            }

            PinClosed();
            await CallAsync("closeDialog");
        }
        finally
        {
            _saving = false;
        }
    }

    private async Task RemoveAsync(string level)
    {
        var removed = await Remove.HandleAsync(await Actors.GetAsync(), Uid, level, _levels?.Last, Closing);
        _problem = removed.Match(outcome => $"The pin of {level} is removed. {outcome.Effect.Text} To undo it, pin {level} again.", error => error.Message);
        RequestRefresh();
    }

    private Task PinSliceAsync() => CallAsync("pinSlice");

    private Task TogglePinningAsync()
    {
        _pinning = !_pinning;
        return CallAsync("setPinning", _pinning);
    }

    private Task CallAsync(string function, params object?[] arguments) => _script?.CallAsync(function, arguments) ?? Task.CompletedTask;

    private PinRequest Request() => new(_choice, _offer!.SopInstanceUid, _offer.Frame, _offer.X, _offer.Y, _levels?.Last);

    /// <summary>A place that a person points at.</summary>
    /// <param name="SopInstanceUid">The image.</param>
    /// <param name="Frame">Its frame, from 1.</param>
    /// <param name="X">Column in pixels; null for a whole axial slice.</param>
    /// <param name="Y">Row in pixels.</param>
    /// <param name="Slice">The graded slice there, from 0; null beyond the stack.</param>
    /// <param name="Level">The level that is being moved; null when a new one is pinned.</param>
    public sealed record PinOffer(string SopInstanceUid, int Frame, double? X, double? Y, int? Slice, string? Level);
}
