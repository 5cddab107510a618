using BilskyWeb.Core.Cases;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Features.Mdt;

/// <summary>Makes the lines of a case's history.</summary>
internal static class CaseLine
{
    /// <summary>Who is named where the program acts by itself.</summary>
    public const string Program = "BilskyWeb";

    public static CaseEvent Of(Guid caseId, CaseEventKind kind, Actor? actor, DateTimeOffset at, string? words = null, Guid? study = null) => new()
    {
        CaseId = caseId,
        At = at,
        ActorId = actor?.UserId,
        ActorName = Shorten(actor?.DisplayName ?? Program, 200)!,
        Kind = kind,
        StudyId = study,
        Words = Shorten(words, CaseEventTable.WordsLength),
    };

    /// <summary>Brings a case to a stage, and makes the line that tells of it.</summary>
    public static CaseEvent Step(PatientCase found, CaseStage to, CaseEventKind kind, Actor? actor, DateTimeOffset at, string? words = null, Guid? study = null)
    {
        var line = Of(found.Id, kind, actor, at, words, study);
        (line.From, line.To) = (found.Stage, to);
        (found.Stage, found.StageSince, found.Version) = (to, found.Stage == to ? found.StageSince : at, found.Version + 1);
        return line;
    }

    private static string? Shorten(string? text, int length) => text is null || text.Length <= length ? text : text[..(length - 1)] + "…";
}
