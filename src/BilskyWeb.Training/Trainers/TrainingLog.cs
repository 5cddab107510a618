using System.Globalization;

namespace BilskyWeb.Training.Trainers;

/// <summary>A run's log.csv: a row for each epoch, and never two for one. It is begun with the first row, so a run that only exports leaves it alone.</summary>
/// <param name="folder">Where the run keeps its files.</param>
/// <param name="header">The names of the columns; the first is the epoch's number.</param>
/// <param name="epochsDone">Epochs in the checkpoint that the run goes on from. Rows of later ones were written before an interruption, and their epochs are run again.</param>
internal sealed class TrainingLog(string folder, string header, int epochsDone)
{
    internal const string FileName = "log.csv";

    private readonly string _path = Path.Combine(folder, FileName);
    private bool _begun;

    /// <summary>Writes the row of an epoch to disk.</summary>
    internal void Add(string row)
    {
        if (!_begun)
            Begin();
        _begun = true;
        File.AppendAllLines(_path, [row]);
    }

    private void Begin()
    {
        var kept = epochsDone > 0 && File.Exists(_path) ? File.ReadAllLines(_path).Where(IsDone) : [];
        var next = _path + ".next";
        File.WriteAllLines(next, [header, .. kept]);
        File.Move(next, _path, overwrite: true);
    }

    private bool IsDone(string row) => int.TryParse(row.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) && epoch <= epochsDone;
}
