using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Grading;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>What an admin asks for.</summary>
internal sealed record ReaderStudyPlan
{
    /// <summary>Made by the page that asks: asked twice, made once.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; init; }
    public ReadScale Question { get; init; }
    public required IReadOnlyCollection<Guid> Studies { get; init; }

    /// <summary>How many regions of each study, spread evenly from head to foot; null for all.</summary>
    public int? RegionsPerStudy { get; init; }
    public required IReadOnlyCollection<Guid> Readers { get; init; }
    public Guid ReferenceReader { get; init; }
}

/// <summary>Makes a reader study from graded studies: a case per region that the newest grading found.</summary>
internal sealed class MakeReaderStudy(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, TimeProvider clock)
{
    public async Task<Result<Guid>> HandleAsync(Actor actor, ReaderStudyPlan plan, CancellationToken cancellationToken)
    {
        if (Problem(actor, plan) is { } problem)
        {
            return Result(problem);
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.ReaderStudies.AnyAsync(s => s.Id == plan.Id, cancellationToken))
        {
            return plan.Id;
        }

        var auditors = database.IdsInRole(Role.Auditor);
        if (await database.Users.CountAsync(u => plan.Readers.Contains(u.Id) && !auditors.Contains(u.Id), cancellationToken) != plan.Readers.Distinct().Count())
        {
            return new UnknownReader();
        }

        var study = new ReaderStudy
        {
            Id = plan.Id,
            Name = plan.Name.Trim(),
            Question = plan.Question,
            MadeById = actor.UserId,
            MadeAt = clock.GetUtcNow(),
            ReferenceReaderId = plan.ReferenceReader,
        };
        study.Readers.AddRange(plan.Readers.Distinct().Select(r => new ReaderStudyReader { UserId = r }));
        foreach (var id in plan.Studies.Distinct())
        {
            var run = await database.CompleteRunsOf(id).AsNoTracking().Include(r => r.Slices).FirstOrDefaultAsync(cancellationToken);
            study.Cases.AddRange(run is null ? [] : Cases(run, plan.RegionsPerStudy));
        }

        if (study.Cases.Count == 0)
        {
            return new NothingToRead();
        }

        for (var i = 0; i < study.Cases.Count; i++)
        {
            study.Cases[i].Number = i + 1;
        }

        database.ReaderStudies.Add(study);
        trail.Add(database, actor, new LedgerEntry(AuditAction.MadeReaderStudy, Detail: $"{study.Id}, {study.Cases.Count} cases, {study.Readers.Count} readers"));
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "PK_ReaderStudies" })
        {
            return plan.Id;
        }

        return study.Id;
    }

    /// <summary>Evenly from head to foot and not by grade: the model must not choose what it is judged on.</summary>
    internal static IEnumerable<ReaderStudyCase> Cases(GradingRun run, int? most)
    {
        var regions = run.Slices.Where(s => s.RoiX is not null && s.Status is SliceStatus.Graded or SliceStatus.Abstained).OrderBy(s => s.Ordinal).ToList();
        var count = Math.Min(most ?? regions.Count, regions.Count);
        return Enumerable.Range(0, count).Select(i => regions[((2 * i) + 1) * regions.Count / (2 * count)]).Select(slice => new ReaderStudyCase
        {
            // Not of version 7: its order would give away the order along the spine.
            Id = Guid.NewGuid(),
            StudyId = run.StudyId,
            SeriesInstanceUid = slice.SeriesInstanceUid,
            SopInstanceUid = slice.SopInstanceUid,
            Frame = slice.Frame,
            RoiX = slice.RoiX!.Value,
            RoiY = slice.RoiY!.Value,
            RoiWidth = slice.RoiWidth!.Value,
            RoiHeight = slice.RoiHeight!.Value,
            ModelGrade = slice.Status == SliceStatus.Graded ? slice.Grade : null,
            ModelHighGradeProbability = slice.HighGradeProbability,
            PipelineVersion = run.PipelineVersion,
        });
    }

    private static Result<Guid> Result(Error problem) => problem;

    private static Error? Problem(Actor actor, ReaderStudyPlan plan) =>
        !actor.IsAdmin ? new NotAnAdmin()
        : string.IsNullOrWhiteSpace(plan.Name) || plan.Name.Trim().Length > 100 ? new NameMissing()
        : plan.RegionsPerStudy < 1 ? new BadCaseCount()
        : plan.Readers.Distinct().Count() < 2 ? new TooFewReaders()
        : !plan.Readers.Contains(plan.ReferenceReader) ? new ReferenceNotReading()
        : null;
}
