using BilskyWeb.Features.Review.Regions;
using BilskyWeb.Features.Viewer;
using BilskyWeb.Platform;

namespace BilskyWeb.Features.Review;

/// <summary>What reviewers make of the model's grades: confirmed, overridden, left out, key images, sign-off.</summary>
internal static class ReviewFeature
{
    private static readonly KeyRow[] Keys =
    [
        new(["0", "a", "b", "c", "2", "3"], "grade 0, 1a, 1b, 1c, 2, 3"),
        new(["shift + grade"], "grade every slice from the last graded one to here"),
        new(["space"], "confirm the model's grade, go on to the next slice that needs a look"),
        new(["n"], "go on without confirming"),
        new(["e"], "leave the slice out, with a reason"),
        new(["w"], "say why you differ from the model"),
        new(["k", "shift + k"], "key image; accept all proposed"),
        new(["ctrl + z", "ctrl + y"], "undo, redo what you did"),
        new(["s"], "sign off, or sign an addendum"),
    ];

    private static readonly KeyRow[] RegionKeys =
    [
        new(["d"], "draw a box of your own: arrows move it, shift + arrows change its size, Enter has it graded, Esc gives up"),
    ];

    /// <summary>What review brings to the study page.</summary>
    internal static StudyPagePart[] Parts { get; } =
    [
        new(StudyPagePlace.Head, typeof(ReviewVerdictLine), ForReviewers: false),
        new(StudyPagePlace.Beside, typeof(ReviewPanel), ForReviewers: true) { Keys = Keys },
        new(StudyPagePlace.Beside, typeof(RegionPanel), ForReviewers: true) { Keys = RegionKeys },
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
