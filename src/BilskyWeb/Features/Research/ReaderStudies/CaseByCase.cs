using BilskyWeb.Platform.Auth;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>
/// A page that shows one case after another and takes one key for an answer. The script measures the time from the image's showing to the
/// key, so that the network is not counted; the next case comes only after the answer is kept.
/// </summary>
public abstract class CaseByCase : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private PageScript? _script;

    /// <summary>The reader study.</summary>
    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The element that holds everything the script looks for.</summary>
    protected ElementReference Root { get; set; }

    /// <summary>Whether the case is hidden and its time stands.</summary>
    protected bool IsPaused { get; private set; }

    /// <summary>Why the last answer was not taken; null when it was.</summary>
    protected string? Problem { get; set; }

    /// <summary>Cancelled when the page goes away.</summary>
    protected CancellationToken Closing => _closing.Token;

    [Inject]
    private protected ActorAccessor Actors { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    /// <summary>Place of the case on show; null when there is none.</summary>
    private protected abstract int? Position { get; }

    /// <summary>Keeps an answer and shows the next case.</summary>
    [JSInvokable]
    public async Task AnswerAsync(Guid caseId, int answer, double seconds)
    {
        // A key that was on its way while the page turned belongs to the case that was shown then.
        await KeepAsync(caseId, answer, seconds);
        await InvokeAsync(StateHasChanged);
    }

    /// <summary>Goes to another case that was answered, or on to the next one.</summary>
    [JSInvokable]
    public async Task GoAsync(int step)
    {
        if (Position is { } position)
        {
            await ShowAsync(position + step);
            await InvokeAsync(StateHasChanged);
        }
    }

    /// <summary>Hides the case, or shows it again.</summary>
    [JSInvokable]
    public Task PauseAsync(bool paused)
    {
        IsPaused = paused;
        return InvokeAsync(StateHasChanged);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _closing.Dispose();
        await (_script?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads the case at a place; null for the next one to answer.</summary>
    protected abstract Task ShowAsync(int? position);

    /// <summary>Keeps an answer and, where it was taken, shows the next case.</summary>
    protected abstract Task KeepAsync(Guid caseId, int answer, double seconds);

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => ShowAsync(null);

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new PageScript(Js, "/viewer/reading.js");
            if (await _script.StartAsync("start", Root, _script.Refer(this)) == ScriptStart.Failed)
            {
                Problem = "The keys could not start in this browser. Nothing is lost; load the page again.";
                StateHasChanged();
            }
        }

        await _script!.CallAsync("show");
    }
}
