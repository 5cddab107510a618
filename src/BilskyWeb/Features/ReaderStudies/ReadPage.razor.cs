using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Platform.Auth;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.ReaderStudies;

/// <summary>
/// Reads one case after another with the keyboard alone. The script measures the time from the image's showing to the key, so that the network
/// is not counted; the next case comes only after the answer is kept.
/// </summary>
public sealed partial class ReadPage : IAsyncDisposable
{
    private static readonly Choice[] Grades =
    [
        Grade(BilskyGrade.Grade0, "0", "bone only, no epidural extension"),
        Grade(BilskyGrade.Grade1a, "a", "epidural, sac not deformed"),
        Grade(BilskyGrade.Grade1b, "b", "sac deformed, cord not abutted"),
        Grade(BilskyGrade.Grade1c, "c", "cord abutted, not compressed"),
        Grade(BilskyGrade.Grade2, "2", "cord compressed, CSF visible"),
        Grade(BilskyGrade.Grade3, "3", "cord compressed, no CSF"),
    ];

    private static readonly Choice[] Sides =
    [
        new(0, "Low grade", "l", "0, 1a or 1b: cord not abutted", "", IsLastLow: true),
        new(1, "High grade", "h", "1c, 2 or 3: cord abutted or compressed", "", IsLastLow: false),
    ];

    private readonly CancellationTokenSource _closing = new();
    private ElementReference _root;
    private IJSObjectReference? _module;
    private IJSObjectReference? _session;
    private DotNetObjectReference<ReadPage>? _self;
    private Reading? _reading;
    private Error? _failure;
    private string? _problem;
    private bool _paused;

    /// <summary>The reader study.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private OpenReading Open { get; set; } = null!;

    [Inject]
    private SaveRead Save { get; set; } = null!;

    [Inject]
    private ActorAccessor Actors { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private IReadOnlyList<Choice> Choices => _reading?.Question == ReadScale.LowHigh ? Sides : Grades;

    /// <summary>Keeps an answer and shows the next case.</summary>
    [JSInvokable]
    public async Task AnswerAsync(Guid caseId, int answer, double seconds)
    {
        // A key that was on its way while the page turned belongs to the case that was shown then.
        var saved = await Save.HandleAsync(await Actors.GetAsync(), Id, caseId, answer, seconds, _closing.Token);
        _problem = saved.Error?.Message;
        if (saved.IsOk)
        {
            await ShowAsync(_reading is { Answer: not null } again ? again.Position + 1 : null);
        }

        await InvokeAsync(StateHasChanged);
    }

    /// <summary>Goes to another case that was read, or on to the next unread one.</summary>
    [JSInvokable]
    public async Task GoAsync(int step)
    {
        if (_reading is { } reading)
        {
            await ShowAsync(reading.Position + step);
            await InvokeAsync(StateHasChanged);
        }
    }

    /// <summary>Hides the case, or shows it again.</summary>
    [JSInvokable]
    public Task PauseAsync(bool paused)
    {
        _paused = paused;
        return InvokeAsync(StateHasChanged);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _closing.Dispose();
        try
        {
            if (_session is not null)
            {
                await _session.InvokeVoidAsync("dispose");
                await _session.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The browser went first.
        }

        _self?.Dispose();
    }

    protected override Task OnInitializedAsync() => ShowAsync(null);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                _self = DotNetObjectReference.Create(this);
                _module = await Js.InvokeAsync<IJSObjectReference>("import", _closing.Token, "./Features/ReaderStudies/ReadPage.razor.js");
                _session = await _module.InvokeAsync<IJSObjectReference>("start", _closing.Token, _root, _self);
            }

            if (_session is not null)
            {
                await _session.InvokeVoidAsync("show", _closing.Token);
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The page was left while it rendered.
        }
    }

    private async Task ShowAsync(int? position)
    {
        var opened = await Open.HandleAsync(await Actors.GetAsync(), Id, position, _closing.Token);
        _failure = opened.Error;
        _reading = opened.IsOk ? opened.Value : null;
    }

    private string Image(Guid caseId, string view) => $"api/reader-studies/{Id}/cases/{caseId}.png?view={view}";

    private static Choice Grade(BilskyGrade grade, string key, string meaning) => new(
        (short)grade, grade.ToText(), key, meaning,
        $"--grade: var(--grade-{grade.ToText()}); --ink: var(--grade{(grade == BilskyGrade.Grade3 ? "-3" : "")}-ink)", grade == BilskyGrade.Grade1b);

    private sealed record Choice(short Answer, string Text, string Key, string Meaning, string Style, bool IsLastLow);
}
