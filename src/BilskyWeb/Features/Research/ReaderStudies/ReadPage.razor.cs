using BilskyWeb.Core;
using Microsoft.AspNetCore.Components;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>Reads one case after another with the keyboard alone.</summary>
public sealed partial class ReadPage
{
    private Reading? _reading;
    private Error? _failure;

    [Inject]
    private OpenReading Open { get; set; } = null!;

    [Inject]
    private SaveRead Save { get; set; } = null!;

    private protected override int? Position => _reading?.Position;

    protected override async Task KeepAsync(Guid caseId, int answer, double seconds)
    {
        var saved = await Save.HandleAsync(await Actors.GetAsync(), Id, caseId, answer, seconds, Closing);
        Problem = saved.Error?.Message;
        if (saved.IsOk)
        {
            await ShowAsync(_reading is { Answer: not null } again ? again.Position + 1 : null);
        }
    }

    protected override async Task ShowAsync(int? position)
    {
        var opened = await Open.HandleAsync(await Actors.GetAsync(), Id, position, Closing);
        _failure = opened.Error;
        _reading = opened.IsOk ? opened.Value : null;
    }
}
