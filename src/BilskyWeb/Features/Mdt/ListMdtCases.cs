using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Studies;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Shell.Components;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Mdt;

/// <summary>One flagged study as a card shows it.</summary>
public sealed record MdtCase
{
    public required Guid StudyId { get; init; }
    public required string StudyInstanceUid { get; init; }
    public required string PatientName { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? Sex { get; init; }
    public required DateTimeOffset ArrivedAt { get; init; }
    public required Guid RunId { get; init; }
    public BilskyGrade? Grade { get; init; }
    public string? FlagReason { get; init; }
    public string? PrimaryCancer { get; init; }
    public string? Referrer { get; init; }

    /// <summary>The levels of the highest grade, head first; each has a key image.</summary>
    public IReadOnlyList<MdtLevel> Levels { get; init; } = [];
}

/// <summary>A level with the number of its key image.</summary>
public sealed record MdtLevel(int Ordinal, string Text, BilskyGrade Grade);

/// <summary>One page of the board.</summary>
public sealed record MdtBoard(IReadOnlyList<MdtCase> Cases, int Total);

/// <summary>Flagged studies that are not held, highest grade first, then whoever has waited longest.</summary>
internal sealed class ListMdtCases(IDbContextFactory<BilskyDbContext> contexts)
{
    public const int PageSize = 24;
    private const int MostKeyImages = 3;

    public async Task<MdtBoard> HandleAsync(Actor actor, int page, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var flagged =
            from study in database.StudiesVisibleTo(actor).AsNoTracking()
            from run in database.GradingRuns.Where(r => r.StudyId == study.Id && r.State == GradingState.Complete).OrderByDescending(r => r.SubmittedAt).Take(1)
            where run.Flagged && study.HoldReason == null
            select new { Study = study, Run = run };
        var total = await flagged.CountAsync(cancellationToken);
        var found = await flagged.OrderByDescending(c => c.Run.HighestGrade).ThenBy(c => c.Study.ArrivedAt).ThenBy(c => c.Study.Id)
            .Skip(page * PageSize).Take(PageSize)
            .Select(c => new MdtCase
            {
                StudyId = c.Study.Id,
                StudyInstanceUid = c.Study.StudyInstanceUid,
                PatientName = c.Study.PatientName,
                BirthDate = c.Study.BirthDate,
                Sex = c.Study.Sex,
                ArrivedAt = c.Study.ArrivedAt,
                RunId = c.Run.Id,
                Grade = c.Run.HighestGrade,
                FlagReason = c.Run.FlagReason,
            })
            .ToListAsync(cancellationToken);
        var runIds = found.Select(c => c.RunId).ToList();
        var studyIds = found.Select(c => c.StudyId).ToList();
        var levels = (await database.LevelResults.AsNoTracking().Where(l => runIds.Contains(l.RunId)).OrderBy(l => l.Ordinal).ToListAsync(cancellationToken)).ToLookup(l => l.RunId);
        var referrals = (await (
            from referral in database.Referrals
            join person in database.Users on referral.ReferrerId equals person.Id
            where studyIds.Contains(referral.StudyId)
            orderby referral.SubmittedAt
            select new { referral.StudyId, referral.PrimaryCancer, person.DisplayName }).ToListAsync(cancellationToken)).ToLookup(r => r.StudyId);
        return new MdtBoard(
            [.. found.Select(c => c with
            {
                PrimaryCancer = referrals[c.StudyId].Select(r => r.PrimaryCancer).LastOrDefault(p => !string.IsNullOrWhiteSpace(p)),
                Referrer = referrals[c.StudyId].Select(r => r.DisplayName).LastOrDefault(),
                Levels = [.. levels[c.RunId].Where(l => l.Grade == c.Grade).Take(MostKeyImages)
                    .Select(l => new MdtLevel(l.Ordinal, LevelText.Of(l.Name, l.NameConfidence, l.FromMm, l.ToMm), l.Grade))],
            })],
            total);
    }
}
