using BilskyWeb.Core;
using BilskyWeb.Inference.Models;
using Microsoft.ML.OnnxRuntime;

namespace BilskyWeb.Inference.Sessions;

/// <summary>One model and its one session, which any number of threads may run.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    private OnnxModel(InferenceSession session, VerifiedModel model, string input, string[] outputs)
    {
        _session = session;
        _inputNames = [input];
        _outputNames = outputs;
        Card = model.Card;
    }

    public ModelCard Card { get; }

    public static Result<OnnxModel> Start(VerifiedModel model, ExecutionProvider provider, string input, params string[] outputs)
    {
        InferenceSession session;
        try
        {
            session = provider.Start(model.Bytes);
        }
        catch (OnnxRuntimeException e)
        {
            return new ModelUnusable($"The model file {model.Path} cannot be run: {e.Message}");
        }

        if (!session.InputMetadata.ContainsKey(input) || session.InputMetadata.Count != 1 || outputs.Any(o => !session.OutputMetadata.ContainsKey(o)))
        {
            var found = $"{string.Join(", ", session.InputMetadata.Keys)} → {string.Join(", ", session.OutputMetadata.Keys)}";
            session.Dispose();
            return new ModelUnusable($"The model file {model.Path} has the wrong inputs or outputs: {found}; needed are {input} → {string.Join(", ", outputs)}.");
        }

        return new OnnxModel(session, model, input, outputs);
    }

    /// <summary>Runs one batch. The outputs are in the order given to <see cref="Start"/> and live until disposed.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(float[] values, params long[] shape) => RunFor(_outputNames, values, shape);

    /// <summary>As <see cref="Run"/>, for some of the outputs.</summary>
    public IDisposableReadOnlyCollection<OrtValue> RunFor(string[] outputs, float[] values, params long[] shape)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(values, shape);
        return _session.Run(_runOptions, _inputNames, [input], outputs);
    }

    public void Dispose()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }
}
