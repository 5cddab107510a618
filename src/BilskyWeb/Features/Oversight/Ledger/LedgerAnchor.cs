using System.Globalization;
using System.Text.Json;
using BilskyWeb.Core;
using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Ledger;

/// <summary>The chain's end on a day, to be kept where nobody who can write to the database can write.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Position">The last record of the day.</param>
/// <param name="Sha256">The chain's hash there, which holds every record before it.</param>
public sealed record LedgerAnchor(DateOnly Day, long Position, string Sha256);

internal sealed record AnchorsUnreadable(int Line) : InvalidInputError("ledger.anchors_unreadable", $"Line {Line} of the anchors is none: a line reads {{\"day\":\"2026-11-30\",\"position\":1,\"sha256\":\"…\"}}.");

/// <summary>Anchors, oldest first; a line of JSON each.</summary>
internal sealed class ListAnchors(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<IReadOnlyList<LedgerAnchor>> HandleAsync(CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. (await database.LedgerRoots.AsNoTracking().OrderBy(r => r.Day).ToListAsync(cancellationToken)).Select(r => new LedgerAnchor(r.Day, r.Position, Convert.ToHexStringLower(r.Hash)))];
    }

    public static string Write(IEnumerable<LedgerAnchor> anchors) => string.Concat(anchors.Select(a => JsonSerializer.Serialize(a, JsonSerializerOptions.Web) + "\n"));

    public static Result<IReadOnlyList<LedgerAnchor>> Read(IEnumerable<string> lines)
    {
        var anchors = new List<LedgerAnchor>();
        foreach (var (number, line) in lines.Index().Where(l => !string.IsNullOrWhiteSpace(l.Item)))
        {
            try
            {
                if (JsonSerializer.Deserialize<LedgerAnchor>(line, JsonSerializerOptions.Web) is not { Sha256.Length: 64, Position: > 0 } anchor || !anchor.Sha256.All(char.IsAsciiHexDigit))
                {
                    return new AnchorsUnreadable(number + 1);
                }

                anchors.Add(anchor);
            }
            catch (JsonException)
            {
                return new AnchorsUnreadable(number + 1);
            }
        }

        return anchors;
    }
}
