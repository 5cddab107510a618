using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Platform.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>The paper's tables and plots for all readers and the model.</summary>
public sealed partial class ResultsPage
{
    private const int PageSize = 12;

    private static readonly string[] Grades = [.. BilskyGrades.All.Select(BilskyGrades.ToText)];
    private static readonly string[] Sides = ["low", "high"];

    private ReaderStudyResults? _results;
    private Error? _failure;
    private int _page;
    private bool _askedToClose;
    private string? _closeProblem;
    private DateTimeOffset _readAt;

    /// <summary>The reader study.</summary>
    [Parameter]
    public Guid Id { get; set; }

    protected override TimeSpan ReadAtMostEvery => TimeSpan.FromSeconds(3);

    private IReadOnlyList<ReaderAgreement> Readers => _results!.Analysis.Readers;

    private string[] Classes => _results!.Question == ReadScale.SixGrades ? Grades : Sides;

    private int Differ => _results!.Cases.Count(c => c.ReadersDiffer);

    private int Settled => _results!.Cases.Count(c => c.ReadersDiffer && c.Settled is not null);

    private List<string> Unfinished => [.. _results!.Readers.Where(r => r.Read < _results.Cases.Count).Select(r => r.Name)];

    private List<CaseResult> Disputed { get; set; } = [];

    protected override async Task OnInitializedAsync()
    {
        RefreshOn(LiveTopic.ReaderStudy, update => update.Concerns(Id));
        await ReadFirstAsync(restored: false);
    }

    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var shown = await Show.HandleAsync(await Actors.GetAsync(), Id, cancellationToken);
        _failure = shown.Error;
        _readAt = Clock.GetUtcNow();
        _results = shown.IsOk ? shown.Value : null;
        Disputed = _results is null ? [] : [.. _results.Cases.Where(c => c.IsDisputed).OrderByDescending(AcrossTheLine).ThenByDescending(Spread).ThenBy(c => c.Number)];
    }

    private async Task CloseAsync()
    {
        var closed = await CloseStudy.HandleAsync(await Actors.GetAsync(), Id, Closing);
        (_askedToClose, _closeProblem) = (false, closed.Error?.Message);
        await RefreshAsync(Closing);
    }

    private async Task PrintAsync()
    {
        await using var script = await Js.InvokeAsync<IJSObjectReference>("import", Closing, "/viewer/print.js");
        await script.InvokeVoidAsync("printWhole", Closing);
    }

    private static IEnumerable<short> Said(CaseResult item) => item.Answers.Append(item.Model).OfType<short>();

    private static int Spread(CaseResult item) => Said(item).Max() - Said(item).Min();

    private bool AcrossTheLine(CaseResult item)
    {
        var line = _results!.Question == ReadScale.SixGrades ? (short)BilskyGrades.FirstHighGrade : (short)1;
        return Said(item).Min() < line && Said(item).Max() >= line;
    }

    private static RocPoint? OperatingPoint(HighGradeTable table) =>
        table.Sensitivity.Value is { } sensitivity && table.Specificity.Value is { } specificity ? new RocPoint(0.5, 1 - specificity, sensitivity) : null;

    private IEnumerable<string> Reasons() => Readers.SelectMany(r => new[]
    {
        r.Dichotomous.Table.Sensitivity.Undefined, r.Dichotomous.Table.Specificity.Undefined, r.Dichotomous.Table.PositivePredictiveValue.Undefined,
        r.Dichotomous.Table.NegativePredictiveValue.Undefined, r.Dichotomous.Coefficients.GwetAc1.Undefined, r.Dichotomous.Coefficients.CohenKappa?.Undefined,
        r.SixClass?.Coefficients.GwetAc1.Undefined, r.SixClass?.Coefficients.CohenKappa?.Undefined, r.Roc?.Area.Undefined,
        r.Study?.SliceSensitivity.Undefined, r.Study?.SliceSpecificity.Undefined, r.Study?.SliceGwetAc1.Undefined,
    }.OfType<string>().Select(reason => $"{r.Name}: {reason}")).Distinct();

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
