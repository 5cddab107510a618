using BilskyWeb.Core.Clinical;
using BilskyWeb.Data;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Studies;

/// <summary>What does not fit, with what, and how a referrer is told.</summary>
internal sealed record IdentityConflict(HoldKind Kind, Guid KnownStudyId, PatientIdentity Known, PatientIdentity Incoming)
{
    /// <summary>For the referrer before submitting. Tells nothing of the other patient.</summary>
    public string Warning => Kind switch
    {
        HoldKind.StudyOfAnotherPatient =>
            "This study is known here under another patient ID. It will be held for a person and not graded until they have settled whose it is. Check the patient ID with the sender before you submit.",
        HoldKind.PatientWithAnotherName =>
            "This patient ID is known here with another name. It will be held for a person and not graded until they have settled whose it is. If the name was corrected, say so in the note.",
        _ =>
            "This patient ID is known here with another birth date. It will be held for a person and not graded until they have settled whose it is. If the date was corrected, say so in the note.",
    };

    /// <summary>For the study's row while it is held.</summary>
    public string HoldReason => Kind switch
    {
        HoldKind.StudyOfAnotherPatient => "Images of this study name another patient ID.",
        HoldKind.PatientWithAnotherName => "The patient ID is known with another name.",
        _ => "The patient ID is known with another birth date.",
    };
}

/// <summary>Compares an identity with what is known: one study has one patient ID, one patient ID one name and one birth date.
/// Nothing is ever merged or corrected here; a person decides.</summary>
internal sealed class CheckIdentity(IDbContextFactory<BilskyDbContext> contexts)
{
    public async Task<IdentityConflict?> HandleAsync(string studyInstanceUid, PatientIdentity incoming, CancellationToken cancellationToken)
    {
        await using var database = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(database, studyInstanceUid, incoming, cancellationToken);
    }

    public static async Task<IdentityConflict?> FindAsync(BilskyDbContext database, string studyInstanceUid, PatientIdentity incoming, CancellationToken cancellationToken)
    {
        var same = await database.Studies.AsNoTracking().SingleOrDefaultAsync(s => s.StudyInstanceUid == studyInstanceUid, cancellationToken);
        if (same is not null && same.PatientId != incoming.PatientId)
        {
            return new IdentityConflict(HoldKind.StudyOfAnotherPatient, same.Id, same.Identity(), incoming);
        }
        if (incoming.PatientId.Length == 0)
        {
            return null; // nothing to compare by
        }

        // A held study is no witness: its own identity is in doubt. One that a person released is.
        var others = await database.Studies.AsNoTracking()
            .Where(s => s.PatientId == incoming.PatientId && s.StudyInstanceUid != studyInstanceUid && s.HoldReason == null)
            .OrderByDescending(s => s.ArrivedAt).Take(100).ToListAsync(cancellationToken);
        if (others.Count == 0 || others.Exists(s => PatientIdentity.SameName(s.PatientName, incoming.PatientName) && !OtherBirthDate(s, incoming)))
        {
            return null;
        }
        var known = others[0];
        var kind = PatientIdentity.SameName(known.PatientName, incoming.PatientName) ? HoldKind.PatientWithAnotherBirthDate : HoldKind.PatientWithAnotherName;
        return new IdentityConflict(kind, known.Id, known.Identity(), incoming);
    }

    private static bool OtherBirthDate(Study known, PatientIdentity incoming) =>
        known.BirthDate is { } a && incoming.BirthDate is { } b && a != b;
}
