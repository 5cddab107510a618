using BilskyWeb.Features.Viewer;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Review;

/// <summary>Where a reviewer works on a study. The server draws the panel and tells it when somebody changed something; the browser does the rest.</summary>
public sealed partial class ReviewPanel : IAsyncDisposable
{
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _review;
    private IDisposable? _subscription;
    private Guid? _run;
    private bool _opened;
    private string _account = "";
    private string _name = "";
    private string? _failure;

    /// <summary>The study on the page.</summary>
    [Parameter, EditorRequired]
    public OpenedStudy Opened { get; set; } = null!;

    [Inject]
    private ActorAccessor Actors { get; set; } = null!;

    [Inject]
    private LiveUpdates Live { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var actor = await Actors.GetAsync();
        (_account, _name) = (actor.UserId.ToString(), actor.DisplayName);
        if (RendererInfo.IsInteractive)
        {
            _subscription = Live.Subscribe(LiveTopic.Review, update => update.Concerns(Opened.Study.Id) ? InvokeAsync(TellAsync) : Task.CompletedTask);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        // Graded anew: what was read is laid over the new grading.
        if (_opened && _run != Opened.Shown?.Id)
        {
            _run = Opened.Shown?.Id;
            await TellAsync();
        }
    }

    // What the script has filled in must not be drawn over; only a failure to start it is.
    protected override bool ShouldRender() => !_opened || _failure is not null;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_opened || _account.Length == 0)
        {
            return;
        }

        _opened = true;
        _run = Opened.Shown?.Id;
        try
        {
            _module = await Js.InvokeAsync<IJSObjectReference>("import", "/viewer/review.js");
            _review = await _module.InvokeAsync<IJSObjectReference>("open", _root);
        }
        catch (JSException)
        {
            _failure = "The review could not start in this browser. Nothing is lost; load the page again.";
            StateHasChanged();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The page was left meanwhile.
        }
    }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        try
        {
            if (_review is not null)
            {
                await _review.InvokeVoidAsync("dispose");
                await _review.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the script with it.
        }
    }

    private async Task TellAsync()
    {
        try
        {
            if (_review is not null)
            {
                await _review.InvokeVoidAsync("changed");
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The script asks by itself when the connection is back.
        }
    }
}
