using BilskyWeb.Core.Cases;
using BilskyWeb.Core.Clinical.Clocks;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Clocks;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Platform.Auth;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Mdt;

/// <summary>
/// The clocks of cases. A case gathers studies, and of each stretch the study counts whose clock runs, of those the one that is due first; where none runs, the one that ended last.
/// Nobody waits for a case that is treated or closed: what still ran there is left out. A study that is held, or whose images are gone, has no clock.
/// </summary>
internal sealed class CaseClocks(IOptions<ClockOptions> options)
{
    /// <returns>By case, in the order of the stretches.</returns>
    public async Task<ILookup<Guid, CaseClock>> ReadAsync(BilskyDbContext database, IEnumerable<(PatientCase Case, Study Study)> studies, Actor actor, CancellationToken cancellationToken)
    {
        var rows = studies.Where(r => r.Study is { InstanceCount: > 0, HoldReason: null }).ToList();
        var all = rows.ConvertAll(r => r.Study);
        var pictures = await ClinicalPicture.ReadAsync(database, all.ConvertAll(s => s.Id), actor, cancellationToken);
        var times = await ReadCaseTimes.ReadAsync(database, all, pictures, options.Value.Zone, cancellationToken);
        return rows.SelectMany(r => CaseClock.Of(times[r.Study.Id], options.Value).Where(c => c.EndedAt is not null || r.Case.Stage is not (CaseStage.Treated or CaseStage.Closed)).Select(c => (r.Case.Id, Clock: c)))
            .GroupBy(c => (c.Id, c.Clock.Kind), c => c.Clock)
            .OrderBy(g => g.Key.Kind)
            .ToLookup(g => g.Key.Id, g => g.Where(c => c.EndedAt is null).MinBy(c => c.DueAt) ?? g.MaxBy(c => c.EndedAt)!);
    }
}
