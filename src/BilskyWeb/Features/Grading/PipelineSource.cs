using BilskyWeb.Core;
using BilskyWeb.Inference;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Grading;

/// <summary>The process's one pipeline, opened when first asked for. A folder that was wrong is looked at again the next time.</summary>
internal sealed class PipelineSource(IOptions<GradingOptions> options, ILogger<PipelineSource> logger) : IDisposable
{
    private readonly Lock _opening = new();
    private SlicePipeline? _pipeline;

    public Result<SlicePipeline> Get()
    {
        lock (_opening)
        {
            if (_pipeline is not null)
            {
                return _pipeline;
            }

            var opened = SlicePipeline.Open(options.Value.Models, options.Value.Inference, logger);
            if (opened.IsOk)
            {
                _pipeline = opened.Value;
                logger.LogInformation("Models are loaded: {Version}", _pipeline.Version);
            }

            return opened;
        }
    }

    public void Dispose() => _pipeline?.Dispose();
}
