namespace BilskyWeb.Features.Mdt;

/// <summary>Where a notice of a case leads: to its page, which asks who looks.</summary>
internal static class CaseLink
{
    public static string Of(Guid caseId) => $"mdt/cases/{caseId}";
}
