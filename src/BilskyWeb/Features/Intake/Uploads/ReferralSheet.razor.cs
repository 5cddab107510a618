using BilskyWeb.Features.Intake.Holds;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>A referrer, or a guest by link, chooses images, sees what they are, says what they are of, and submits. The bytes go by HTTP from the page's script, never over this circuit.</summary>
public sealed partial class ReferralSheet
{
    private ElementReference _root;
    private PageScript? _script;
    private UploadView? _upload;
    private Guid? _uploadId;
    private IReadOnlyList<IdentityWarning> _warnings = [];
    private string? _problem;
    private ClinicalFormFields? _form;
    private Guid _formId = Guid.CreateVersion7();
    private Guid? _together;
    private IReadOnlyList<DraftLine> _drafts = [];
    private bool _isSending;
    private bool _isSubmitting;
    private bool _isSubmitted;

    [Inject]
    private FindUpload Find { get; set; } = default!;

    [Inject]
    private SubmitUpload Submit { get; set; } = default!;

    [Inject]
    private DiscardUpload Discard { get; set; } = default!;

    [Inject]
    private WarnBeforehand Warn { get; set; } = default!;

    [Inject]
    private ReadForm Forms { get; set; } = default!;

    [Inject]
    private ActorAccessor Actors { get; set; } = default!;

    [Inject]
    private IJSRuntime Js { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <summary>An upload that was begun before and not submitted yet.</summary>
    [Parameter]
    public Guid? Resumed { get; set; }

    /// <summary>A draft of the clinical form that was begun before. Without one a new form begins: taking up the last one by itself would give one patient another's history.</summary>
    [Parameter]
    public Guid? Draft { get; set; }

    /// <summary>How much may come, where it is less than usual; null where it is not.</summary>
    [Parameter]
    public string? Limit { get; set; }

    /// <summary>Where one comes back to it: "under Referrals".</summary>
    [Parameter, EditorRequired]
    public string FollowWords { get; set; } = "";

    /// <summary>It is submitted, now or before.</summary>
    [Parameter]
    public EventCallback OnSubmitted { get; set; }

    private bool IsChecked => _upload is { State: UploadState.Checked };

    private bool HasUnsubmitted => !_isSubmitted && (_isSending || IsChecked);

    private string ProgressTitle => _upload?.State switch
    {
        UploadState.Receiving => "Uploading and checking",
        UploadState.Checked => "Uploaded and checked",
        UploadState.Failed => "Nothing could be taken",
        UploadState.Discarded => "Given up",
        UploadState.Sending or UploadState.Sent => "Submitted",
        _ => "Uploading",
    };

    protected override async Task OnInitializedAsync()
    {
        RefreshOn(LiveTopic.Upload, update => _uploadId is { } id && update.Concerns(id));
        var actor = await Actors.GetAsync();
        _formId = Draft ?? (Resumed is { } of ? await Forms.DraftOfAsync(actor, of, Closing) : null) ?? _formId;
        if (Draft is null && Resumed is null)
        {
            _drafts = await Forms.DraftsAsync(actor, Closing);
        }
        if (Resumed is { } resumed)
        {
            _uploadId = resumed;
            await RefreshAsync(Closing);
            _problem = _upload is null ? "This upload is no longer there. Choose the images again; what you wrote is kept." : null;
            if (_upload?.State is UploadState.Sending or UploadState.Sent)
            {
                await OnSubmitted.InvokeAsync();
            }
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new PageScript(Js, "/viewer/upload.js");
            if (await _script.StartAsync("open", _root, _script.Refer(this)) == ScriptStart.Failed)
            {
                _problem = "Choosing images could not start in this browser. Load the page again.";
            }

            StateHasChanged(); // the buttons work from now on
        }
    }

    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_uploadId is not { } id)
        {
            return;
        }
        var found = await Find.HandleAsync(await Actors.GetAsync(), id, withFiles: false, cancellationToken);
        var warnings = found.IsOk && found.Value is { State: UploadState.Checked, Preflight: { } preflight } ? await WarningsAsync(preflight, cancellationToken) : [];

