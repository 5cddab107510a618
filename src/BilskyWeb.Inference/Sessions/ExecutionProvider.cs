using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace BilskyWeb.Inference.Sessions;

/// <summary>Where the networks run. CUDA is asked for first; what says no once is not asked again, so that the log has one line about it.</summary>
internal sealed class ExecutionProvider(InferenceSettings settings, ILogger logger)
{
    private bool _askForCuda = settings.AskForCuda;
    private bool _told;

    /// <summary><c>cuda</c> or <c>cpu</c>, as stored with every result.</summary>
    public string Name => _askForCuda ? "cuda" : "cpu";

    /// <exception cref="OnnxRuntimeException">The bytes are no model that this runtime can run.</exception>
    public InferenceSession Start(byte[] model)
    {
        if (_askForCuda)
        {
            try
            {
                using var options = Options();
                options.AppendExecutionProvider_CUDA(0);
                var session = new InferenceSession(model, options);
                Tell("Networks run on the GPU (CUDA).", null);
                return session;
            }
            catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException or OnnxRuntimeException)
            {
                // The CPU package has no CUDA entry point; the GPU package without a driver or cuDNN refuses when the session starts.
                _askForCuda = false;
                Tell("Networks run on the CPU: CUDA is not available ({Reason}).", e is OnnxRuntimeException ? e.Message.Split('\n')[0] : "this build has no CUDA provider");
            }
        }

        using var cpuOptions = Options();
        return new InferenceSession(model, cpuOptions);
    }

    private void Tell(string message, string? reason)
    {
        if (!_told)
        {
            _told = true;
#pragma warning disable CA2254 // Two fixed templates, chosen above.
            logger.LogInformation(message, reason);
#pragma warning restore CA2254
        }
    }

    private SessionOptions Options()
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = settings.EffectiveThreads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,

            // A memory pattern is kept per input shape; slices come in any size, and a server lives for months.
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };

        // Each session has threads of its own, which wait for their next piece of work at full speed: those of one session take the cores from the next one's, and
        // on a busy machine from the very thread that they wait for. Asleep they wait as well (docs/performance.md).
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }
}
