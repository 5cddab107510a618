using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Review;

/// <summary>Where a reviewer works on a study. The server draws the panel and tells it when somebody changed something; the browser does the rest.</summary>
public sealed partial class ReviewPanel : IAsyncDisposable
{
    private ElementReference _root;
    private PageScript? _script;
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
        _script = new PageScript(Js, "/viewer/review.js");
        if (await _script.StartAsync("open", _root) == ScriptStart.Failed)
        {
            _failure = "The review could not start in this browser. Nothing is lost; load the page again.";
            StateHasChanged();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await (_script?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    // Where the connection is lost the script asks by itself once it is back.
    private Task TellAsync() => _script?.CallAsync("changed") ?? Task.CompletedTask;
}
