using BilskyWeb.Core.Cases;

namespace BilskyWeb.Features.Mdt.Decisions;

/// <summary>Decisions in the field's words.</summary>
internal static class ChoiceWords
{
    public static string Of(CaseChoice choice) => choice switch
    {
        CaseChoice.Radiotherapy => "Radiotherapy",
        CaseChoice.Sbrt => "SBRT",
        CaseChoice.SurgeryAndRadiotherapy => "Surgery and radiotherapy",
        CaseChoice.SurgeryAlone => "Surgery alone",
        CaseChoice.Systemic => "Systemic treatment",
        CaseChoice.SupportiveCare => "Supportive care",
        CaseChoice.MoreImaging => "More imaging",
        CaseChoice.NotMescc => "Not MESCC",
    };
}
