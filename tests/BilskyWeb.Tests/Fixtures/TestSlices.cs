using System.Globalization;
using System.IO.Compression;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Tests.Fixtures;

/// <summary>Small MR slices with everything that intake and series choice look at; the pixels mean nothing.</summary>
internal sealed record TestStudy
{
    public string StudyUid { get; init; } = DicomUid.New();
    public string SeriesUid { get; init; } = DicomUid.New();
    public string PatientId { get; init; } = $"T{Guid.NewGuid():N}"[..12];
    public string PatientName { get; init; } = "Doe^Jane";
    public string BirthDate { get; init; } = "19600203";
    public string Modality { get; init; } = "MR";
    public int Slices { get; init; } = 6;
    public bool Sagittal { get; init; }
    public ushort Rows { get; init; } = 32;
    public ushort Columns { get; init; } = 32;

    /// <summary>What is really there, whatever rows and columns say.</summary>
    public int PixelBytes { get; init; } = 32 * 32 * 2;

    /// <summary>The files of the study, by name.</summary>
    public IReadOnlyList<(string Name, byte[] Bytes)> Files() =>
        [.. Enumerable.Range(0, Slices).Select(i => ($"study/series/IM{i:D4}.dcm", File(i)))];

    public string SopUid(int slice) => DicomUid.FromSeed($"{SeriesUid}/{slice}");

    public byte[] File(int slice, byte fill = 7)
    {
        var dataset = new DicomDataset()
            .Set(DicomTag.SpecificCharacterSet, "ISO_IR 192")
            .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "M", "SE")
            .Set(DicomTag.SopClassUid, Modality == "MR" ? DicomUid.MrImageStorage : "1.2.840.10008.5.1.4.1.1.2")
            .Set(DicomTag.SopInstanceUid, SopUid(slice))
            .Set(DicomTag.StudyInstanceUid, StudyUid)
            .Set(DicomTag.SeriesInstanceUid, SeriesUid)
            .Set(DicomTag.StudyDate, "20261122")
            .Set(DicomTag.Modality, Modality)
            .Set(DicomTag.StudyDescription, "MR SPINE")
            .Set(DicomTag.SeriesDescription, Sagittal ? "T2 TSE SAG" : "T2 TSE TRA")
            .Set(DicomTag.PatientId, PatientId)
            .Set(DicomTag.PatientName, PatientName)
            .Set(DicomTag.PatientBirthDate, BirthDate)
            .Set(DicomTag.PatientSex, "F")
            .Set(DicomTag.ScanningSequence, "SE")
            .Set(DicomTag.SequenceVariant, "SK")
            .Set(DicomTag.MrAcquisitionType, "2D")
            .Set(DicomTag.SliceThickness, 4.0)
            .Set(DicomTag.RepetitionTime, 4000.0)
            .Set(DicomTag.EchoTime, 100.0)
            .Set(DicomTag.BodyPartExamined, "TSPINE")
            .Set(DicomTag.SeriesNumber, "1")
            .Set(DicomTag.InstanceNumber, (slice + 1).ToString(CultureInfo.InvariantCulture))
            .Set(DicomTag.FrameOfReferenceUid, DicomUid.FromSeed(StudyUid))
            .Set(DicomTag.ImagePositionPatient, Sagittal ? [slice * 4.0, -64, 64] : [-64, -64, -slice * 4.0])
            .Set(DicomTag.ImageOrientationPatient, Sagittal ? [0, 1, 0, 0, 0, -1] : [1, 0, 0, 0, 1, 0])
            .Set(DicomTag.SamplesPerPixel, 1.0)
            .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Set(DicomTag.Rows, (double)Rows)
            .Set(DicomTag.Columns, (double)Columns)
            .Set(DicomTag.PixelSpacing, 4.0, 4.0)
            .Set(DicomTag.BitsAllocated, 16.0)
            .Set(DicomTag.BitsStored, 12.0)
            .Set(DicomTag.HighBit, 11.0)
            .Set(DicomTag.PixelRepresentation, 0.0);
        var pixels = new byte[PixelBytes];
        Array.Fill(pixels, fill);
        return Part10Writer.ToArray(dataset, pixels);
    }
}

internal static class TestZip
{
    public static byte[] Of(IEnumerable<(string Name, byte[] Bytes)> files, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var output = new MemoryStream();
        using (var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }
        return output.ToArray();
    }
}
