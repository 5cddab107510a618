using BilskyWeb.Core;
using BilskyWeb.Inference;
using Microsoft.Extensions.Options;

namespace BilskyWeb.Features.Grading;

internal sealed record WorkerIsOut() : UnavailableError("grading.worker_out", "This machine failed its daily check with a phantom and grades nothing until it passes. The images are safe; another machine grades the study, or this one when it is back.");

/// <summary>The process's one pipeline, opened when first asked for. A folder that was wrong is looked at again the next time.</summary>
internal sealed class PipelineSource(IOptions<GradingOptions> options, ILogger<PipelineSource> logger) : IDisposable
{
    private readonly Lock _opening = new();
    private SlicePipeline? _pipeline;

    private volatile bool _isOut;

    /// <summary>The pipeline, unless this process is not to grade.</summary>
    public Result<SlicePipeline> Get() => _isOut ? new WorkerIsOut() : Open();

    /// <summary>From now on nothing is graded in this process.</summary>
    public void TakeOut() => _isOut = true;

    /// <summary>It grades again.</summary>
    public void PutBack() => _isOut = false;

    /// <summary>The pipeline for whoever checks it, whether the process is to grade or not.</summary>
    public Result<SlicePipeline> Open()
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
