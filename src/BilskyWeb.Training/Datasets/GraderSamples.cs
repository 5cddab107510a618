using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Training.Models;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Datasets;

/// <summary>Regions around the canal, cut once with inference's own preprocessing and kept as bytes; augmentation samples from them.</summary>
internal sealed class GraderSamples
{
    /// <summary>Stored with a margin around the 40 mm that the grader sees, for shifts, rotations and scales.</summary>
    internal const double StoredMm = 56;

    /// <summary>Side of a stored region: 0.30 mm a pixel.</summary>
    internal const int StoredPixels = 184;

    private const int FileMark = 0x33475342; // "BSG3"
    private readonly List<byte[]> _pixels = [];
    private readonly List<BilskyGrade> _grades = [];

    internal int Count => _pixels.Count;

    internal IReadOnlyList<BilskyGrade> Grades => _grades;

    /// <summary>How coarse the coarsest image was, in millimetres; 0 when there is none.</summary>
    internal double CoarsestMm { get; private set; }

    internal void Add(BilskyGrade grade, byte[] pixels)
    {
        _grades.Add(grade);
        _pixels.Add(pixels);
    }

    /// <summary>Adds the graded slices of a series.</summary>
    internal void Add(LabelledSeries series)
    {
        foreach (var slice in series.Slices)
        {
            if (slice is { Canal: { } canal, Grade: { } grade, Exclusion: null })
            {
                Add(grade, Cut(slice.Image, canal.X, canal.Y, series.Intensity));
                CoarsestMm = Math.Max(CoarsestMm, slice.Image.PixelMm);
            }
        }
    }

    /// <summary>Regions [n, 1, 184, 184] in [0, 1] and classes [n] int64.</summary>
    internal (Tensor Regions, Tensor Grades) Batch(IReadOnlyList<int> indices)
    {
        return (Regions([.. indices.Select(i => _pixels[i])]), tensor(indices.Select(i => (long)_grades[i]).ToArray()));
    }

    /// <summary>Stored regions as a tensor [n, 1, 184, 184] in [0, 1].</summary>
    internal static Tensor Regions(IReadOnlyList<byte[]> stored)
    {
        var bytes = new byte[stored.Count * StoredPixels * StoredPixels];
        for (var i = 0; i < stored.Count; i++)
        {
            stored[i].CopyTo(bytes, i * StoredPixels * StoredPixels);
        }

        return tensor(bytes, [stored.Count, 1, StoredPixels, StoredPixels]).to(ScalarType.Float32) / Held.ByteMax;
    }

    /// <summary>The region around a canal, as it is stored.</summary>
    internal static byte[] Cut(GreyImage image, double x, double y, SeriesIntensity intensity) =>
        Bytes.From(RoiCrop.Cut(image, RoiCrop.Around(image, x, y, StoredMm, 1), intensity, StoredPixels));

    internal void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(FileMark);
        writer.Write(CoarsestMm);
        writer.Write(Count);
        for (var i = 0; i < Count; i++)
        {
            writer.Write((byte)_grades[i]);
            writer.Write(_pixels[i]);
        }
    }

    internal static GraderSamples Load(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        if (reader.ReadInt32() != FileMark)
            throw new InvalidDataException($"{path} is not a file of prepared regions; delete it and run again.");

        var samples = new GraderSamples { CoarsestMm = reader.ReadDouble() };
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            samples.Add((BilskyGrade)reader.ReadByte(), reader.ReadBytes(StoredPixels * StoredPixels));
        }

        return samples;
    }
}

/// <summary>[0, 1] in steps of 1/255, the grain at which training data are kept in memory.</summary>
internal static class Bytes
{
    internal static byte[] From(float[] unit) => Array.ConvertAll(unit, v => (byte)Math.Round(Math.Clamp(v, 0, 1) * 255));
}
