using System.Globalization;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Review.Regions;

/// <summary>Boxes that reviewers draw where the model's misses the canal, and what the model says of them.</summary>
public sealed partial class RegionPanel
{
    private const double LearntMm = 40;

    private ElementReference _root;
    private PageScript? _script;
    private IReadOnlyList<RegionRegrade> _regrades = [];
    private int? _slice;
    private string? _problem;
    private (Guid? Run, int Drawn, int Open)? _inBrowser;

    /// <summary>What the study page shows.</summary>
    [Parameter, EditorRequired]
    public OpenedStudy Opened { get; set; } = null!;

    [Inject]
    private RegradeRegion Regrade { get; set; } = null!;

    [Inject]
    private ReadRegrades Read { get; set; } = null!;

    [Inject]
    private ActorAccessor Actors { get; set; } = null!;

    [Inject]
    private IJSRuntime Js { get; set; } = null!;

    private IReadOnlyList<RegionRegrade> Here => [.. _regrades.Where(r => r.Ordinal == _slice && r.RunId == Opened.Shown?.Id)];

    private SliceResult? ModelHere => _slice is { } slice ? Opened.Shown?.Slices.ElementAtOrDefault(slice) : null;

    protected override async Task OnInitializedAsync()
    {
        RefreshOn(LiveTopic.Review, update => update.Concerns(Opened.Study.Id));
        RefreshOn(LiveTopic.Grading, update => update.Concerns(Opened.Study.Id));
        await ReadFirstAsync(restored: false);
    }

    protected override async Task RefreshAsync(CancellationToken cancellationToken) =>
        _regrades = Opened.Shown is { } run ? await Read.HandleAsync(await Actors.GetAsync(), Opened.Study.Id, run.Id, cancellationToken) : [];

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var state = (Opened.Shown?.Id, _regrades.Count, _regrades.Count(r => r.State == RegradeState.Submitted));
        if (_inBrowser == state)
        {
            return;
        }

        _inBrowser = state;
        if (_script is null)
        {
            // Without the viewer there is nothing to draw on, and it has said so: a failure needs no word here.
            _script = new PageScript(Js, "/viewer/region.js");
            await _script.StartAsync("open", _root, _script.Refer(this));
        }

        await _script.CallAsync("show", Boxes());
    }

    /// <summary>Called by the script when another slice is on show; null when it was not graded.</summary>
    [JSInvokable]
    public void SliceShown(int? slice)
    {
        (_slice, _problem) = (slice, null);
        StateHasChanged();
    }

    /// <summary>Called by the script when a reviewer wants a box graded.</summary>
    [JSInvokable]
    public async Task Grade(int slice, double centreX, double centreY, double sideMm)
    {
        if (Opened.Shown is not { } run)
        {
            return;
        }

        var asked = await Regrade.HandleAsync(await Actors.GetAsync(), Opened.Study.Id, new DrawnBox(run.Id, slice, centreX, centreY, sideMm), Closing);
        _problem = asked.Error?.Message;
        RequestRefresh();
        StateHasChanged();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (_script?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>For each slice the model's box and the newest one that a person drew.</summary>
    private IEnumerable<object> Boxes() => (Opened.Shown?.Slices ?? []).Select(s => new
    {
        slice = s.Ordinal,
        model = s is { RoiX: { } x, RoiY: { } y, RoiWidth: { } width, RoiHeight: { } height } ? new { centreX = x + (width / 2), centreY = y + (height / 2), sideMm = LearntMm } : null,
        drawn = _regrades.FirstOrDefault(r => r.Ordinal == s.Ordinal && r.State != RegradeState.Failed) is { } r ? new { centreX = r.CentreX, centreY = r.CentreY, sideMm = r.SideMm } : null,
    });

    /// <summary>The grader was trained on sizes from 0.85 to 1.18 of its own.</summary>
    private static bool IsUnusual(double sideMm) => sideMm is < LearntMm * 0.8 or > LearntMm * 1.25;

    private bool Differs(RegionRegrade one) => one.PipelineVersion is not null && one.PipelineVersion != Opened.Shown?.PipelineVersion;
}
