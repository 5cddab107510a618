using BilskyWeb.Core;
using Microsoft.AspNetCore.Components;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>Settles, one after another, the cases on which the readers of a closed study differ.</summary>
public sealed partial class ConsensusPage
{
    private ConsensusCase? _shown;
    private Error? _failure;

    [Inject]
    private OpenConsensus Open { get; set; } = null!;

    [Inject]
    private SettleCase Settle { get; set; } = null!;

    private protected override int? Position => _shown?.Position;

    protected override async Task KeepAsync(Guid caseId, int answer, double seconds)
    {
        var settled = await Settle.HandleAsync(await Actors.GetAsync(), Id, caseId, answer, Closing);
        Problem = settled.Error?.Message;
        if (settled.IsOk)
        {
            await ShowAsync(_shown?.Position + 1);
        }
    }

    protected override async Task ShowAsync(int? position)
    {
        var opened = await Open.HandleAsync(await Actors.GetAsync(), Id, position, Closing);
        _failure = opened.Error;
        _shown = opened.IsOk ? opened.Value : null;
    }
}
