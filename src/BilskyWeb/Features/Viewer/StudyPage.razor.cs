using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Studies;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Viewer;

/// <summary>One study: its images with what the model saw, and its grades along the spine.</summary>
public sealed partial class StudyPage
{
    private OpenedStudy? _opened;
    private Error? _failure;
    private ElementReference _root;
    private ElementReference _viewport;
    private IJSObjectReference? _module;
    private IJSObjectReference? _viewer;
    private DotNetObjectReference<StudyPage>? _self;
    private Guid? _runInViewer;
    private bool _opening;
    private string? _seriesShown;
    private bool _gradedShown;
    private string? _seriesFailed;
    private string? _imageFailure;
    private int _index;
    private int _count;
    private bool _playing;
    private bool _overlay = true;

    /// <summary>The study's own id, never a DICOM identifier: it stands in the address bar.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private OpenStudy Open { get; set; } = null!;

    [Inject]
    private ActorAccessor Actors { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private IReadOnlyList<SeriesChoiceView> Viewable => _opened?.Series ?? [];

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

    private string NothingTitle => _opened?.Study.HoldReason is null ? "No grades yet" : "Held for a person";

    private string NothingMessage => _opened?.Study.HoldReason ?? Progress ?? "This study has not been graded. It will be once it is complete in the archive.";

    protected override async Task OnInitializedAsync()
    {
        RefreshOn("grading", update => update.Id == Id);
        RefreshOn("study", update => update.Id == Id);
        await RefreshAsync(Closing);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var run = _opened?.Shown;
        if (_opened is null || _opening || (run is null && Viewable.Count == 0) || (_viewer is not null && _runInViewer == run?.Id))
        {
            return;
        }

        _opening = true;
        try
        {
            _self ??= DotNetObjectReference.Create(this);
            _module ??= await Js.InvokeAsync<IJSObjectReference>("import", Closing, "./Features/Viewer/StudyPage.razor.js");
            if (_viewer is not null)
            {
                await _viewer.InvokeVoidAsync("dispose", Closing);
                await _viewer.DisposeAsync();
                _viewer = null;
            }

            _runInViewer = run?.Id;
            _viewer = await _module.InvokeAsync<IJSObjectReference>("open", Closing, _viewport, _root, ViewerSetup.Of(_opened, run is null ? 0 : StartOrdinal(run)), _self);
        }
        catch (JSException)
        {
            _imageFailure = "The viewer could not start in this browser. It needs WebGL; the grades below are complete without it.";
            _runInViewer = run?.Id;
            StateHasChanged();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The page was left while the viewer opened; nothing is there to show it on.
        }
        finally
        {
            _opening = false;
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
        _imageFailure = message + " The grades are kept; the images can be tried again.";
        StateHasChanged();
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

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        try
        {
            if (_viewer is not null)
            {
                await _viewer.InvokeVoidAsync("dispose");
                await _viewer.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone and took the viewer with it.
        }

        _self?.Dispose();
    }

    private static int StartOrdinal(GradingRun run) =>
        run.Levels.OrderByDescending(l => l.Grade).ThenBy(l => l.Ordinal).FirstOrDefault()?.KeySliceOrdinal ?? run.Slices.Count / 2;

    private static string Facts(Study study) => string.Join(" · ", new[]
    {
        study.Sex,
        study.BirthDate is { } born ? "born " + born.ToString("d MMM yyyy", CultureInfo.InvariantCulture) : null,
        study.StudyDate is { } taken ? "MRI of " + taken.ToString("d MMM yyyy", CultureInfo.InvariantCulture) : null,
        study.Description,
    }.Where(fact => !string.IsNullOrWhiteSpace(fact)));

    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var result = await Open.HandleAsync(await Actors.GetAsync(), Id, cancellationToken);
        (_opened, _failure) = result.Match<(OpenedStudy?, Error?)>(opened => (opened, null), error => (null, error));
    }

    private async Task ShowSeriesAsync(string seriesInstanceUid)
    {
        if (_viewer is not null)
        {
            await _viewer.InvokeVoidAsync("showSeries", Closing, seriesInstanceUid);
        }
    }

    private async Task GoToAsync(int ordinal)
    {
        if (_viewer is not null)
        {
            await _viewer.InvokeVoidAsync("goToOrdinal", Closing, ordinal);
        }
    }

    private Task PresetAsync(ChangeEventArgs change) => DoAsync("preset", change.Value);

    private async Task DoAsync(string action, params object?[] arguments)
    {
        if (_viewer is not null)
        {
            await _viewer.InvokeVoidAsync(action, Closing, arguments);
        }
    }
}
