using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Intake.Referrals;

/// <summary>One clinical form of the person at the page.</summary>
public sealed partial class ClinicalFormFields : IAsyncDisposable
{
    private ElementReference _root;
    private PageScript? _script;
    private IDisposable? _subscription;
    private int _waiting;

    /// <summary>The form; none need exist yet.</summary>
    [Parameter, EditorRequired]
    public Guid FormId { get; set; }

    /// <summary>A study that is here already and that the form speaks of; null on a new referral.</summary>
    [Parameter]
    public Guid? StudyId { get; set; }

    /// <summary>True on a form that the team sees already: nothing is sent before a person says so.</summary>
    [Parameter]
    public bool ByButton { get; set; }

    /// <summary>True to ask also for what is read from the images.</summary>
    [Parameter]
    public bool WithImages { get; set; }

    /// <summary>Something was typed, saved or refused.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private ActorAccessor Actors { get; set; } = default!;

    [Inject]
    private LiveUpdates Live { get; set; } = default!;

    /// <summary>True where the server has an answer.</summary>
    internal bool HasAnswers { get; private set; }

    /// <summary>What the urgency needs and is not there, as it is asked.</summary>
    internal IReadOnlyList<string> Missing { get; private set; } = [];

    // Whoever reads the images begins with what only they can say.
    private IEnumerable<IGrouping<FieldSection, ClinicalFieldRule>> Sections => ClinicalFields.All.Where(r => WithImages || r.Section != FieldSection.Images)
        .GroupBy(r => r.Section).OrderBy(g => g.Key == FieldSection.Images ? 0 : 1);

    /// <summary>Saves what waits.</summary>
    /// <returns>False where something still waits: it is kept in the browser.</returns>
    internal async Task<bool> SettleAsync()
    {
        if (_script is { IsRunning: true })
        {
            await _script.CallAsync("settle");
        }

        return _waiting == 0;
    }

    /// <summary>Called by the script when what waits, or what is missing, has changed.</summary>
    [JSInvokable]
    public async Task OnState(int waiting, string[] missing, bool hasAnswers)
    {
        var labels = (missing ?? []).Select(code => ClinicalFields.Find(code)?.Label).OfType<string>().ToList();
        if (_waiting == waiting && HasAnswers == hasAnswers && Missing.SequenceEqual(labels))
        {
            return;
        }

        (_waiting, HasAnswers, Missing) = (waiting, hasAnswers, labels);
        await OnChanged.InvokeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _subscription?.Dispose();
        await (_script?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    // The script puts the values in: drawn again they would only be drawn empty.
    protected override bool ShouldRender() => false;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        var form = FormId;
        _subscription = Live.Subscribe(LiveTopic.ClinicalForm, update => update.Concerns(form) ? InvokeAsync(() => _script?.CallAsync("read") ?? Task.CompletedTask) : Task.CompletedTask);
        _script = new PageScript(Js, "/viewer/referral.js");
        var actor = await Actors.GetAsync();
        await _script.StartAsync("open", _root, new { form, study = StudyId, user = actor.UserId, byButton = ByButton }, _script.Refer(this));
    }

    private static string IdOf(ClinicalFieldRule rule) => rule.Code switch
    {
        "primary-text" => "primary",
        "primary" => "primary-group",
        _ => rule.Code,
    };

    private static string? DescribedBy(ClinicalFieldRule rule) => rule.Hint is null ? null : $"{IdOf(rule)}-hint";

    private static string TitleOf(FieldSection section) => section switch
    {
        FieldSection.Urgency => "Urgency",
        FieldSection.Cancer => "Cancer",
        FieldSection.Pain => "Pain",
        FieldSection.Neurology => "Neurology",
        FieldSection.General => "General state",
        FieldSection.Note => "Note",
        FieldSection.Images => "Seen on the images",
        _ => throw new ArgumentOutOfRangeException(nameof(section), section, null),
    };
}
