using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>What an admin asks for.</summary>
/// <param name="Id">Made by the page that asks: asked twice, made once.</param>
/// <param name="Name">The set's name.</param>
/// <param name="Studies">Graded studies.</param>
internal sealed record LabelSetPlan(Guid Id, string Name, IEnumerable<Guid> Studies);

/// <summary>Makes a label set: every slice of the series that the newest grading of each study took, whatever became of it there.</summary>
internal sealed class MakeLabelSet(IDbContextFactory<BilskyDbContext> contexts, DicomWebArchive archive, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    public const int MostSlices = 20_000;

    public async Task<Result<Guid>> HandleAsync(Actor actor, LabelSetPlan plan, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        if (string.IsNullOrWhiteSpace(plan.Name) || plan.Name.Trim().Length > 100)
        {
            return new NameMissing();
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.LabelSets.AnyAsync(s => s.Id == plan.Id, cancellationToken))
        {
            return plan.Id;
        }

        var set = new LabelSet { Id = plan.Id, Name = plan.Name.Trim(), MadeById = actor.UserId, MadeAt = clock.GetUtcNow() };
        var studies = 0;
        foreach (var id in plan.Studies.Distinct())
        {
            var slices = await SlicesAsync(database, id, cancellationToken);
            if (slices.Error is { } problem)
            {
                return problem;
            }

            studies += slices.Value.Count > 0 ? 1 : 0;
            foreach (var slice in slices.Value)
            {
                (slice.StudyNumber, slice.Number) = (studies, set.Slices.Count + 1);
                set.Slices.Add(slice);
            }

            if (set.Slices.Count > MostSlices)
            {
                return new TooManySlices(MostSlices);
            }
        }

        if (set.Slices.Count == 0)
        {
            return new NothingToLabel();
        }

        database.LabelSets.Add(set);
        trail.Add(database, actor, new LedgerEntry(AuditAction.MadeLabelSet, Detail: $"{set.Id}, {studies} studies, {set.Slices.Count} slices"));
        try
        {
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "PK_LabelSets" })
        {
            return plan.Id;
        }

        await live.PublishAsync(new LiveUpdate(LiveTopic.LabelSet, set.Id), cancellationToken);
        return set.Id;
    }

    /// <summary>How even the model's probabilities are on both sides of the pathway line.</summary>
    internal static double? UncertaintyOf(SliceResult slice) => slice.Probabilities.Length == 0 ? null : 1 - Math.Abs((2 * slice.HighGradeProbability) - 1);

    private async Task<Result<List<LabelSlice>>> SlicesAsync(BilskyDbContext database, Guid studyId, CancellationToken cancellationToken)
    {
        var study = await database.Studies.AsNoTracking().Where(s => s.Id == studyId && s.HoldReason == null).Select(s => new { s.StudyInstanceUid, s.PatientId }).SingleOrDefaultAsync(cancellationToken);
        var run = study is null ? null : await database.CompleteRunsOf(studyId).AsNoTracking().Include(r => r.Slices).FirstOrDefaultAsync(cancellationToken);
        var slices = new List<LabelSlice>();
        foreach (var series in (run?.Slices ?? []).GroupBy(s => s.SeriesInstanceUid))
        {
            var read = await archive.ReadMetadataAsync(study!.StudyInstanceUid, series.Key, cancellationToken);
            if (read.Error is { } error)
            {
                return error is NotFoundError ? new ImagesGone(study.PatientId) : error;
            }

            var images = read.Value.DistinctBy(i => i.GetString(DicomTag.SopInstanceUid)).ToDictionary(i => i.GetString(DicomTag.SopInstanceUid) ?? "");
            foreach (var slice in series)
            {
                if (!images.TryGetValue(slice.SopInstanceUid, out var image) || FrameSize.Of(image, slice.Frame) is not { } size)
                {
                    return new ImagesGone(study.PatientId);
                }

                slices.Add(Slice(studyId, run!, slice, size));
            }
        }

        var order = (run?.Slices ?? []).ToDictionary(s => (s.SopInstanceUid, s.Frame), s => s.Ordinal);
        return slices.OrderBy(s => order[(s.SopInstanceUid, s.Frame)]).ToList();
    }

    private static LabelSlice Slice(Guid studyId, GradingRun run, SliceResult slice, FrameSize size) => new()
    {
        StudyId = studyId,
        SeriesInstanceUid = slice.SeriesInstanceUid,
        SopInstanceUid = slice.SopInstanceUid,
        Frame = slice.Frame,
        PositionMm = slice.PositionMm,
        Width = size.Width,
        Height = size.Height,
        ColumnSpacingMm = size.ColumnSpacingMm,
        RowSpacingMm = size.RowSpacingMm,
        RoiX = slice.RoiX,
        RoiY = slice.RoiY,
        RoiWidth = slice.RoiWidth,
        RoiHeight = slice.RoiHeight,
        ModelStatus = slice.Status,
        ModelGrade = slice.Status == SliceStatus.Graded ? slice.Grade : null,
        HighGradeProbability = slice.HighGradeProbability,
        Uncertainty = UncertaintyOf(slice),
        PipelineVersion = run.PipelineVersion,
    };
}
