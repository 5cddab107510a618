using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>What a reader's page learns of a case's stack.</summary>
internal sealed record CaseStackJson(IReadOnlyList<CaseSliceJson> Slices);

/// <summary>A slice by how far it is from the one to grade.</summary>
internal sealed record CaseSliceJson(int Offset, double MmTowardsHead);

/// <summary>Tells a reader how many slices lie around the one to grade, and how far each is.</summary>
internal sealed class OpenCaseStack(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<Result<CaseStackJson>> HandleAsync(Actor actor, Guid readerStudyId, Guid caseId, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return (await CaseStack.ReadAsync(database, actor, readerStudyId, caseId, cancellationToken)).Match<Result<CaseStackJson>>(
            stack => new CaseStackJson([.. stack.Slices.Select(s => new CaseSliceJson(s.Offset, Math.Round(s.MmTowardsHead, 1)))]),
            error => error);
    }
}
