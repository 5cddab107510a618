namespace BilskyWeb.Features.Oversight.Audit;

/// <summary>What was graded with what, and who did what.</summary>
internal static class AuditFeature
{
    public static void AddAudit(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ListGradings>();
        builder.Services.AddSingleton<ShowGrading>();
        builder.Services.AddSingleton<ListAuditTrail>();
    }
}
