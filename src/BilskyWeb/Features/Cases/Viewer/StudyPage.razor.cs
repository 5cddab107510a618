using System.Globalization;
using BilskyWeb.Clinical;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Cases.Viewer;

/// <summary>One study: its images with what the model saw, and its grades along the spine.</summary>
public sealed partial class StudyPage
{
    private OpenedStudy? _opened;
    private Error? _failure;
    private ElementReference _root;
    private ElementReference _viewport;
    private PageScript? _script;
    private DotNetObjectReference<StudyPage>? _self;
    private Guid? _runInViewer;
    private bool _viewerTried;
    private bool _opening;
    private string? _seriesShown;
    private bool _gradedShown;
    private string? _seriesFailed;
    private string? _imageFailure;
    private bool _canTryAgain;
    private int _index;
    private int _count;
    private bool _playing;
    private bool _overlay = true;
    private string _tool = "window";
    private IReadOnlyList<StudyPagePart> _parts = [];

    /// <summary>The study's own id, never a DICOM identifier: it stands in the address bar.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private IEnumerable<StudyPagePart> Parts { get; set; } = null!;

    [Inject]
    private OpenStudy Open { get; set; } = null!;

    [Inject]
    private ActorAccessor Actors { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private IReadOnlyList<SeriesNote> Viewable => _opened?.Series ?? [];

    private SliceResult? Current => _gradedShown && _opened?.Shown is { } run && _index < run.Slices.Count ? run.Slices[_index] : null;

    private string? Progress => _opened?.Latest switch
    {
        { State: GradingState.Submitted } run => run.Error is null ? "Waiting to be graded." : $"Waiting to be graded. {run.Error}",
        { State: GradingState.InProgress, SlicesTotal: > 0 } run => $"Grading slice {run.SlicesDone} of {run.SlicesTotal}.",
        { State: GradingState.InProgress } => "Reading the images from the archive.",
        { State: GradingState.Failed } run => $"The newest grading failed. {run.Error}",
        { State: GradingState.Rejected } run => run.Error,
        { State: GradingState.Cancelled } => "The newest grading was cancelled.",
        _ => null,
    };

    private string NothingTitle => _opened switch
    {
        { Study.HoldReason: not null } => "Held for a person",
        { Latest.State: GradingState.Rejected } => "This study could not be graded",
        { Latest.State: GradingState.Failed } => "The grading failed",
        { Latest.State: GradingState.Cancelled } => "The grading was cancelled",
        _ => "No grades yet",
    };

    private string NothingMessage => _opened?.Study.HoldReason ?? Progress ?? "This study has not been graded. It will be once it is complete in the archive.";

    /// <summary>True when there are images to show that the viewer was not yet opened with, or not with the newest grades.</summary>
    private bool ViewerIsBehind => _opened is { } opened && (opened.Shown is not null || Viewable.Count > 0) && !(_viewerTried && _runInViewer == opened.Shown?.Id);

    protected override async Task OnInitializedAsync()
    {
        RefreshOn(LiveTopic.Grading, update => update.Concerns(Id));
        RefreshOn(LiveTopic.Study, update => update.Concerns(Id));
        ShowProgress(Apply);
        await ReadFirstAsync(restored: false);
    }

    private bool Apply(LiveUpdate progress)
    {
        if (progress.Id != Id || _opened?.Latest is not { State: GradingState.InProgress } run)
        {
            return false;
        }

        (run.SlicesDone, run.SlicesTotal) = (progress.Done, progress.Total);
        return true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_opening)
        {
            return;
        }

        _opening = true;
        try
        {
            // Again when grades came in meanwhile: no later render need come that would notice.
            while (ViewerIsBehind)
            {
                await OpenViewerAsync(_opened!);
            }
        }
        finally
        {
            _opening = false;
        }
    }

