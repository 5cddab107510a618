using BilskyWeb.Core.Clinical;
using BilskyWeb.Data;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Intake.Holds;

/// <summary>Images of one study that want to join what is here, by whatever way they come.</summary>
/// <param name="StudyInstanceUid">The study that they name.</param>
/// <param name="Patients">Every identity that they name, at least one.</param>
internal sealed record ArrivingImages(string StudyInstanceUid, IReadOnlyList<PatientIdentity> Patients)
{
    /// <summary>The referrer who sends them; null when a PACS does, or somebody who may see every study.</summary>
    public Guid? ReferrerId { get; init; }

    /// <summary>Other studies that already hold series or images under identifiers that these use.</summary>
    public IReadOnlyList<string> StudiesWithTheirUids { get; init; } = [];
}

/// <summary>What does not fit, and with what. For reviewers: a sender is told <see cref="HeldWords"/>.</summary>
internal sealed record ArrivalConflict(HoldKind Kind, Study? KnownStudy, PatientIdentity Known, PatientIdentity Incoming)
{
    public IdentityHold ToHold(string studyInstanceUid, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = Kind,
        StudyInstanceUid = studyInstanceUid,
        Known = Known,
        Incoming = Incoming,
        KnownStudyId = KnownStudy?.Id ?? Guid.Empty,
        KnownStudyUid = KnownStudy?.StudyInstanceUid ?? studyInstanceUid,
        HeldAt = now,
    };
}

/// <summary>
/// The one check of every way in (upload, STOW, C-STORE, fetch, correction): a study is added to only by who may see it; it has one patient,
/// as one patient ID has one person; and a series or an image is in one study. Nothing is merged or corrected here: a person decides.
/// </summary>
internal static class CheckArrival
{
    /// <param name="database">Holds the referrals.</param>
    /// <param name="studies">The studies to compare with: all, or those that the asker may see.</param>
    /// <param name="arrival">What wants to join.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What does not fit; null when all does.</returns>
    public static async Task<ArrivalConflict?> FindAsync(BilskyDbContext database, IQueryable<Study> studies, ArrivingImages arrival, CancellationToken cancellationToken)
    {
        // All of it is asked every time: how long this takes tells nothing.
        var known = await studies.AsNoTracking().SingleOrDefaultAsync(s => s.StudyInstanceUid == arrival.StudyInstanceUid, cancellationToken);
        var owner = await studies.AsNoTracking().Where(s => s.StudyInstanceUid != arrival.StudyInstanceUid && arrival.StudiesWithTheirUids.Contains(s.StudyInstanceUid))
            .OrderBy(s => s.ArrivedAt).FirstOrDefaultAsync(cancellationToken);
        var isReferrers = await database.Referrals.AnyAsync(r => r.ReferrerId == arrival.ReferrerId && database.Studies.Any(s => s.Id == r.StudyId && s.StudyInstanceUid == arrival.StudyInstanceUid), cancellationToken);
        var samePatientId = await SamePatientIdAsync(studies, arrival, cancellationToken);

        if (known is not null && arrival.Patients.FirstOrDefault(p => p.PatientId != known.PatientId) is { } stranger)
        {
            return new ArrivalConflict(HoldKind.StudyOfAnotherPatient, known, known.Identity(), stranger);
        }
        if (owner is not null)
        {
            return new ArrivalConflict(HoldKind.ImagesOfAnotherStudy, owner, owner.Identity(), arrival.Patients[0]);
        }
        if (known is not null && arrival.ReferrerId is not null && !isReferrers)
        {
            return new ArrivalConflict(HoldKind.StudyFromElsewhere, known, known.Identity(), OddOneOut(known.Identity(), arrival.Patients) ?? arrival.Patients[0]);
        }
        var first = known?.Identity() ?? arrival.Patients[0];
        return OddOneOut(first, arrival.Patients) is { } odd ? new ArrivalConflict(KindOf(first, odd), known, first, odd)
            : known is null ? OfAnotherPerson(samePatientId, arrival.Patients)
            : null;
    }