        // Whoever started again meanwhile must not see the old upload come back.
        if (found.IsOk && _uploadId == id)
        {
            (_upload, _warnings) = (found.Value, warnings);
        }
    }

    /// <summary>The script has begun to send under this id.</summary>
    [JSInvokable]
    public void OnStarted(Guid uploadId)
    {
        _uploadId = uploadId;
        _upload = new UploadView { Id = uploadId, State = UploadState.Receiving, Counts = new UploadCounts(0, 0, 0, 0, 0, 0, 0), Files = [] };
        (_isSending, _problem) = (true, null);
        StateHasChanged();
    }

    /// <summary>The request has ended; <paramref name="problem"/> is the server's sentence, or null when it took the upload.</summary>
    [JSInvokable]
    public async Task OnEnded(string? problem)
    {
        _isSending = false;
        _problem = problem;
        await FormChangedAsync();
        await RefreshAsync(Closing);
        if (problem is not null && _upload?.State is null or UploadState.Receiving)
        {
            (_upload, _uploadId) = (null, null);
        }
        StateHasChanged();
    }

    private async Task<IReadOnlyList<IdentityWarning>> WarningsAsync(Preflight preflight, CancellationToken cancellationToken)
    {
        var warnings = new List<IdentityWarning>();
        var actor = await Actors.GetAsync();
        foreach (var study in preflight.Studies)
        {
            if (await Warn.HandleAsync(actor, study, cancellationToken) is { } warning)
            {
                warnings.Add(new IdentityWarning(study.StudyInstanceUid, study.Patient.PatientId, warning));
            }
        }
        return warnings;
    }

    private async Task SubmitAsync()
    {
        _isSubmitting = true;
        if (_form is not null && !await _form.SettleAsync())
        {
            (_isSubmitting, _problem) = (false, "Your last answers are not saved yet, so nothing was submitted. They are kept in this browser. Try again in a moment.");
            return;
        }
        var details = new ReferralDetails { FormId = _form?.HasAnswers == true ? _formId : null };
        var submitted = await Submit.HandleAsync(await Actors.GetAsync(), _uploadId!.Value, details, Closing);
        _isSubmitting = false;
        if (submitted.Error is { } error)
        {
            _problem = error.Message;
            return;
        }
        _isSubmitted = true;
        await OnSubmitted.InvokeAsync();
    }

    private async Task FormChangedAsync()
    {
        if (_form?.HasAnswers == true && _uploadId is { } upload && _together != upload)
        {
            _together = upload;
            await Forms.PutTogetherAsync(await Actors.GetAsync(), _formId, upload, Closing);
        }
        StateHasChanged();
    }

    private void ContinueDraft(DraftLine draft) =>
        Navigation.NavigateTo(draft.UploadId is { } upload ? $"referrals/new?upload={upload}&draft={draft.Id}" : $"referrals/new?draft={draft.Id}", forceLoad: true);

    private async Task DiscardDraftAsync(DraftLine draft)
    {
        await Forms.DiscardAsync(await Actors.GetAsync(), draft.Id, Closing);
        _drafts = [.. _drafts.Where(d => d.Id != draft.Id)];
    }

    private async Task GiveUpAsync()
    {
        await CallAsync("cancel");
        if (_uploadId is { } id)
        {
            await Discard.HandleAsync(await Actors.GetAsync(), id, Closing);
        }
        await StartAgainAsync();
    }

    private async Task StartAgainAsync()
    {
        (_upload, _uploadId, _problem, _isSending) = (null, null, null, false);
        StateHasChanged();
        await Task.Yield(); // the buttons must be there again before one can be focused
        await CallAsync("focus");
    }

    private async Task ConfirmLeavingAsync(LocationChangingContext leaving)
    {
        if (HasUnsubmitted && !await Js.InvokeAsync<bool>("confirm", _isSending
            ? "The upload is still running. Leave and give it up?"
            : $"The images are uploaded but not submitted. Leave all the same? You can submit them later {FollowWords}."))
        {
            leaving.PreventNavigation();
        }
        else if (_isSending)
        {
            await CallAsync("cancel");
        }
    }

    private Task CallAsync(string function) => _script?.CallAsync(function) ?? Task.CompletedTask;

    private static int LeftOut(UploadCounts counts) => counts.Total - counts.Accepted - counts.Stored;

    private static string Counts(UploadCounts counts) => counts.Total == 0
        ? "No file checked yet."
        : $"{Files(counts.Total)} checked: {counts.Accepted + counts.Stored:N0} good"
            + Part(counts.Duplicate, "twice the same") + Part(counts.Skipped, "left out") + Part(counts.Rejected, "rejected") + Part(counts.Refused, "refused") + Part(counts.Held, "held") + ".";

    private static string Files(int count) => count == 1 ? "1 file" : $"{count:N0} files";

    private static string Part(int count, string what) => count == 0 ? "" : $", {count:N0} {what}";

    private string SubmitHint(Preflight preflight) =>
        _warnings.Count > 0 ? "Submitting puts the conflict above before a reviewer. Nothing is graded until it is settled."
        : preflight.Studies.Any(s => s.Gradable) ? $"The study goes to the team and is graded, at once unless a reviewer has to look at it first. You can follow it {FollowWords}."
        : "There is nothing here to grade. Submitting still puts the images before the team.";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (_script?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}

/// <summary>A sentence about an identity conflict of one study of an upload.</summary>
public sealed record IdentityWarning(string StudyInstanceUid, string PatientId, string Message);
