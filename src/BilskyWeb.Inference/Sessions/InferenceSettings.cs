namespace BilskyWeb.Inference.Sessions;

/// <summary>How the networks are run.</summary>
public sealed record InferenceSettings
{
    /// <summary>Largest batch; smaller ones are powers of two, so that the shapes a long-lived session meets are few. 1 to 64.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Threads inside one operator on the CPU; 0 takes the machine's cores, eight at most: more share too little work.</summary>
    public int Threads { get; init; }

    /// <summary>False never asks for CUDA.</summary>
    public bool AskForCuda { get; init; } = true;

    /// <summary>
    /// Takes the grader's int8 twin where the folder of models has one: about twice as fast on a CPU, and about one grade in a thousand differs (docs/validation.md). Not for a GPU.
    /// </summary>
    public bool Int8 { get; init; }

    internal int EffectiveThreads => Threads > 0 ? Threads : Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>What is wrong with the settings, naming the key, or null when nothing is.</summary>
    public string? Problem() =>
        BatchSize is < 1 or > 64 ? $"{nameof(BatchSize)} must be 1 to 64, is {BatchSize}."
        : Threads is < 0 or > 256 ? $"{nameof(Threads)} must be 0 to 256, is {Threads}."
        : null;
}
