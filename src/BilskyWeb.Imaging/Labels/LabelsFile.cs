namespace BilskyWeb.Imaging.Labels;

/// <summary>The labels of a folder of images, all of them or none.</summary>
public static class LabelsFile
{
    /// <summary>Reads <c>labels.csv</c> in a folder.</summary>
    /// <exception cref="InvalidDataException">The folder or file is not there, a column is missing, or a cell is wrong; the message names file, line and column.</exception>
    public static IReadOnlyList<LabelRow> Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"{folder} is not a folder. Give the folder that holds the DICOM files and {LabelsCsv.FileName}.");
        var path = Path.Combine(folder, LabelsCsv.FileName);
        if (!File.Exists(path))
            throw new InvalidDataException($"{folder} holds no {LabelsCsv.FileName}. It needs the columns {LabelsCsv.Header}, a row per slice.");

        var rows = new List<LabelRow>();
        using var content = File.OpenRead(path);
        foreach (var row in LabelsCsv.Read(content, path).Rows)
        {
            rows.Add(row.IsOk ? row.Value : throw new InvalidDataException(row.Error!.Message));
        }

        return rows;
    }
}
