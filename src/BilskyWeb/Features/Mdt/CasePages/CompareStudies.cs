using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Features.Grading;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt.CasePages;

/// <summary>A level as one grading has it.</summary>
/// <param name="Grade">The model's grade of it.</param>
/// <param name="Image">Its key image.</param>
public sealed record LevelThen(BilskyGrade Grade, MdtImage Image);

/// <summary>One level in two studies.</summary>
/// <param name="Name">Such as T7.</param>
/// <param name="Earlier">In the earlier study; null where it has no such level.</param>
/// <param name="Later">In the later one.</param>
public sealed record LevelCompared(string Name, LevelThen? Earlier, LevelThen? Later)
{
    /// <summary>What has become of it, in words.</summary>
    public string Change => (Earlier, Later) switch
    {
        ({ } then, { } now) when now.Grade > then.Grade => $"Worse: {then.Grade.ToText()}, now {now.Grade.ToText()}",
        ({ } then, { } now) when now.Grade < then.Grade => $"Milder: {then.Grade.ToText()}, now {now.Grade.ToText()}",
        ({ } then, { }) => $"The same: {then.Grade.ToText()}",
        (null, { } now) => $"Not among the levels before, now {now.Grade.ToText()}",
        ({ } then, null) => $"{then.Grade.ToText()} before, not among the levels now",
        _ => "",
    };
}

/// <summary>Puts the levels of the newest two graded studies of a case beside each other, by their names: places in millimetres are comparable within one study alone.</summary>
internal sealed class CompareStudies(IDbContextFactory<BilskyDbContext> contexts)
{
    /// <summary>Levels with the same name in both, or of a high grade in one; empty where one of the two has no named level.</summary>
    public async Task<IReadOnlyList<LevelCompared>> HandleAsync(Guid earlierRun, Guid laterRun, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var levels = await database.LevelResults.AsNoTracking().Where(l => (l.RunId == earlierRun || l.RunId == laterRun) && l.Name != null).OrderBy(l => l.Ordinal).ToListAsync(cancellationToken);
        if (!levels.Exists(l => l.RunId == earlierRun) || !levels.Exists(l => l.RunId == laterRun))
        {
            return [];
        }

        return
        [
            .. levels.GroupBy(l => l.Name!, StringComparer.Ordinal)
                .Select(g => new LevelCompared(g.Key, Worst(g, earlierRun), Worst(g, laterRun)))
                .Where(l => (l.Earlier is not null && l.Later is not null) || l.Earlier?.Grade.IsHighGrade() == true || l.Later?.Grade.IsHighGrade() == true)
                .OrderByDescending(l => (BilskyGrade)Math.Max((int)(l.Earlier?.Grade ?? 0), (int)(l.Later?.Grade ?? 0))),
        ];
    }

    private static LevelThen? Worst(IEnumerable<LevelResult> levels, Guid run) => levels.Where(l => l.RunId == run).OrderByDescending(l => l.Grade).FirstOrDefault() is { } worst
        ? new LevelThen(worst.Grade, new MdtImage(GradingRoutes.KeyImageOf(run, worst.Ordinal, worst.Name!), $"Key image of {worst.Name}, grade {worst.Grade.ToText()} by the model"))
        : null;
}
