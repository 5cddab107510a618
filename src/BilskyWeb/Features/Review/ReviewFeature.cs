using BilskyWeb.Features.Review.Regions;
using BilskyWeb.Features.Viewer;
using BilskyWeb.Platform;

namespace BilskyWeb.Features.Review;

/// <summary>What reviewers make of the model's grades: confirmed, overridden, left out, key images, sign-off.</summary>
internal static class ReviewFeature
{
    /// <summary>What review brings to the study page.</summary>
    internal static StudyPagePart[] Parts { get; } =
    [
        new(StudyPagePlace.Head, typeof(ReviewVerdictLine), ForReviewers: false),
        new(StudyPagePlace.Beside, typeof(ReviewPanel), ForReviewers: true) { Keys = Keymap.Rows("grading", "reviewing") },
        new(StudyPagePlace.Beside, typeof(RegionPanel), ForReviewers: true) { Keys = Keymap.Rows("regions") },
        new(StudyPagePlace.Below, typeof(ReviewStrip), ForReviewers: true),
    ];

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
            foreach (var part in Parts)
            {
                services.AddSingleton(part);
            }
        }
    }

    public static void MapReview(this IEndpointRouteBuilder endpoints) => endpoints.MapReviewApi();
}