    /// <summary>The first of these identities that is not known to be the same person's; null when all are.</summary>
    // The very same header again is one study's header repeated, also where it is too poor or too garbled to be compared.
    public static PatientIdentity? OddOneOut(PatientIdentity known, IReadOnlyList<PatientIdentity> patients) =>
        patients.FirstOrDefault(p => p != known && IdentityComparison.Of(known, p).Verdict != IdentityVerdict.Same);

    // A held study is no witness: its own identity is in doubt. One that a person released is. Without a number there is nothing to look for.
    private static async Task<List<Study>> SamePatientIdAsync(IQueryable<Study> studies, ArrivingImages arrival, CancellationToken cancellationToken)
    {
        var ids = arrival.Patients.Select(p => p.PatientId).Where(id => id.Length > 0).Distinct().ToList();
        return await studies.AsNoTracking().Where(s => ids.Contains(s.PatientId) && s.StudyInstanceUid != arrival.StudyInstanceUid && s.HoldReason == null)
            .OrderByDescending(s => s.ArrivedAt).Take(100).ToListAsync(cancellationToken);
    }

    private static ArrivalConflict? OfAnotherPerson(List<Study> samePatientId, IReadOnlyList<PatientIdentity> patients)
    {
        foreach (var patient in patients)
        {
            var others = samePatientId.FindAll(s => s.PatientId == patient.PatientId);
            if (others.Count > 0 && !others.Exists(s => IdentityComparison.Of(s.Identity(), patient).Verdict == IdentityVerdict.Same))
            {
                return new ArrivalConflict(KindOf(others[0].Identity(), patient), others[0], others[0].Identity(), patient);
            }
        }
        return null;
    }

    private static HoldKind KindOf(PatientIdentity known, PatientIdentity incoming) => IdentityComparison.Of(known, incoming) switch
    {
        { Name: Likeness.Differ } => HoldKind.PatientWithAnotherName,
        { BirthDate: Likeness.Differ or Likeness.OneMissing } => HoldKind.PatientWithAnotherBirthDate,
        { Sex: Likeness.Differ } => HoldKind.PatientWithAnotherSex,
        _ => HoldKind.IdentityNotComparable,
    };
}

/// <summary>What a sender reads of a hold: the same words whatever the cause, so that nobody learns from them what is here.</summary>
internal static class HeldWords
{
    public const string Code = "identity.held";
    public const string Reason = "Held: a reviewer looks at it first. Nothing is lost, and you need not send it again.";
    public const string RejectedCode = "identity.rejected";
    public const string Rejected = "A reviewer did not take these images, and nothing of them was stored. Ask the team before you send them again.";
    public const string StudyRejected = "A reviewer did not take this study, and its images were removed. Ask the team before you send it again.";
}

/// <summary>
/// For a sender before they submit: what contradicts the studies that they may see anyhow. Of all others it says nothing: asking costs nothing
/// and leaves no trace, so an answer would let anybody find out who is here, and when they were born.
/// </summary>
internal sealed class WarnBeforehand(IDbContextFactory<BilskyDbContext> contexts)
{
    /// <returns>A sentence, or null when nothing is to be said.</returns>
    public async Task<string?> HandleAsync(Actor actor, PreflightStudy study, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        var conflict = await CheckArrival.FindAsync(database, database.StudiesVisibleTo(actor), new ArrivingImages(study.StudyInstanceUid, study.Patients), cancellationToken);
        return conflict is null ? null : $"{Cause(conflict.Kind)} A reviewer settles whose it is before it goes on. Check it with the sender, and say in the note what you know.";
    }

    private static string Cause(HoldKind kind) => kind switch
    {
        HoldKind.StudyOfAnotherPatient => "You see this study here under another patient ID.",
        HoldKind.PatientWithAnotherName => "You see this patient ID here with another name.",
        HoldKind.PatientWithAnotherBirthDate => "You see this patient ID here with another birth date, or only one of the two gives one.",
        HoldKind.PatientWithAnotherSex => "You see this patient ID here with another sex.",
        _ => "You see this patient ID here, and what can be read is too little to tell that it is the same person.",
    };
}
