using System.Globalization;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Inference.Preprocessing;
using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Implants;
using BilskyWeb.Training.Models;
using BilskyWeb.Training.Trainers;
using TorchSharp;
using static TorchSharp.torch;

namespace BilskyWeb.Training.Datasets;

/// <summary>Regions around the canal with the share of each tissue in each place and the grade, made once and kept as bytes; augmentation samples from them.</summary>
internal sealed class SegmentationSamples
{
    /// <summary>Stored with a margin around the 40 mm that the network sees, for shifts, rotations and scales.</summary>
    internal const int StoredSide = 112;

    private const int FileMark = 0x33535342; // "BSS3"
    private const int Area = StoredSide * StoredSide;
    private const sbyte NoGrade = -1;

    private static readonly Scalar Whole = (double)SegmentationSlice.Whole;

    private readonly List<byte[]> _pixels = [];
    private readonly List<byte[]> _shares = [];
    private readonly List<bool> _knowsBone = [];
    private readonly List<BilskyGrade?> _grades = [];

    internal int Count => _pixels.Count;

    /// <summary>The grade of each region; null where none is given.</summary>
    internal IReadOnlyList<BilskyGrade?> Grades => _grades;

    /// <summary>Draws slices.</summary>
    /// <param name="seed">Decides all of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellation">Stops between two slices.</param>
    internal static SegmentationSamples Draw(long seed, int count, TextWriter progress, CancellationToken cancellation)
    {
        var pixels = new byte[count][];
        var shares = new byte[count][];
        var grades = new BilskyGrade?[count];
        var done = 0;
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, n =>
        {
            var slice = SegmentationSlice.Draw(SplitSeed.Of(seed, n));
            pixels[n] = Cut(slice.Image, slice.Canal, SeriesIntensity.Measure([slice.Image]));
            shares[n] = slice.Shares(StoredSide, CanalSegmentationNet.SampleMm);
            grades[n] = slice.Grade;
            if (Interlocked.Increment(ref done) is var so && so % 500 == 0)
                progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"prepared {so} of {count} slices"));
        });
        var samples = new SegmentationSamples();
        samples._pixels.AddRange(pixels);
        samples._shares.AddRange(shares);
        samples._knowsBone.AddRange(Enumerable.Repeat(true, count));
        samples._grades.AddRange(grades);
        return samples;
    }

    /// <summary>Adds slices of real persons with implants.</summary>
    internal void Add(IReadOnlyList<ImplantRegion> implants)
    {
        foreach (var series in implants.Chunk(50))
        {
            var intensity = SeriesIntensity.Measure(series.Select(s => s.Image));
            foreach (var slice in series)
            {
                Add(slice.Image, slice.Canal, intensity, slice.Shares(StoredSide, CanalSegmentationNet.SampleMm), knowsBone: false, slice.Grade);
            }
        }
    }

    /// <summary>Adds slices of a tumour-free person as they are. What they are made of is not known and counts as one tissue: they are for a grader, not for a segmentation.</summary>
    internal void AddTumourFree(IReadOnlyList<(GreyImage Image, (double X, double Y) Canal)> slices)
    {
        var intensity = SeriesIntensity.Measure(slices.Select(s => s.Image));
        var shares = new byte[CanalTissues.Count * Area];
        shares.AsSpan((int)CanalTissue.Other * Area, Area).Fill(SegmentationSlice.Whole);
        foreach (var (image, canal) in slices)
        {
            Add(image, canal, intensity, shares, knowsBone: false, BilskyGrade.Grade0);
        }
    }

    /// <summary>Regions [n, 1, 112, 112] in [0, 1]; the share of each tissue [n, 6, 112, 112], adding up to 1; and whether bone and fat are told from what lies farther out [n].</summary>
    internal (Tensor Regions, Tensor Shares, Tensor KnowsBone) Batch(IReadOnlyList<int> indices) => (
        Stack(_pixels, indices, 1).to(ScalarType.Float32) / Held.ByteMax,
        Stack(_shares, indices, CanalTissues.Count).to(ScalarType.Float32) / Whole,
        tensor(indices.Select(i => _knowsBone[i]).ToArray()));

    private static byte[] Cut(GreyImage image, (double X, double Y) canal, SeriesIntensity intensity) =>
        Bytes.From(RoiCrop.Cut(image, RoiCrop.Around(image, canal.X, canal.Y, StoredSide * CanalSegmentationNet.SampleMm, 1), intensity, StoredSide));

    private void Add(GreyImage image, (double X, double Y) canal, SeriesIntensity intensity, byte[] shares, bool knowsBone, BilskyGrade? grade)
    {
        _pixels.Add(Cut(image, canal, intensity));
        _shares.Add(shares);
        _knowsBone.Add(knowsBone);
        _grades.Add(grade);
    }

    private static Tensor Stack(List<byte[]> stored, IReadOnlyList<int> indices, int planes)
    {
        var bytes = new byte[indices.Count * planes * Area];
        for (var i = 0; i < indices.Count; i++)
        {
            stored[indices[i]].CopyTo(bytes, i * planes * Area);
        }

        return tensor(bytes, [indices.Count, planes, StoredSide, StoredSide]);
    }

    internal void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(FileMark);
        writer.Write(Count);
        for (var i = 0; i < Count; i++)
        {
            writer.Write(_pixels[i]);
            writer.Write(_shares[i]);
            writer.Write(_knowsBone[i]);
            writer.Write((sbyte)(_grades[i] is { } grade ? (int)grade : NoGrade));
        }
    }

    internal static SegmentationSamples Load(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        if (reader.ReadInt32() != FileMark)
            throw new InvalidDataException($"{path} is not a file of prepared regions; delete it and run again.");

        var samples = new SegmentationSamples();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            samples._pixels.Add(reader.ReadBytes(Area));
            samples._shares.Add(reader.ReadBytes(CanalTissues.Count * Area));
            samples._knowsBone.Add(reader.ReadBoolean());
            samples._grades.Add(reader.ReadSByte() is var grade and not NoGrade ? (BilskyGrade)grade : null);
        }

        return samples;
    }
}
