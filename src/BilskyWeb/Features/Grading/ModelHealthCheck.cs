using BilskyWeb.Core.Grading;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BilskyWeb.Features.Grading;

/// <summary>Says which models are in use and where they run. Without them studies still arrive and wait, so this degrades and does not fail.</summary>
internal sealed class ModelHealthCheck(PipelineSource pipelines, StudyRule rule) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // The first look loads the models, which takes about a second.
        var pipeline = await Task.Run(pipelines.Get, cancellationToken);
        return pipeline.Match(
            p => HealthCheckResult.Healthy($"On {p.Provider}.", new Dictionary<string, object>
            {
                ["provider"] = p.Provider,
                ["pipelineVersion"] = p.VersionUnder(rule),
                ["roiSha256"] = p.RoiCard.Sha256,
                ["graderSha256"] = p.GraderCard.Sha256,
                ["researchOnly"] = p.ResearchOnly,
            }),
            error => HealthCheckResult.Degraded(error.Message));
    }
}
