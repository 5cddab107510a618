using BilskyWeb.Core;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Imaging.Spreadsheets;

namespace BilskyWeb.Commands;

/// <summary>What each column of a file of reads is.</summary>
/// <param name="Names">The columns' names.</param>
/// <param name="Readers">Columns of the readers, the reference first.</param>
/// <param name="Probabilities">Per reader the column of its probability of high grade, or −1.</param>
/// <param name="Items">Columns that tell items apart; none where every row is an item.</param>
/// <param name="Study">Column of the study, or −1.</param>
internal sealed record ReadsHeader(string[] Names, int[] Readers, int[] Probabilities, IReadOnlyList<int> Items, int Study)
{
    // Of labels.csv and of the program's own exports; none of them is a reader.
    private static readonly string[] KnownColumns =
        ["study", "series", "sop", "frame", "x", "y", "width", "height", "exclusion", "item", "roi", "id", "case", "level", "position_mm", "pipeline", ExportNotice.Column];

    private static readonly string[][] ItemColumns = [["item"], ["roi"], ["id"], ["sop", "frame"], ["sop"]];

    /// <summary>Names of the readers, the reference first.</summary>
    public IReadOnlyList<string> ReaderNames { get; } = [.. Readers.Select(r => Names[r])];

    /// <param name="names">The header's cells.</param>
    /// <param name="columns">What was asked for.</param>
    /// <param name="place">File and line of the header, for messages.</param>
    public static Result<ReadsHeader> Of(string[] names, ReadColumns columns, string place)
    {
        if (names.GroupBy(h => h, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1 && g.Key.Length > 0) is { } twice)
            return new WrongReadsFile($"{place}: the column \"{twice.Key}\" is there {twice.Count()} times. Give each reader a name of their own.");

        string[] asked = [columns.Reference, .. columns.Readers, .. new[] { columns.Study, columns.Item }.OfType<string>()];
        if (Array.Find(asked, name => Find(names, name) < 0) is { } missing)
            return new WrongReadsFile($"{place}: there is no column \"{missing}\". The header has: {string.Join(", ", names)}.");

        var (reference, study) = (Find(names, columns.Reference), Find(names, columns.Study));
        int[] items = columns.Item is { } item ? [Find(names, item)] : [.. (Array.Find(ItemColumns, column => column.All(n => Find(names, n) >= 0)) ?? []).Select(n => Find(names, n))];
        IEnumerable<int> others = columns.Readers.Count > 0
            ? columns.Readers.Select(r => Find(names, r))
            : Enumerable.Range(0, names.Length).Where(i => names[i].Length > 0 && i != study && !items.Contains(i)
                && !KnownColumns.Contains(names[i].ToLowerInvariant()) && !names[i].EndsWith(ReadsFile.ProbabilityEnding, StringComparison.OrdinalIgnoreCase)
                && !names[i].EndsWith(ReadsFile.SecondsEnding, StringComparison.OrdinalIgnoreCase));
        int[] readers = [reference, .. others.Where(i => i != reference).Distinct()];
        return readers.Length < 2 ? new WrongReadsFile($"{place}: there is no reader beside the reference \"{names[reference]}\". Add a column per reader.")
            : readers.Length > ReadsFile.MostReaders ? new WrongReadsFile($"{place}: there are {readers.Length} readers, and each is compared with each. {ReadsFile.MostReaders} are the most; choose some with --reader.")
            : new ReadsHeader(names, readers, Array.ConvertAll(readers, r => Find(names, names[r] + ReadsFile.ProbabilityEnding)), items, study);
    }

    private static int Find(string[] names, string? name)
    {
        var sought = name is null ? null : Spreadsheet.ColumnName(name);
        return Array.FindIndex(names, c => c.Equals(sought, StringComparison.OrdinalIgnoreCase));
    }
}
