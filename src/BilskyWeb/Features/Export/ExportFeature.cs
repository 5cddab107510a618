using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Platform;

namespace BilskyWeb.Features.Export;

/// <summary>What a signed review becomes outside of this program: documents in the archive and at other archives.</summary>
internal static class ExportFeature
{
    public static void AddExport(this IHostApplicationBuilder builder, ProcessRole role)
    {
        var services = builder.Services;
        services.AddOptions<ResultOptions>().BindConfiguration(ResultOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StoreDocuments>();
        services.AddSingleton<WriteResults>();
        services.AddSingleton<DeliverResults>();
        services.AddScoped<ResultsJob>();
        services.AddSingleton<ResultsSweeper>();
        services.AddHostedService(s => s.GetRequiredService<ResultsSweeper>());
        if (role == ProcessRole.Serve)
        {
            services.AddSingleton(s => QueueResults.WithSignature(s.GetRequiredService<TimeProvider>()));
            services.AddSingleton<ListResults>();
            services.AddSingleton<SendResults>();
            services.AddSingleton<ReadResult>();
            services.AddSingleton<WriteOutlines>();
            services.AddSingleton(new StudyPagePart(StudyPagePlace.Below, typeof(StudyResults), ForReviewers: false));
        }
    }

    public static void MapExport(this IEndpointRouteBuilder endpoints) => endpoints.MapResultsApi();
}
