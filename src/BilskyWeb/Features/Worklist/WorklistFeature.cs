namespace BilskyWeb.Features.Worklist;

/// <summary>What is waiting, most urgent first.</summary>
internal static class WorklistFeature
{
    public static void AddWorklist(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ListWorklist>();
}
