using BilskyWeb.Platform.LocalServers;
using Npgsql;

namespace BilskyWeb.Commands;

/// <summary>
/// The day of a demo: its examinations were made some hours before the directory was, and one of them on the day before, whose clock has run out by the time that somebody looks.
/// What is past nobody can make happen by the program's own ways, so that one is dated back in the database; the ledger keeps when it really came.
/// </summary>
internal sealed class DemoDay(LocalInstance instance)
{
    private static readonly TimeSpan MadeBefore = TimeSpan.FromHours(3);

    // More than the guideline's day from the flag to the decision.
    private static readonly TimeSpan Overdue = TimeSpan.FromHours(26);

    // The clocks of phantoms are those of the default site.
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById(new Features.Cases.Clocks.ClockOptions().TimeZone);

    // The same however often the import begins anew: the archive would not take other headers under the same identifiers.
    private readonly DateTimeOffset _began = new(File.GetLastWriteTimeUtc(instance.DemoPasswordFile), TimeSpan.Zero);

    /// <summary>When an examination was made, by the scanner's clock.</summary>
    public DateTime MadeAt(bool isOverdue)
    {
        var at = TimeZoneInfo.ConvertTime(_began - MadeBefore - (isOverdue ? Overdue : TimeSpan.Zero), Zone).DateTime;
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute));
    }

    /// <summary>Has a graded study have come, been referred and been graded a day ago.</summary>
    public async Task DateBackAsync(string studyInstanceUid, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(instance.ReadSettings()["BILSKY_DB"]);
        await using var command = source.CreateCommand("""
            with study as (
                update "Studies" set "ArrivedAt" = "ArrivedAt" - $2, "LastInstanceAt" = "LastInstanceAt" - $2
                where "StudyInstanceUid" = $1 and "ArrivedAt" > now() - $2 returning "Id"),
            referral as (
                update "Referrals" set "SubmittedAt" = "SubmittedAt" - $2 where "StudyId" in (select "Id" from study))
            update "GradingRuns" set "SubmittedAt" = "SubmittedAt" - $2, "StartedAt" = "StartedAt" - $2, "FinishedAt" = "FinishedAt" - $2 where "StudyId" in (select "Id" from study)
            """);
        command.Parameters.AddWithValue(studyInstanceUid);
        command.Parameters.AddWithValue(Overdue);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
