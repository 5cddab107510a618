using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Data;
using BilskyWeb.Platform;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Oversight.Monitoring;

internal sealed record NotForMonitoring() : ForbiddenError("monitoring.not_an_auditor", "Only an auditor or an admin sees how the models do.");

internal sealed record BadPeriod() : InvalidInputError("monitoring.bad_months", $"months must be between 1 and {ListMonitoring.MostMonths}.");

/// <summary>Model and reviewers in a month, by one pipeline. What a reviewer signed is the reference; they saw the model's grade when they signed.</summary>
/// <param name="Month">Its first day: the month of the last signature.</param>
/// <param name="Pipeline">Versions that graded.</param>
/// <param name="Studies">Highest grades of studies, low against high.</param>
/// <param name="Slices">Grades of single slices, low against high; slices of one study are not independent of each other.</param>
/// <param name="StudiesAc1">AC1 of the studies.</param>
/// <param name="SlicesAc1">AC1 of the slices.</param>
internal sealed record MonthOfAgreement(DateOnly Month, string Pipeline, HighGradeTable Studies, HighGradeTable Slices, Estimate StudiesAc1, Estimate SlicesAc1);

/// <summary>What the pipeline did in a month.</summary>
/// <param name="Graded">Gradings that ended with an answer.</param>
/// <param name="Refused">Gradings that refused the study.</param>
/// <param name="Withheld">Slices withheld, of those with an answer or a withheld one.</param>
internal sealed record MonthOfGradings(DateOnly Month, string Pipeline, int Graded, int Refused, Share Withheld);

/// <summary>How long studies that arrived in a month waited for their first result.</summary>
internal sealed record MonthOfWaiting(DateOnly Month, int Arrived, int WithResult, double? MedianSeconds, double? NinetiethSeconds);

/// <summary>Why reviewers changed a grade.</summary>
/// <param name="Reason">A reason's name; null where none was given.</param>
internal sealed record CountOfReason(string? Reason, int Slices);

internal sealed record MonitoringFigures(IReadOnlyList<MonthOfAgreement> Agreement, IReadOnlyList<MonthOfGradings> Gradings, IReadOnlyList<MonthOfWaiting> Waiting, IReadOnlyList<CountOfReason> Overrides);

/// <summary>How models and reviewers agree, and how long results take, month by month, newest first. Each query counts in the database and reads by an index from the period's first day on.</summary>
internal sealed class ListMonitoring(IDbContextFactory<BilskyDbContext> contexts, SiteZone site, TimeProvider clock)
{
    public const int MostMonths = 24;

    public async Task<Result<MonitoringFigures>> HandleAsync(Actor actor, int months, CancellationToken cancellationToken)
    {
        if (!actor.IsAuditor)
        {
            return new NotForMonitoring();
        }

        if (months is < 1 or > MostMonths)
        {
            return new BadPeriod();
        }

        var (from, zone) = (StartOf(months), site.Zone.Id);
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);

