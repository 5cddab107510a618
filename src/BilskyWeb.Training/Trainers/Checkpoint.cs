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

/// <summary>
/// The state of a run after a whole epoch: weights, optimiser, how far it got, and the weights of the epoch that judged best on validation.
/// A run resumed from it ends as one never interrupted.
/// </summary>
/// <param name="folder">Where the run keeps its files.</param>
/// <param name="runKey">Everything that decides the run (data, seed, settings); a checkpoint of another run is refused.</param>
internal sealed class Checkpoint(string folder, string runKey)
{
    private (int Epoch, double Loss)? _best;

    private string StatePath => Path.Combine(folder, "checkpoint.json");

    /// <summary>Keeps the state after an epoch.</summary>
    /// <param name="network">Its weights.</param>
    /// <param name="optimiser">Its moments.</param>
    /// <param name="epochsDone">Whole epochs so far.</param>
    /// <param name="validationLoss">The smaller, the better; the later of two equal ones is the better.</param>
    internal void Save(nn.Module network, TorchSharp.Modules.OptimizerHelper optimiser, int epochsDone, double validationLoss)
    {
        // The weights carry the epoch in their name and the small file naming them is replaced last: a crash in between leaves the previous pair.
        var previous = Read();
        network.save(WeightsPath(epochsDone));
        optimiser.save_state_dict(OptimiserPath(epochsDone));
        validationLoss = double.IsNaN(validationLoss) ? double.MaxValue : validationLoss; // JSON has no NaN, and nothing is worse.
        if (_best is not { } best || validationLoss <= best.Loss)
        {
            File.Copy(WeightsPath(epochsDone), BestPath(epochsDone), overwrite: true);
            _best = (epochsDone, validationLoss);
        }

        var next = StatePath + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(new State(runKey, epochsDone, _best!.Value.Epoch, _best.Value.Loss)));
        File.Move(next, StatePath, overwrite: true);
        if (previous is { } old && old.EpochsDone != epochsDone)
        {
            File.Delete(WeightsPath(old.EpochsDone));
            File.Delete(OptimiserPath(old.EpochsDone));
        }

        if (previous is { } former && former.BestEpoch != _best.Value.Epoch)
            File.Delete(BestPath(former.BestEpoch));
    }

    /// <summary>
    /// Refuses, before anything that takes long, to begin where the folder cannot. The folder's run may say more of itself than is known so early;
    /// <see cref="Restore"/> compares all of it.
    /// </summary>
    /// <param name="from">Where the run is to begin.</param>
    /// <exception cref="InvalidDataException">There is nothing to export, or the folder holds another run; the message says what to do.</exception>
    internal void Require(Progress from)
    {
        if (from == Progress.Afresh)
            return;
        if (Read() is { } state)
            RequireSame(state, state.RunKey.StartsWith($"{runKey} ", StringComparison.Ordinal));
        else if (from == Progress.ExportOnly)
            throw new InvalidDataException($"{folder} holds no checkpoint to export. Name a run's folder with --out, or leave --export-only out to train.");
    }

    /// <summary>Loads the last checkpoint.</summary>
    /// <returns>Epochs done; 0 when there is none.</returns>
    /// <exception cref="InvalidDataException">The folder holds another run.</exception>
    internal int Restore(nn.Module network, TorchSharp.Modules.OptimizerHelper optimiser)
    {
        if (Read() is not { } state)
            return 0;
        RequireSame(state, goesOn: false);
        network.load(WeightsPath(state.EpochsDone));
        optimiser.load_state_dict(OptimiserPath(state.EpochsDone));
        _best = (state.BestEpoch, state.BestLoss);
        return state.EpochsDone;
    }

    /// <summary>Loads the weights of the epoch that judged best on validation; without any checkpoint the network stays as it is.</summary>
    /// <returns>That epoch, from 1; 0 when there is none.</returns>
    internal int RestoreBest(nn.Module network)
    {
        if (_best is not { } best)
            return 0;
        network.load(BestPath(best.Epoch));
        return best.Epoch;
    }

    private void RequireSame(State state, bool goesOn)
    {
        if (state.RunKey != runKey && !goesOn)
        {
            throw new InvalidDataException(
                $"{folder} holds a run with other data or settings ({state.RunKey}; this one is {runKey}). Choose another --out, or the same data and settings to go on from it.");
        }
    }

    private State? Read() => File.Exists(StatePath) ? JsonSerializer.Deserialize<State>(File.ReadAllText(StatePath)) : null;

    private string WeightsPath(int epochs) => Path.Combine(folder, $"weights-{epochs}.bin");

    private string OptimiserPath(int epochs) => Path.Combine(folder, $"optimiser-{epochs}.bin");

    private string BestPath(int epoch) => Path.Combine(folder, $"best-{epoch}.bin");

    private sealed record State(string RunKey, int EpochsDone, int BestEpoch, double BestLoss);
}
