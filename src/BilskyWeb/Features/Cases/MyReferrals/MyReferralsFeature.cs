namespace BilskyWeb.Features.Cases.MyReferrals;

/// <summary>A referrer's own worklist.</summary>
internal static class MyReferralsFeature
{
    public static void AddMyReferrals(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<ListMyReferrals>();
}
