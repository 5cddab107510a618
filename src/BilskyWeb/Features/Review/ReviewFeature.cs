using BilskyWeb.Features.Review.Regions;
using BilskyWeb.Platform;

namespace BilskyWeb.Features.Review;

/// <summary>What reviewers make of the model's grades: confirmed, overridden, left out, key images, sign-off.</summary>
internal static class ReviewFeature
{
    public static void AddReview(this IHostApplicationBuilder builder, ProcessRole role)
    {
        var services = builder.Services;
        services.AddSingleton<CarryReviewsOver>();
        services.AddHostedService<RegradedStudies>();
        services.AddScoped<RegradeRegionJob>();
        services.AddSingleton<RegradeSweeper>();
        services.AddHostedService(s => s.GetRequiredService<RegradeSweeper>());
        if (role == ProcessRole.Serve)
        {
            services.AddSingleton<ReadReview>();
            services.AddSingleton<RecordChanges>();
            services.AddSingleton<SignOffReview>();
            services.AddSingleton<DrawReviewedSlice>();
            services.AddSingleton<DrawCirculatedImage>();
            services.AddSingleton<RegradeRegion>();
            services.AddSingleton<ReadRegrades>();
        }
    }

    public static void MapReview(this IEndpointRouteBuilder endpoints) => endpoints.MapReviewApi();
}
