using BilskyWeb.Inference.Preprocessing;

namespace BilskyWeb.Training.Datasets;

/// <summary>A whole slice as the detector sees it.</summary>
/// <param name="Study">The study it comes from.</param>
/// <param name="Width">Columns at 1 mm.</param>
/// <param name="Height">Rows at 1 mm.</param>
/// <param name="Pixels">Row-major, 255 being 1.</param>
/// <param name="CentreX">The canal's centre in pixels from the left edge; NaN when there is no canal.</param>
/// <param name="CentreY">The canal's centre in pixels from the top edge; NaN when there is no canal.</param>
internal sealed record RoiSample(string Study, int Width, int Height, byte[] Pixels, double CentreX, double CentreY)
{
    internal bool HasCanal => !double.IsNaN(CentreX);

    /// <summary>What lies beside the canal, each part a sample of its own without one, padded with zeros as inference pads.</summary>
    internal IEnumerable<RoiSample> BesideSpine() =>
        Datasets.BesideSpine.Parts(Width, Height, (CentreX, CentreY), DetectorInput.SampleMm, DetectorInput.SampleMm).Select(p => Cut(p.Left, p.Top, p.Width, p.Height));

    private RoiSample Cut(int left, int top, int width, int height)
    {
        static int Padded(int side) => (side + DetectorInput.SideMultiple - 1) / DetectorInput.SideMultiple * DetectorInput.SideMultiple;
        var pixels = new byte[Padded(width) * Padded(height)];
        for (var row = 0; row < height; row++)
        {
            Array.Copy(Pixels, ((row + top) * Width) + left, pixels, row * Padded(width), width);
        }

        return new RoiSample(Study, Padded(width), Padded(height), pixels, double.NaN, double.NaN);
    }
}

/// <summary>Whole slices for the detector, resampled once with inference's own preprocessing.</summary>
internal sealed class RoiSamples
{
    private const int FileMark = 0x31525342; // "BSR1"

    internal List<RoiSample> Items { get; } = [];

    /// <summary>Adds the slices of a series.</summary>
    internal void Add(LabelledSeries series)
    {
        foreach (var slice in series.Slices.Where(s => s.CanalIsKnown))
        {
            var input = DetectorInput.Make(slice.Image, series.Intensity);
            var (x, y) = (double.NaN, double.NaN);
            if (slice.Canal is { } canal)
            {
                var (cellX, cellY) = input.ToHeatMap(canal.X, canal.Y);
                (x, y) = ((cellX + 0.5) * DetectorInput.HeatMapStride, (cellY + 0.5) * DetectorInput.HeatMapStride);
            }

            Items.Add(new RoiSample(series.Study, input.Width, input.Height, Bytes.From(input.Pixels), x, y));
        }
    }

    internal void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(FileMark);
        writer.Write(Items.Count);
        foreach (var item in Items)
        {
            writer.Write(item.Study);
            writer.Write(item.Width);
            writer.Write(item.Height);
            writer.Write(item.CentreX);
            writer.Write(item.CentreY);
            writer.Write(item.Pixels);
        }
    }

    internal static RoiSamples Load(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        if (reader.ReadInt32() != FileMark)
            throw new InvalidDataException($"{path} is not a file of prepared slices; delete it and run again.");

        var samples = new RoiSamples();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (study, width, height) = (reader.ReadString(), reader.ReadInt32(), reader.ReadInt32());
            var (x, y) = (reader.ReadDouble(), reader.ReadDouble());
            samples.Items.Add(new RoiSample(study, width, height, reader.ReadBytes(width * height), x, y));
        }

        return samples;
    }
}
