using System.Globalization;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Levels;
using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Grading.Levels;

/// <summary>A level whose name changes.</summary>
public sealed record LevelRename(int KeySliceOrdinal, BilskyGrade Grade, string? Before, string? After);

/// <summary>What a change of pins does to the names of a run.</summary>
public sealed record NamingEffect(int SlicesNamed, int SlicesRenamed, string? First, string? Last, IReadOnlyList<LevelRename> Levels)
{
    /// <summary>In words, for the history and for the person who is about to do it.</summary>
    public string Text
    {
        get
        {
            var slices = SlicesNamed == 0 ? "No slice has a name." : $"{SlicesNamed} slices named, {First} to {Last}; {SlicesRenamed} of them change.";
            var levels = Levels.Select(l => string.Create(CultureInfo.InvariantCulture, $"grade {l.Grade.ToText()} at slice {l.KeySliceOrdinal + 1}: {l.Before ?? "no name"} → {l.After ?? "no name"}")).ToList();
            return levels.Count == 0 ? slices : $"{slices} Levels: {string.Join("; ", levels.Take(8))}{(levels.Count > 8 ? $"; and {levels.Count - 8} more" : "")}.";
        }
    }
}

/// <summary>Writes the names that follow from pins into a run's slices and levels. The one way in which names enter our tables.</summary>
internal static class LevelNames
{
    /// <summary>Names a run; each axis by its own naming, and a null naming takes its names away.</summary>
    /// <returns>What changed.</returns>
    public static NamingEffect Write(GradingRun run, IReadOnlyList<(GradedSpine Spine, LevelNaming? Naming)> spines)
    {
        var renamed = 0;
        foreach (var slice in run.Slices)
        {
            var name = spines.Select(s => s.Naming is not null && s.Spine.AlongMm(slice.Ordinal) is { } mm ? s.Naming.At(mm) : null).FirstOrDefault(n => n is not null);
            renamed += slice.LevelName == name?.Text ? 0 : 1;
            (slice.LevelName, slice.LevelConfidence) = (name?.Text, name?.Confidence);
        }

        var levels = new List<LevelRename>();
        foreach (var level in run.Levels.OrderBy(l => l.Ordinal))
        {
            // A level is called as its key image is, so that a card never names one vertebra and shows another.
            var key = run.Slices.Find(s => s.Ordinal == level.KeySliceOrdinal);
            if (level.Name != key?.LevelName)
            {
                levels.Add(new LevelRename(level.KeySliceOrdinal, level.Grade, level.Name, key?.LevelName));
            }

            (level.Name, level.NameConfidence) = (key?.LevelName, key?.LevelConfidence);
        }

        GradingRecord.NameCoverage(run);
        var named = run.Slices.Where(s => s.LevelName is not null).OrderBy(s => s.Ordinal).ToList();
        return new NamingEffect(named.Count, renamed, named.FirstOrDefault()?.LevelName, named.LastOrDefault()?.LevelName, levels);
    }

    /// <summary>Names a run that is about to be saved from the pins that are in force. Call within its transaction.</summary>
    public static async Task WriteAsync(BilskyDbContext database, GradingRun run, Func<SliceResult, ImagePlane?> planeOf, CancellationToken cancellationToken)
    {
        await LockAsync(database, run.StudyId, cancellationToken);
        var pins = LevelPin.InForce(await database.LevelPins.AsNoTracking().Where(p => p.StudyId == run.StudyId).ToListAsync(cancellationToken));
        if (pins.Count > 0)
        {
            Write(run, [.. GradedSpine.Through(run.Slices, planeOf).Select(spine => (spine, spine.Name(pins) is { IsOk: true } naming ? naming.Value : null))]);
        }
    }

    /// <summary>Holds back every other change of the study's names until this transaction ends: a grading that ends while somebody pins must not miss the pin.</summary>
    public static Task LockAsync(BilskyDbContext database, Guid studyId, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"""select 1 from "Studies" where "Id" = {studyId} for no key update""", cancellationToken);
}
