using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading.ByHand;
using BilskyWeb.Features.Grading.Levels;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Platform.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Grading;

/// <summary>Gradings: asking for them, doing them, telling them.</summary>
internal static class GradingFeature
{
    public static void AddGrading(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GradingOptions>().BindConfiguration(GradingOptions.Section)
            .Configure<IConfiguration, IHostEnvironment>((options, configuration, host) => options.Complete(configuration, host.ContentRootPath))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<GradingOptions>, GradingOptionsCheck>();
        services.AddSingleton(provider => new StudyRule(provider.GetRequiredService<IOptions<GradingOptions>>().Value.Rule));
        services.AddSingleton<PipelineSource>();
        services.AddSingleton<GradingQueue>();
        services.AddSingleton<GradingRuns>();
        services.AddSingleton<RequestGrading>();
        services.AddSingleton<CancelGrading>();
        services.AddSingleton<FindGrading>();
        services.AddSingleton<TakeSeries>();
        services.AddSingleton<LeaveSeries>();
        services.AddSingleton<ListGradedStudies>();
        // Made on first use: a machine without fonts serves everything but key images.
        services.AddSingleton(_ => new Lazy<KeyImageRenderer>());
        services.AddSingleton<SliceImage>();
        services.AddSingleton<DrawKeyImage>();
        services.AddSingleton<DrawTrainingCase>();
        services.AddSingleton<ReadStudyPlanes>();
        services.AddSingleton<ReadLevels>();
        services.AddSingleton<PreviewPin>();
        services.AddSingleton<PinLevel>();
        services.AddSingleton<RemovePin>();
        services.AddScoped<GradeStudyJob>();
        services.AddHostedService<GradingSweeper>();
        services.AddHealthChecks().AddCheck<ModelHealthCheck>("models", HealthStatus.Degraded, [HealthRegistration.Ready]);
    }

    public static void MapGrading(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGradingApi();
        endpoints.MapLevels();
    }

    private sealed class GradingOptionsCheck : IValidateOptions<GradingOptions>
    {
        public ValidateOptionsResult Validate(string? name, GradingOptions options) =>
            options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
