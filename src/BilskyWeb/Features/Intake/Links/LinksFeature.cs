using BilskyWeb.Platform;

namespace BilskyWeb.Features.Intake.Links;

/// <summary>Referrals by link, from people without an account.</summary>
internal static class LinksFeature
{
    public static void AddReferralLinks(this IHostApplicationBuilder builder, ProcessRole role)
    {
        var services = builder.Services;
        services.AddOptions<ReferralLinkOptions>().BindConfiguration(ReferralLinkOptions.Section).ValidateDataAnnotations()
            .Validate(o => o.DefaultHours <= o.LongestHours, $"{ReferralLinkOptions.Section}:DefaultHours must not be more than LongestHours.").ValidateOnStart();
        services.AddHostedService<DraftSweeper>();
        if (role == ProcessRole.Serve)
        {
            services.AddSingleton<MakeLink>();
            services.AddSingleton<RevokeLink>();
            services.AddSingleton<ListLinks>();
            services.AddSingleton<ReadGuestReferral>();
            services.AddScoped<OpenLink>();
        }
    }
}
