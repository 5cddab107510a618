using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>Labels one slice after another. The server draws the page and tells it when somebody labelled something; the browser does the rest.</summary>
public sealed partial class LabelPage : IAsyncDisposable
{
    private static readonly IReadOnlyList<KeyRow> Keys = Keymap.Rows("grading", "labelling");

    private ElementReference _root;
    private PageScript? _script;
    private IDisposable? _subscription;
    private bool _opened;
    private string _account = "";
    private string _name = "";
    private string? _failure;

    /// <summary>The label set.</summary>
    [Parameter]
    public Guid Id { get; set; }

    /// <summary><c>uncertain</c>, or study by study.</summary>
    [SupplyParameterFromQuery]
    public string? Order { get; set; }

    /// <summary>Number of the study to begin with.</summary>
    [SupplyParameterFromQuery]
    public int? Study { get; set; }

    [Inject]
    private ActorAccessor Actors { get; set; } = null!;

    [Inject]
    private LiveUpdates Live { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await (_script?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    protected override async Task OnInitializedAsync()
    {
        var actor = await Actors.GetAsync();
        (_account, _name) = (actor.UserId.ToString(), actor.DisplayName);
        if (RendererInfo.IsInteractive)
        {
            _subscription = Live.Subscribe(LiveTopic.LabelSet, update => update.Concerns(Id) ? InvokeAsync(TellAsync) : Task.CompletedTask);
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
        _script = new PageScript(Js, "/viewer/label.js");
        if (await _script.StartAsync("open", _root) == ScriptStart.Failed)
        {
            _failure = "The labelling could not start in this browser. Nothing is lost; load the page again.";
            StateHasChanged();
        }
    }

    // Where the connection is lost the script asks by itself once it is back.
    private Task TellAsync() => _script?.CallAsync("changed") ?? Task.CompletedTask;
}
