using BilskyWeb.Imaging.Screening;
using BilskyWeb.Platform;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BilskyWeb.Features.Intake.Uploads;

/// <summary>How studies come in by hand: uploads, their check, their way to the archive.</summary>
internal static class ReferralsFeature
{
    public static void AddReferrals(this IHostApplicationBuilder builder, ProcessRole role)
    {
        var services = builder.Services;
        services.AddOptions<UploadOptions>().BindConfiguration(UploadOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(new Part10Screener(new ScreeningLimits()));
        services.AddSingleton<SubmitUpload>();
        services.AddHostedService<UploadSweeper>();
        if (role == ProcessRole.Serve)
        {
            services.AddSingleton<ReceiveUpload>();
            services.AddSingleton<DiscardUpload>();
            services.AddSingleton<FindUpload>();
            services.AddSingleton<ListUploadFiles>();
        }
    }

    public static void MapReferrals(this IEndpointRouteBuilder endpoints) => endpoints.MapUploads();
}