    private async Task OpenViewerAsync(OpenedStudy opened)
    {
        // Marked before it is tried: a viewer that cannot open must not be opened again by the render that says so.
        _viewerTried = true;
        _runInViewer = opened.Shown?.Id;
        _script ??= new PageScript(Js, "/viewer/study.js");
        _self ??= _script.Refer(this);
        switch (await _script.StartAsync("open", _viewport, _root, ViewerSetup.Of(opened, opened.Shown is { } run ? StartOrdinal(run) : 0), _self))
        {
            case ScriptStart.Declined:
                Say("The images cannot be shown here: this browser has no WebGL, which draws them. Turn on graphics (hardware) acceleration in its settings and start it again, "
                    + "or open this study in a current Chrome, Edge, Firefox or Safari. Grades and key images are complete without it.", canTryAgain: false);
                break;
            case ScriptStart.Failed:
                Say("The viewer could not start. Grades and key images are complete without it. Try again; if that fails too, load this page again.", canTryAgain: true);
                break;
        }
    }

    /// <summary>Called by the viewer when another slice is on show.</summary>
    [JSInvokable]
    public void SliceShown(int index)
    {
        _index = index;
        _seriesShown = Current?.SeriesInstanceUid ?? _seriesShown;
        StateHasChanged();
    }

    /// <summary>Called by the viewer when a series is on show.</summary>
    [JSInvokable]
    public void SeriesShown(string seriesInstanceUid, int count)
    {
        _seriesShown = seriesInstanceUid;
        _gradedShown = _opened?.Shown?.Slices.Any(s => s.SeriesInstanceUid == seriesInstanceUid) == true;
        _imageFailure = null;
        _count = count;
        _playing = false;
        StateHasChanged();
    }

    /// <summary>Called by the viewer when a series' images cannot be had.</summary>
    [JSInvokable]
    public void SeriesFailed(string seriesInstanceUid, string message)
    {
        _seriesFailed = seriesInstanceUid;
        Say(message + " The grades are kept; the images can be tried again.", canTryAgain: true);
    }

    /// <summary>Called by the viewer when playing starts or stops.</summary>
    [JSInvokable]
    public void CineChanged(bool playing)
    {
        _playing = playing;
        StateHasChanged();
    }

    /// <summary>Called by the viewer when the box and grade are shown or hidden.</summary>
    [JSInvokable]
    public void OverlayChanged(bool visible)
    {
        _overlay = visible;
        StateHasChanged();
    }

    /// <summary>Called by the viewer when the left button does something else.</summary>
    [JSInvokable]
    public void ToolChosen(string tool)
    {
        _tool = tool;
        StateHasChanged();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (_script?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static int StartOrdinal(GradingRun run) =>
        run.Levels.OrderByDescending(l => l.Grade).ThenBy(l => l.Ordinal).FirstOrDefault()?.KeySliceOrdinal ?? run.Slices.Count / 2;

    private string Where(SliceResult slice) =>
        (slice.LevelName is { } name ? $" · {LevelText.Named(name, slice.LevelConfidence)}" : "")
        + (SpinePosition.Part(SliceAxes.Of(_opened?.Shown?.Slices ?? [])?[slice.Ordinal]) is { } part ? $" · {part}" : "") + string.Create(CultureInfo.InvariantCulture, $" · {slice.PositionMm:0.0} mm").Replace('-', '−');

    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var actor = await Actors.GetAsync();
        _parts = [.. Parts.Where(p => actor.IsReviewer || !p.ForReviewers)];
        var result = await Open.HandleAsync(actor, Id, cancellationToken);
        (_opened, _failure) = result.Match<(OpenedStudy?, Error?)>(opened => (opened, null), error => (null, error));
    }

    private Task ShowSeriesAsync(string seriesInstanceUid) => DoAsync("showSeries", seriesInstanceUid);

    private Task GoToAsync(int ordinal) => DoAsync("goToOrdinal", ordinal);

    private Task DoAsync(string action, object? argument = null) => (argument is null ? _script?.CallAsync(action) : _script?.CallAsync(action, argument)) ?? Task.CompletedTask;

    /// <summary>Loads the series again, or opens the viewer again where that is what failed: the render after this does so.</summary>
    private async Task TryAgainAsync()
    {
        if (_script?.IsRunning == true && _seriesFailed is not null)
        {
            await ShowSeriesAsync(_seriesFailed);
            return;
        }

        _viewerTried = false;
        _imageFailure = null;
    }

    private void Say(string failure, bool canTryAgain)
    {
        (_imageFailure, _canTryAgain) = (failure, canTryAgain);
        StateHasChanged();
    }
}
