namespace BilskyWeb.Features.Cases.Mdt;

/// <summary>The wall of flagged studies, with their key images.</summary>
internal static class FlaggedStudies
{
    public static void AddFlaggedStudies(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ListMdtCases>();
}
