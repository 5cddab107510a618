using System.Buffers.Binary;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.LocalServers;
using BilskyWeb.TinyModels;

namespace BilskyWeb.Tests.Features.Grading;

/// <summary>A study as DICOM whose axial T2W slices the tiny models grade as asked, with a sagittal series beside it.</summary>
internal sealed class TinyStudy
{
    /// <param name="grades">0 to 5 per slice, head first; NaN for a slice without a canal.</param>
    public TinyStudy(params double[] grades)
    {
        Grades = grades;
        Uid = DicomUid.New();
        AxialUid = DicomUid.New();
        SagittalUid = DicomUid.New();
    }

    public string Uid { get; init; }

    /// <summary>Frame of reference; by default one of the study's own.</summary>
    public string? FrameOfReference { get; init; }

    /// <summary>Place of the first axial slice, in mm.</summary>
    public double TopMm { get; init; } = 100;

    /// <summary>Time of acquisition, as DICOM writes it.</summary>
    public string AcquisitionTime { get; init; } = "100000";

    public string AxialUid { get; }

    public string SagittalUid { get; }

    public double[] Grades { get; }

    /// <summary>Name of the axial series.</summary>
    public string AxialName { get; init; } = "AX T2 TSE T-SPINE";

    /// <summary>Draws something else below the region of each axial slice, so that pixels tell the places apart.</summary>
    public bool Landmarks { get; init; }

    /// <summary>Stores the axial images with the patient's left on the other side.</summary>
    public bool Mirrored { get; init; }

    /// <summary>Modality of all instances.</summary>
    public string Modality { get; init; } = "MR";

    /// <summary>All instances as Part 10 files.</summary>
    public IEnumerable<(string SopInstanceUid, byte[] File)> Files() => Axial(0, Grades.Length).Concat(Sagittal());

    /// <summary>Some of the axial slices, head first.</summary>
    public IEnumerable<(string SopInstanceUid, byte[] File)> Axial(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var image = double.IsNaN(Grades[i]) ? TinySlice.Make(0, 0) : TinySlice.Make(Grades[i]);
            if (Landmarks)
            {
                Draw(image, i);
            }

            var dataset = Describe(AxialUid, i, image)
                .Set(DicomTag.SeriesDescription, AxialName)
                .Set(DicomTag.ImageOrientationPatient, Mirrored ? -1 : 1, 0, 0, 0, 1, 0)
                .Set(DicomTag.ImagePositionPatient, Mirrored ? 60 : -60, -50, TopMm - (4.0 * i));
            yield return Write(dataset, image);
        }
    }

    /// <summary>A sagittal T2W series of five slices.</summary>
    public IEnumerable<(string SopInstanceUid, byte[] File)> Sagittal()
    {
        for (var i = 0; i < 5; i++)
        {
            var image = TinySlice.Make(0);
            var dataset = Describe(SagittalUid, i, image)
                .Set(DicomTag.SeriesDescription, "SAG T2 TSE")
                .Set(DicomTag.ImageOrientationPatient, 0, 1, 0, 0, 0, -1)
                .Set(DicomTag.ImagePositionPatient, -10 + (4.0 * i), -50, 100);
            yield return Write(dataset, image);
        }
    }

    /// <summary>Stores instances in an archive.</summary>
    public static async Task StoreAsync(PrivateOrthanc orthanc, IEnumerable<(string SopInstanceUid, byte[] File)> files)
    {
        using var archive = Client(orthanc);
        await StoreAsync(archive, files);
    }

    /// <summary>Stores instances in an archive.</summary>
    public static async Task StoreAsync(DicomWebArchive archive, IEnumerable<(string SopInstanceUid, byte[] File)> files)
    {
        var folder = Directory.CreateTempSubdirectory("tiny-study-").FullName;
        try
        {
            var written = files.Select(f =>
            {
                var path = Path.Combine(folder, f.SopInstanceUid);
                File.WriteAllBytes(path, f.File);
                return new StowFile(path, f.SopInstanceUid);
            }).ToList();
            await foreach (var outcome in archive.StoreAsync(written))
            {
                Assert.Equal(StoreStatus.Stored, outcome.Status);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static DicomWebArchive Client(PrivateOrthanc orthanc) =>
        new(orthanc.Address());

    /// <summary>Writes all instances into a folder.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (uid, file) in Files())
        {
            File.WriteAllBytes(Path.Combine(folder, uid + ".dcm"), file);
        }
    }

    private static void Draw(GreyImage image, int place)
    {
        const int Below = TinySlice.CanalY + 42, Square = 12;
        for (var y = Below; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                // Each place has squares of its own, bright enough to be seen and darker than a canal.
                var isDrawn = HashCode(place, x / Square, (y - Below) / Square) % 2 == 0;
                image.Pixels[(y * image.Width) + x] = isDrawn ? 300 : 0;
            }
        }
    }

    private static uint HashCode(int place, int column, int row)
    {
        var mixed = unchecked(((uint)place * 73856093) ^ ((uint)column * 19349663) ^ ((uint)row * 83492791));
        return unchecked((mixed ^ (mixed >> 13)) * 2654435761) >> 16;
    }

    private DicomDataset Describe(string series, int number, GreyImage image) => new DicomDataset()
        .Set(DicomTag.SopClassUid, DicomUid.MrImageStorage)
        .Set(DicomTag.SopInstanceUid, DicomUid.FromSeed($"{series} {number}"))
        .Set(DicomTag.StudyInstanceUid, Uid)
        .Set(DicomTag.SeriesInstanceUid, series)
        .Set(DicomTag.PatientId, "TINY-" + Uid[^6..])
        .Set(DicomTag.PatientName, "Tiny^Study")
        .Set(DicomTag.Modality, Modality)
        .Set(DicomTag.StudyDate, "20260105")
        .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "M")
        .Set(DicomTag.BodyPartExamined, "TSPINE")
        .Set(DicomTag.ScanningSequence, "SE")
        .Set(DicomTag.EchoTime, 100.0)
        .Set(DicomTag.RepetitionTime, 4000.0)
        .Set(DicomTag.SeriesNumber, series == AxialUid ? 2.0 : 1.0)
        .Set(DicomTag.InstanceNumber, number + 1.0)
        .Set(DicomTag.FrameOfReferenceUid, FrameOfReference ?? Uid + ".1")
        .Set(DicomTag.AcquisitionDate, "20260105")
        .Set(DicomTag.AcquisitionTime, AcquisitionTime)
        .Set(DicomTag.SliceThickness, 3.5)
        .Set(DicomTag.PixelSpacing, image.RowSpacingMm, image.ColumnSpacingMm)
        .Set(DicomTag.Rows, (double)image.Height)
        .Set(DicomTag.Columns, (double)image.Width)
        .Set(DicomTag.SamplesPerPixel, 1.0)
        .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
        .Set(DicomTag.BitsAllocated, 16.0)
        .Set(DicomTag.BitsStored, 12.0)
        .Set(DicomTag.HighBit, 11.0)
        .Set(DicomTag.PixelRepresentation, 0.0);

    private static (string SopInstanceUid, byte[] File) Write(DicomDataset dataset, GreyImage image)
    {
        var bytes = new byte[image.Pixels.Length * 2];
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 2), (ushort)image.Pixels[i]);
        }

        return (dataset.GetString(DicomTag.SopInstanceUid)!, Part10Writer.ToArray(dataset, bytes));
    }
}
