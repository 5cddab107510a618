using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Studies;

/// <summary>A study as the API shows it.</summary>
public sealed record StudyView
{
    public Guid Id { get; init; }
    public required string StudyInstanceUid { get; init; }
    public required string PatientId { get; init; }
    public required string PatientName { get; init; }
    public DateOnly? BirthDate { get; init; }
    public string? Sex { get; init; }
    public string? AccessionNumber { get; init; }
    public DateOnly? StudyDate { get; init; }
    public string? Description { get; init; }
    public int InstanceCount { get; init; }
    public DateTimeOffset ArrivedAt { get; init; }

    /// <summary>Why the study is held for a person; null when it is not.</summary>
    public string? HoldReason { get; init; }
}

/// <summary>One page of a list.</summary>
public sealed record StudyPage(IReadOnlyList<StudyView> Items, int Total, int Offset, int Limit);

/// <summary>What to look for. Text matches anywhere, without regard to case; the words of a name with anything between them.</summary>
public sealed record StudyFilter
{
    public const int MaxLimit = 200;

    public string? PatientId { get; init; }
    public string? PatientName { get; init; }
    public string? AccessionNumber { get; init; }
    public DateOnly? StudyDateFrom { get; init; }
    public DateOnly? StudyDateTo { get; init; }
    public bool? Held { get; init; }
    public int? Offset { get; init; }
    public int? Limit { get; init; }
}

internal sealed record BadPage() : InvalidInputError("page.out_of_range", $"offset must be 0 or more and limit between 1 and {StudyFilter.MaxLimit}.");

/// <summary>The studies that the asker may see, newest first.</summary>
internal sealed class ListStudies(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<Result<StudyPage>> HandleAsync(Actor actor, StudyFilter filter, CancellationToken cancellationToken)
    {
        var (offset, limit) = (filter.Offset ?? 0, filter.Limit ?? 50);
        if (offset < 0 || limit is < 1 or > StudyFilter.MaxLimit)
        {
            return new BadPage();
        }
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var studies = Where(database.StudiesVisibleTo(actor).AsNoTracking(), filter);
        var total = await studies.CountAsync(cancellationToken);
        var items = await studies.OrderByDescending(s => s.ArrivedAt).ThenBy(s => s.Id).Skip(offset).Take(limit).Select(AsView).ToListAsync(cancellationToken);
        return new StudyPage(items, total, offset, limit);
    }

    internal static readonly System.Linq.Expressions.Expression<Func<Study, StudyView>> AsView = s => new StudyView
    {
        Id = s.Id,
        StudyInstanceUid = s.StudyInstanceUid,
        PatientId = s.PatientId,
        PatientName = s.PatientName,
        BirthDate = s.BirthDate,
        Sex = s.Sex,
        AccessionNumber = s.AccessionNumber,
        StudyDate = s.StudyDate,
        Description = s.Description,
        InstanceCount = s.InstanceCount,
        ArrivedAt = s.ArrivedAt,
        HoldReason = s.HoldReason,
    };

    private static IQueryable<Study> Where(IQueryable<Study> studies, StudyFilter filter)
    {
        if (SearchPattern.Text(filter.PatientId) is { } patientId)
        {
            studies = studies.Where(s => EF.Functions.ILike(s.PatientId, patientId, SearchPattern.Escape));
        }
        if (SearchPattern.Words(filter.PatientName) is { } name)
        {
            studies = studies.Where(s => EF.Functions.ILike(s.PatientName, name, SearchPattern.Escape));
        }
        if (SearchPattern.Text(filter.AccessionNumber) is { } accession)
        {
            studies = studies.Where(s => EF.Functions.ILike(s.AccessionNumber!, accession, SearchPattern.Escape));
        }
        if (filter.StudyDateFrom is { } from)
        {
            studies = studies.Where(s => s.StudyDate >= from);
        }
        if (filter.StudyDateTo is { } to)
        {
            studies = studies.Where(s => s.StudyDate <= to);
        }
        return filter.Held is { } held ? studies.Where(s => s.HoldReason != null == held) : studies;
    }
}

/// <summary>One study that the asker may see.</summary>
internal sealed class FindStudy(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<Result<StudyView>> HandleAsync(Actor actor, string studyInstanceUid, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var study = await database.StudiesVisibleTo(actor).AsNoTracking().Where(s => s.StudyInstanceUid == studyInstanceUid)
            .Select(ListStudies.AsView).SingleOrDefaultAsync(cancellationToken);
        return study is null ? new StudyNotFound() : study;
    }
}
