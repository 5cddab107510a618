using BilskyWeb.Imaging.Rendering;

namespace BilskyWeb.Imaging.Labels;

/// <summary>How an export that holds grades says that they are a research model's: a column of a table, a file in a ZIP. Whatever reads them back passes over both.</summary>
public static class ExportNotice
{
    /// <summary>The notice.</summary>
    public const string Text = KeyImageRenderer.ResearchNotice;

    /// <summary>Name of the column.</summary>
    public const string Column = "notice";

    /// <summary>The column's cell.</summary>
    public const string Cell = $"\"{Text}\"";

    /// <summary>Name of the file.</summary>
    public const string FileName = "README.txt";
}
