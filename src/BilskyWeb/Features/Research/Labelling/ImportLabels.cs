using System.Globalization;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.Labelling;

/// <summary>What an import did.</summary>
/// <param name="Added">Slices that had no label.</param>
/// <param name="Replaced">Slices whose label said something else; it is kept beneath the new one.</param>
/// <param name="Unchanged">Slices whose label says the same already.</param>
/// <param name="SaidNothing">Pascal VOC files without an object.</param>
/// <param name="PassedOver">Pascal VOC files beside a <c>labels.csv</c>, which was read in their place.</param>
public sealed record ImportedLabels(int Added, int Replaced, int Unchanged, int SaidNothing, int PassedOver)
{
    /// <summary>What had to be understood of a table, as text; null when nothing had to.</summary>
    public string? Note { get; init; }
}

/// <summary>Takes labels of <c>labels.csv</c> or Pascal VOC XML into a set: all of them or none.</summary>
internal sealed class ImportLabels(IDbContextFactory<BilskyDbContext> contexts, AuditTrail trail, LiveUpdates live, TimeProvider clock)
{
    /// <param name="actor">An admin.</param>
    /// <param name="setId">The set.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="content">The file; read once, forward.</param>
    /// <param name="replace">Whether labels that say something else give way; else they are faults.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<ImportedLabels>> HandleAsync(Actor actor, Guid setId, string name, Stream content, bool replace, CancellationToken cancellationToken)
    {
        if (!actor.IsAdmin)
        {
            return new NotAnAdmin();
        }

        var found = await ReadAsync(name, content, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error!;
        }

        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await database.LockLabelSetAsync(setId, cancellationToken))
        {
            return new LabelSetNotFound();
        }

        var slices = await database.LabelSlices.AsNoTracking().Where(s => s.LabelSetId == setId).Include(s => s.Labels.Where(l => l.IsCurrent)).ToDictionaryAsync(s => (s.SopInstanceUid, s.Frame), cancellationToken);
        var studies = await database.Studies.Where(s => database.LabelSlices.Any(x => x.LabelSetId == setId && x.StudyId == s.Id)).ToDictionaryAsync(s => s.Id, s => s.StudyInstanceUid, cancellationToken);
        var (faults, added, done) = (new List<string>(), new List<SliceLabel>(), new ImportedLabels(0, 0, 0, found.Value.SaidNothing, found.Value.PassedOver) { Note = found.Value.Notes.Count > 0 ? string.Join(" ", found.Value.Notes) : null });
        var now = clock.GetUtcNow();
        foreach (var read in found.Value.Labels)
        {
            if (read.Error is { } error)
            {
                faults.Add(error.Message);
                continue;
            }

            var label = read.Value;
            var slice = slices.GetValueOrDefault((label.Sop, label.Frame));
            var value = slice is null ? null : new LabelValue(label.Box, label.Grade, label.Exclusion).Plain(slice.Width, slice.Height);
            var current = slice?.Labels.SingleOrDefault(l => !l.Withdrawn);
            if (slice is null || value is null)
            {
                faults.Add($"{label.Where}: this label set has no slice with SOP Instance UID {label.Sop}, frame {label.Frame}.");
            }
            else if ((Fault(label, slice, studies[slice.StudyId]) ?? value.Fault(slice.Width, slice.Height)) is { } fault)
            {
                faults.Add($"{label.Where}: {fault}");
            }
            else if (current is not null && SaysTheSame(label, slice, current.Value, value))
            {
                done = done with { Unchanged = done.Unchanged + 1 };
            }
            else if (current is not null && !replace)
            {
                faults.Add($"{label.Where}: {current.LabelledByName} has labelled this slice otherwise. Choose to replace labels, or leave this one out.");
            }
            else
            {
                done = current is null ? done with { Added = done.Added + 1 } : done with { Replaced = done.Replaced + 1 };
                added.Add(LabelWriter.Append(slice, value, actor, now, Guid.CreateVersion7(), tab: null));
            }
        }

        if (faults.Count > 0)
        {
            return new ImportRefused(faults);
        }

        await LabelWriter.WriteAsync(database, added, cancellationToken);
        await trail.WriteAsync(database, actor, new LedgerEntry(AuditAction.ImportedLabels, Detail: $"{setId}: {done.Added} added, {done.Replaced} replaced, {done.Unchanged} the same"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await live.PublishAsync(new LiveUpdate(LiveTopic.LabelSet, setId), cancellationToken);
        return done;
    }

    /// <summary>A ZIP is read from its end, so that the file is kept on disk meanwhile.</summary>
    private static async Task<Result<FoundLabels>> ReadAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"bilsky-labels-{Guid.NewGuid():N}");
        await using var spool = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (spool.Length + read > LabelsUpload.MostBytes)
            {
                return new FileTooLarge(LabelsUpload.MostBytes);
            }

            await spool.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        spool.Position = 0;
        return await LabelsUpload.ReadAsync(spool, name, cancellationToken);
    }

    /// <summary>Pascal VOC cuts a box at the image's edge and keeps its corners, LabelImg in whole pixels: what comes back of our own file is the same label.</summary>
    private static bool SaysTheSame(FoundLabel label, LabelSlice slice, LabelValue current, LabelValue value) =>
        label.IsPascalVoc ? value.IsResaved(current.Cut(slice.Width, slice.Height)) : value.IsLike(current.Plain(slice.Width, slice.Height));

    private static string? Fault(FoundLabel label, LabelSlice slice, string studyInstanceUid) =>
        label.Study is { } study && study != studyInstanceUid ? $"column \"study\" holds {study}, but this image is of the study {studyInstanceUid}."
        : label.Series is { } series && series != slice.SeriesInstanceUid ? $"column \"series\" holds {series}, but this image is of the series {slice.SeriesInstanceUid}."
        : label.Size is { } size && size != (slice.Width, slice.Height)
            ? string.Create(CultureInfo.InvariantCulture, $"size says {size.Width} × {size.Height} pixels, but the image has {slice.Width} × {slice.Height}, so the box cannot be placed.")
        : null;
}
