using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>What an export holds.</summary>
internal enum LabelExportKind
{
    /// <summary><c>labels.csv</c>, and a Pascal VOC file for each labelled DICOM slice.</summary>
    Dicom,

    /// <summary>A PNG file of every slice, and a Pascal VOC file beside each that is labelled: a folder that LabelImg opens.</summary>
    Pictures,
}

/// <summary>Gives a set's labels away as a ZIP, written as it is read.</summary>
internal sealed class ExportLabels(IDbContextFactory<BilskyDbContext> contexts, DicomWebArchive archive, AuditTrail trail)
{
    public async Task<Result<LabelExport>> HandleAsync(Actor actor, Guid setId, LabelExportKind kind, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        if (await database.LabelSetsOpenTo(actor).AsNoTracking().SingleOrDefaultAsync(s => s.Id == setId, cancellationToken) is not { } set)
        {
            return new LabelSetNotFound();
        }

        var slices = await database.LabelSlices.AsNoTracking().Where(s => s.LabelSetId == setId).OrderBy(s => s.Number)
            .Include(s => s.Labels.Where(l => l.IsCurrent && !l.Withdrawn)).ToListAsync(cancellationToken);
        var studies = await database.Studies.Where(s => database.LabelSlices.Any(x => x.LabelSetId == setId && x.StudyId == s.Id)).ToDictionaryAsync(s => s.Id, s => s.StudyInstanceUid, cancellationToken);
        await trail.RecordAsync(actor, AuditAction.ExportedLabels, detail: $"{set.Id}, {slices.Count(s => s.Labels.Count > 0)} labels{(kind == LabelExportKind.Pictures ? $", {slices.Count} images" : "")}", cancellationToken: cancellationToken);
        return new LabelExport(slices, studies, kind == LabelExportKind.Pictures ? archive : null);
    }
}
