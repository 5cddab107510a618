namespace BilskyWeb.Features.Cases.Mdt;

/// <summary>The board for the multidisciplinary team.</summary>
internal static class MdtFeature
{
    public static void AddMdt(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ListMdtCases>();
}
