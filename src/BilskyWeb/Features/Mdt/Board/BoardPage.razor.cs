using BilskyWeb.Core.Cases;
using BilskyWeb.Platform.Live;
using BilskyWeb.Shell.Components;
using Microsoft.AspNetCore.Components;

namespace BilskyWeb.Features.Mdt.Board;

/// <summary>Cases as columns by stage. A card moves by key, by its menu and by mouse, and everybody who looks sees it.</summary>
public sealed partial class BoardPage
{
    private readonly Dictionary<CaseStage, int> _cardsOf = [];
    private BoardFilter _filter = BoardFilter.Everything;
    private BoardCard? _dragged;
    private (Guid Case, CaseStage To)? _asked;
    private (Guid Case, string Words)? _problem;
    private string? _said;
    private PageScript? _script;

    /// <summary>What is shown. Handed from the prerendered page to the live one, so that nothing flickers.</summary>
    [PersistentState]
    public IReadOnlyList<BoardColumn>? Columns { get; set; }

    protected override TimeSpan ReadAtMostEvery => TimeSpan.FromSeconds(1);

    protected override async Task OnInitializedAsync()
    {
        RefreshOn(LiveTopic.Case);
        RefreshOn(LiveTopic.Study);
        RefreshOn(LiveTopic.Grading);
        RefreshOn(LiveTopic.Review);
        await ReadFirstAsync(restored: Columns is not null);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = new PageScript(Js, "/viewer/board.js");
            await _script.StartAsync("startBoard");
        }
    }

    protected override async Task RefreshAsync(CancellationToken cancellationToken) =>
        Columns = await List.HandleAsync(await Actors.GetAsync(), _filter, _cardsOf, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (_script is not null)
        {
            await _script.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private void Change(BoardFilter filter)
    {
        _filter = filter;
        _cardsOf.Clear();
        RequestRefresh();
    }

    private void More(BoardColumn column)
    {
        _cardsOf[column.Stage] = column.Cards.Count + ListBoard.CardsAtFirst;
        RequestRefresh();
    }

    private void Drag(BoardCard card, bool dragged) => _dragged = dragged ? card : null;

    private async Task DropAsync(CaseStage to)
    {
        if (_dragged is { } card && card.Stage != to)
        {
            _dragged = null;
            await StepAsync(card, new CaseStep(to, card.Version, null));
        }
    }

    private void Ask(BoardCard card, CaseStage? to) => _asked = to is { } stage ? (card.CaseId, stage) : null;

    private async Task StepAsync(BoardCard card, CaseStep step)
    {
        if (step.Why is null && CaseStages.MayMove(card.Stage, step.To) && CaseStages.AsksWhy(card.Stage, step.To))
        {
            _asked = (card.CaseId, step.To);
            return;
        }

        var moved = await Move.HandleAsync(await Actors.GetAsync(), card.CaseId, step, Closing);
        _problem = moved.Error is { } error ? (card.CaseId, error.Message) : null;
        if (moved.IsOk || moved.Error is CaseMovedMeanwhile)
        {
            _asked = null;
        }

        _said = moved.IsOk ? $"Case {card.Number} moved to {StageWords.Of(step.To)}." : null;
        await RefreshAsync(Closing);
    }
}
