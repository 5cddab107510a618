using static TorchSharp.torch;

namespace BilskyWeb.Training.Datasets;

/// <summary>Regions around the canal of slices that nobody graded: no grade is known here, so none can reach the cross-entropy.</summary>
/// <param name="regions">As <see cref="GraderSamples.Cut"/> stores them.</param>
internal sealed class UnlabelledSamples(IReadOnlyList<byte[]> regions)
{
    private const int FileMark = 0x31555342; // "BSU1"

    internal int Count => regions.Count;

    /// <summary>Regions [n, 1, 184, 184] in [0, 1].</summary>
    internal Tensor Batch(IReadOnlyList<int> indices) => GraderSamples.Regions([.. indices.Select(i => regions[i])]);

    internal void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(FileMark);
        writer.Write(Count);
        foreach (var region in regions)
        {
            writer.Write(region);
        }
    }

    internal static UnlabelledSamples Load(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        if (reader.ReadInt32() != FileMark)
            throw new InvalidDataException($"{path} is not a file of unlabelled regions; delete it and run again.");
        var regions = new byte[reader.ReadInt32()][];
        for (var i = 0; i < regions.Length; i++)
        {
            regions[i] = reader.ReadBytes(GraderSamples.StoredPixels * GraderSamples.StoredPixels);
        }

        return new UnlabelledSamples(regions);
    }
}