        // Of each study the last signature; the run that it was given on; what counted of each slice when it was given.
        var studies = await database.Database.SqlQuery<GradePair>($"""
            select date_trunc('month', s."SignedAt" at time zone {zone})::date as "Month", coalesce(r."PipelineVersion", '') as "Pipeline", r."HighestGrade" as "Model", s."Grade" as "Reviewer", count(*)::int as "Items"
            from "ReviewSignatures" s
            join "GradingRuns" r on r."Id" = s."RunId"
            where s."SignedAt" >= {from} and r."HighestGrade" is not null and s."Grade" is not null
              and not exists (select 1 from "ReviewSignatures" later where later."StudyId" = s."StudyId" and later."Number" > s."Number")
            group by 1, 2, 3, 4
            """).ToListAsync(cancellationToken);
        var slices = await database.Database.SqlQuery<GradePair>($"""
            select date_trunc('month', s."SignedAt" at time zone {zone})::date as "Month", coalesce(r."PipelineVersion", '') as "Pipeline", x."Grade" as "Model", coalesce(c."Grade", x."Grade") as "Reviewer", count(*)::int as "Items"
            from "ReviewSignatures" s
            join "GradingRuns" r on r."Id" = s."RunId"
            join "SliceResults" x on x."RunId" = r."Id" and x."Status" = 'Graded' and x."Grade" is not null
            left join lateral (
                select change."Grade", change."Exclusion" from "ReviewChanges" change
                where change."StudyId" = s."StudyId" and change."Aspect" = 'Reading' and change."SopInstanceUid" = x."SopInstanceUid" and change."Frame" = x."Frame" and change."Sequence" <= s."Sequence"
                order by change."Version" desc limit 1) c on true
            where s."SignedAt" >= {from} and c."Exclusion" is null
              and not exists (select 1 from "ReviewSignatures" later where later."StudyId" = s."StudyId" and later."Number" > s."Number")
            group by 1, 2, 3, 4
            """).ToListAsync(cancellationToken);
        var gradings = await database.Database.SqlQuery<GradingCount>($"""
            select date_trunc('month', r."FinishedAt" at time zone {zone})::date as "Month", coalesce(r."PipelineVersion", '') as "Pipeline",
                count(*) filter (where r."State" = 'Complete')::int as "Graded", count(*) filter (where r."State" = 'Rejected')::int as "Refused",
                coalesce(sum(x."Withheld"), 0)::int as "Withheld", coalesce(sum(x."Answered"), 0)::int as "Answered"
            from "GradingRuns" r
            left join lateral (
                select count(*) filter (where slice."Status" = 'Abstained') as "Withheld", count(*) filter (where slice."Status" in ('Graded', 'Abstained')) as "Answered"
                from "SliceResults" slice where slice."RunId" = r."Id") x on true
            where r."Role" = 'Clinical' and r."State" in ('Complete', 'Rejected') and r."SubmittedAt" >= {from.AddDays(-31)} and r."FinishedAt" >= {from}
            group by 1, 2
            """).ToListAsync(cancellationToken);
        var waiting = await database.Database.SqlQuery<WaitingCount>($"""
            select date_trunc('month', s."ArrivedAt" at time zone {zone})::date as "Month", count(*)::int as "Arrived", count(first."At")::int as "WithResult",
                percentile_cont(0.5) within group (order by extract(epoch from first."At" - s."ArrivedAt")) as "MedianSeconds",
                percentile_cont(0.9) within group (order by extract(epoch from first."At" - s."ArrivedAt")) as "NinetiethSeconds"
            from "Studies" s
            left join lateral (
                select min(r."FinishedAt") as "At" from "GradingRuns" r where r."StudyId" = s."Id" and r."Role" = 'Clinical' and r."State" in ('Complete', 'Rejected')) first on true
            where s."ArrivedAt" >= {from}
            group by 1
            """).ToListAsync(cancellationToken);
        var overrides = await database.Database.SqlQuery<CountOfReason>($"""
            select coalesce(c."Reason", s."OverrideReason") as "Reason", count(*)::int as "Slices"
            from "ReviewSignatures" s
            join "ReviewChanges" c on c."StudyId" = s."StudyId" and c."Aspect" = 'Reading' and c."Sequence" <= s."Sequence" and c."Grade" is not null and c."Grade" is distinct from c."ModelGrade"
            where s."SignedAt" >= {from}
              and not exists (select 1 from "ReviewSignatures" later where later."StudyId" = s."StudyId" and later."Number" > s."Number")
              and not exists (select 1 from "ReviewChanges" later where later."StudyId" = c."StudyId" and later."Aspect" = c."Aspect" and later."SopInstanceUid" = c."SopInstanceUid" and later."Frame" = c."Frame" and later."Version" > c."Version" and later."Sequence" <= s."Sequence")
            group by 1
            """).ToListAsync(cancellationToken);

        return new MonitoringFigures(
            Agreement(studies, slices),
            [.. gradings.OrderByDescending(g => g.Month).ThenBy(g => g.Pipeline, StringComparer.Ordinal)
                .Select(g => new MonthOfGradings(g.Month, g.Pipeline, g.Graded, g.Refused, Share.From(g.Withheld, g.Answered, "No slice had an answer.")))],
            [.. waiting.OrderByDescending(w => w.Month).Select(w => new MonthOfWaiting(w.Month, w.Arrived, w.WithResult, w.MedianSeconds, w.NinetiethSeconds))],
            [.. overrides.OrderByDescending(o => o.Slices).ThenBy(o => o.Reason, StringComparer.Ordinal)]);
    }

    private static List<MonthOfAgreement> Agreement(List<GradePair> studies, List<GradePair> slices)
    {
        var ofSlices = slices.ToLookup(s => (s.Month, s.Pipeline));
        return [.. studies.Concat(slices).Select(s => (s.Month, s.Pipeline)).Distinct().OrderByDescending(k => k.Month).ThenBy(k => k.Pipeline, StringComparer.Ordinal).Select(key =>
        {
            var (ofStudy, ofSlice) = (Table(studies.Where(s => (s.Month, s.Pipeline) == key)), Table(ofSlices[key]));
            return new MonthOfAgreement(key.Month, key.Pipeline, ofStudy, ofSlice, Ac1(ofStudy), Ac1(ofSlice));
        })];
    }

    private static HighGradeTable Table(IEnumerable<GradePair> pairs)
    {
        var matrix = ConfusionMatrix.OfGrades();
        foreach (var pair in pairs)
        {
            matrix.Add(pair.Reviewer, pair.Model, pair.Items);
        }

        return matrix.SplitAtPathwayLine(BilskyGrades.FirstHighGrade);
    }

    private static Estimate Ac1(HighGradeTable table) => table.Total == 0 ? Estimate.None("Nothing was signed.") : Coefficients.Of(table.ToMatrix()).GwetAc1;

    private DateTimeOffset StartOf(int months)
    {
        var local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), site.Zone);
        var first = new DateTime(local.Year, local.Month, 1).AddMonths(1 - months);
        return new DateTimeOffset(first, site.Zone.GetUtcOffset(first)).ToUniversalTime();
    }

    private sealed record GradePair(DateOnly Month, string Pipeline, short Model, short Reviewer, int Items);

    private sealed record GradingCount(DateOnly Month, string Pipeline, int Graded, int Refused, int Withheld, int Answered);

    private sealed record WaitingCount(DateOnly Month, int Arrived, int WithResult, double? MedianSeconds, double? NinetiethSeconds);
}
