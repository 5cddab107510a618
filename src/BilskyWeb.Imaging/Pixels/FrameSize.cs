using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Pixels;

/// <summary>How large a frame is, known without its pixels.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="ColumnSpacingMm">Millimetres from one column to the next.</param>
/// <param name="RowSpacingMm">Millimetres from one row to the next.</param>
public sealed record FrameSize(int Width, int Height, double ColumnSpacingMm, double RowSpacingMm)
{
    /// <summary>Null when the frame is none that <see cref="FramePixels"/> reads.</summary>
    /// <param name="instance">The instance's attributes.</param>
    /// <param name="frame">Frame number, from 1.</param>
    public static FrameSize? Of(DicomDataset instance, int frame)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var read = FrameDescription.Read(instance, new FunctionalGroups(instance), frame);
        return read.IsOk ? new FrameSize(read.Value.Columns, read.Value.Rows, read.Value.ColumnSpacingMm, read.Value.RowSpacingMm) : null;
    }
}
