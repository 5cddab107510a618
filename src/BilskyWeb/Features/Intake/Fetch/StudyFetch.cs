using System.Text.Json;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Archive;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Fetch;

/// <summary>The last time that a study was fetched from another archive, and what that archive said it holds of it.</summary>
public sealed class StudyFetch
{
    public required string StudyInstanceUid { get; set; }

    /// <summary>The other archive's name.</summary>
    public required string Remote { get; set; }

    /// <summary>The job within our archive that fetches.</summary>
    public required string JobId { get; set; }
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>What it said, as JSON: a list of <see cref="RemoteSeries"/>; empty when it does not count.</summary>
    public required string Told { get; set; }

    /// <summary>What all archives from which a study was fetched said that they hold of it; the highest number where several hold a series.</summary>
    internal static async Task<IReadOnlyList<RemoteSeries>> ToldOfAsync(BilskyDbContext database, string studyInstanceUid, CancellationToken cancellationToken)
    {
        var told = await database.StudyFetches.Where(f => f.StudyInstanceUid == studyInstanceUid).Select(f => f.Told).ToListAsync(cancellationToken);
        return [.. told.SelectMany(Read).GroupBy(s => s.SeriesInstanceUid).Select(same => same.MaxBy(s => s.Instances)!)];
    }

    /// <summary>Notes that images that came were not taken for this study's by a person: they are no longer here, which is no fault of the fetch.</summary>
    /// <param name="database">Inside the transaction of the decision.</param>
    /// <param name="studyInstanceUid">The study as fetched.</param>
    /// <param name="images">How many of each series.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal static async Task SetAsideAsync(BilskyDbContext database, string studyInstanceUid, IReadOnlyDictionary<string, int> images, CancellationToken cancellationToken)
    {
        foreach (var fetch in images.Count == 0 ? [] : await database.StudyFetches.Where(f => f.StudyInstanceUid == studyInstanceUid).ToListAsync(cancellationToken))
        {
            fetch.Told = Write([.. Read(fetch.Told).Select(s => s with { SetAside = s.SetAside + (s.SeriesInstanceUid is { } uid ? images.GetValueOrDefault(uid) : images.Values.Sum()) })]);
        }
        await database.SaveChangesAsync(cancellationToken);
    }

    internal static string Write(IReadOnlyList<RemoteSeries> told) => JsonSerializer.Serialize(told, JsonSerializerOptions.Web);

    private static List<RemoteSeries> Read(string told) => JsonSerializer.Deserialize<List<RemoteSeries>>(told, JsonSerializerOptions.Web)!;
}
