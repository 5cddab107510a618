using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Trainers;

/// <summary>Where a run begins.</summary>
internal enum Progress
{
    /// <summary>From fresh weights.</summary>
    Afresh,

    /// <summary>From the folder's last checkpoint, if it has one.</summary>
    Resume,

    /// <summary>From the folder's last checkpoint, and no further: what has been learnt so far is exported.</summary>
    ExportOnly,
}

/// <summary>The state of a run after a whole epoch: weights, optimiser, and how far it got. A run resumed from it ends as one never interrupted.</summary>
/// <param name="folder">Where the run keeps its files.</param>
/// <param name="runKey">Everything that decides the run (data, seed, settings); a checkpoint of another run is refused.</param>
internal sealed class Checkpoint(string folder, string runKey)
{
    private string StatePath => Path.Combine(folder, "checkpoint.json");

    internal void Save(nn.Module network, TorchSharp.Modules.OptimizerHelper optimiser, int epochsDone)
    {
        // The weights carry the epoch in their name and the small file naming them is replaced last: a crash in between leaves the previous pair.
        var previous = Read();
        network.save(WeightsPath(epochsDone));
        optimiser.save_state_dict(OptimiserPath(epochsDone));
        var next = StatePath + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(new State(runKey, epochsDone)));
        File.Move(next, StatePath, overwrite: true);
        if (previous is { } old && old.EpochsDone != epochsDone)
        {
            File.Delete(WeightsPath(old.EpochsDone));
            File.Delete(OptimiserPath(old.EpochsDone));
        }
    }

    /// <summary>Loads the last checkpoint.</summary>
    /// <returns>Epochs done; 0 when there is none.</returns>
    /// <exception cref="InvalidDataException">The folder holds another run.</exception>
    internal int Restore(nn.Module network, TorchSharp.Modules.OptimizerHelper optimiser)
    {
        if (Read() is not { } state)
            return 0;
        if (state.RunKey != runKey)
        {
            throw new InvalidDataException(
                $"{folder} holds a run with other data or settings ({state.RunKey}; this one is {runKey}). Choose another --out, or the same settings to resume.");
        }

        network.load(WeightsPath(state.EpochsDone));
        optimiser.load_state_dict(OptimiserPath(state.EpochsDone));
        return state.EpochsDone;
    }

    private State? Read() => File.Exists(StatePath) ? JsonSerializer.Deserialize<State>(File.ReadAllText(StatePath)) : null;

    private string WeightsPath(int epochs) => Path.Combine(folder, $"weights-{epochs}.bin");

    private string OptimiserPath(int epochs) => Path.Combine(folder, $"optimiser-{epochs}.bin");

    private sealed record State(string RunKey, int EpochsDone);
}
