using System.Buffers.Binary;
using System.Globalization;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Rendering;
using BilskyWeb.Phantom.Implants;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Tests.Implants;

/// <summary>A small made-up spine: an oval cord in a round sac, fat, bone in front, muscle behind, noise; whole files of it where a folder is wanted.</summary>
internal static class MadeHost
{
    public const int Size = 96;
    public const double PixelMm = 0.75;
    public const double CordX = 36, CordY = 34, SacX = 36, SacY = 34.5;
    public const double CordLevel = 300, CsfLevel = 1000;

    public static HostSlice Slice(int seed = 1, bool cord = true, bool canal = false, double csf = CsfLevel, double pixelMm = PixelMm)
    {
        var r = SeededRandom.For(seed, "made host");
        var pixels = new float[Size * Size];
        bool[] cordMask = new bool[pixels.Length], sacMask = new bool[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            double x = ((i % Size) + 0.5) * PixelMm, y = ((i / Size) + 0.5) * PixelMm;
            double inCord = Ellipse(x - CordX, y - CordY, 5.5, 4), inSac = Ellipse(x - SacX, y - SacY, 9.5, 8);
            cordMask[i] = inCord < 0;
            sacMask[i] = inSac < 0;
            var outside = y < SacY ? 260 : 200;
            var (c, s) = (PartialVolume.Inside(inCord, 0.45), PartialVolume.Inside(inSac, 0.45));
            pixels[i] = (float)Math.Round((c * CordLevel) + (Math.Max(s - c, 0) * csf) + ((1 - s) * outside) + (12 * r.Normal()));
        }

        return new HostSlice(new GreyImage(Size, Size, pixels, pixelMm, pixelMm), cord ? cordMask : null, canal ? sacMask : null, null);
    }

    /// <summary>Writes a stack with masks of cord and canal in it.</summary>
    public static string Write(string folder, int slices = 8, string patient = "MADE-1")
    {
        foreach (var kind in new[] { "cord", "canal" })
        {
            Directory.CreateDirectory(Path.Combine(folder, "masks", kind));
        }

        for (var i = 0; i < slices; i++)
        {
            var name = (i + 1).ToString("D4", CultureInfo.InvariantCulture);
            var slice = Slice(i, canal: true);
            File.WriteAllBytes(Path.Combine(folder, name + ".dcm"), Dicom(slice, patient, i, "made series " + patient));
            File.WriteAllBytes(Path.Combine(folder, "masks", "cord", name + ".png"), Png(slice.Cord!));
            File.WriteAllBytes(Path.Combine(folder, "masks", "canal", name + ".png"), Png(slice.Canal!));
        }

        return folder;
    }

    public static byte[] Png(bool[] mask) => GreyPng.Encode(Size, mask.Length / Size, Array.ConvertAll(mask, m => (byte)(m ? 1 : 0)));

    public static byte[] Dicom(HostSlice slice, string patient, int index, string series, double[]? orientation = null)
    {
        var pixels = new byte[2 * slice.Image.Pixels.Length];
        for (var i = 0; i < slice.Image.Pixels.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(pixels.AsSpan(2 * i), (ushort)Math.Max(slice.Image.Pixels[i], 0));
        }

        return Part10Writer.ToArray(
            new DicomDataset()
                .Set(DicomTag.SopClassUid, DicomUid.MrImageStorage)
                .Set(DicomTag.SopInstanceUid, Sop(series, index))
                .Set(DicomTag.StudyInstanceUid, Study(series))
                .Set(DicomTag.SeriesInstanceUid, Series(series))
                .Set(DicomTag.PatientId, patient)
                .Set(DicomTag.PatientName, "Secret^Name")
                .Set(DicomTag.StudyDate, "20190203")
                .Set(DicomTag.Modality, "MR")
                .Set(DicomTag.SeriesDescription, "t2_tse_tra")
                .Set(DicomTag.SliceThickness, 4)
                .Set(DicomTag.ImagePositionPatient, 0, 0, -4.0 * index)
                .Set(DicomTag.ImageOrientationPatient, orientation ?? [1, 0, 0, 0, 1, 0])
                .Set(DicomTag.PixelSpacing, PixelMm, PixelMm)
                .Set(DicomTag.Rows, Size)
                .Set(DicomTag.Columns, Size)
                .Set(DicomTag.SamplesPerPixel, 1)
                .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
                .Set(DicomTag.BitsAllocated, 16)
                .Set(DicomTag.BitsStored, 12)
                .Set(DicomTag.HighBit, 11)
                .Set(DicomTag.PixelRepresentation, 0),
            pixels);
    }

    public static string Study(string series) => DicomUid.FromSeed(series + " study");

    public static string Series(string series) => DicomUid.FromSeed(series);

    public static string Sop(string series, int index) => DicomUid.FromSeed(string.Create(CultureInfo.InvariantCulture, $"{series} {index}"));

    private static double Ellipse(double x, double y, double radiusX, double radiusY) => Anatomy.Shape.Ellipse(x, y, radiusX, radiusY);
}
