using System.Globalization;
using BilskyWeb.Commands;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Phantom;

namespace BilskyWeb.Tests.Cases;

/// <summary>
/// A study as hospitals send them: a phantom's slices, stored, named, split and angled in ways that have led to wrong grades.
/// The pixels are those of one control, so that grade and flag must be the control's.
/// </summary>
internal sealed class CaseStudy(string name)
{
    private static readonly Lazy<IReadOnlyList<CaseImage>> Whole = new(() => Render(0));
    private static readonly Lazy<IReadOnlyList<CaseImage>> Milder = new(() => Render(1));

    private readonly List<CaseImage> _images = [];

    /// <summary>First slice, from 0, of the lesion in <see cref="Stack"/>: grade 2.</summary>
    public const int LesionFrom = 14;

    /// <summary>Last slice of the lesion.</summary>
    public const int LesionTo = 20;

    public string Name { get; } = name;

    public string Uid { get; } = DicomUid.FromSeed("case study " + name);

    public string FrameOfReferenceUid { get; } = DicomUid.FromSeed("case frame of reference " + name);

    /// <summary>All images in the order in which they were added.</summary>
    public IReadOnlyList<CaseImage> Images => _images;

    /// <summary>The control: 27 axial slices, head first, with a lesion of grade 2 (<see cref="LesionFrom"/> to <see cref="LesionTo"/>); high grade, to be flagged.</summary>
    /// <param name="crop">Pixels of each side that are kept.</param>
    /// <param name="up">So many pixels above the middle, so that the canal is not at the image's centre.</param>
    public static List<CaseImage> Stack(int crop = 192, int up = 0) => [.. Whole.Value.Select(i => Crop(i, crop, up))];

    /// <summary>Fifteen slices of <see cref="Stack"/> around the lesion: for cases where the length does not matter.</summary>
    public static List<CaseImage> Short(int crop = 192) => Stack(crop)[9..24];

    /// <summary>The second control: 20 slices of another scanner, with a lesion of grade 1c.</summary>
    public static List<CaseImage> MilderStack() => [.. Milder.Value.Select(i => i.Copy())];

    /// <summary>Adds a series of copies of images, in order.</summary>
    /// <param name="images">The images; not altered.</param>
    /// <param name="number">Series number, and what makes the series' UID.</param>
    /// <param name="description">Series description and protocol name.</param>
    /// <param name="change">Alters each copy; gets its index in the series.</param>
    public IReadOnlyList<CaseImage> Add(IEnumerable<CaseImage> images, int number = 3, string description = "T2 TSE TRA", Action<CaseImage, int>? change = null)
    {
        var series = DicomUid.FromSeed(string.Create(CultureInfo.InvariantCulture, $"case series {Name} {number}"));
        List<CaseImage> added = [];
        foreach (var (index, image) in images.Index())
        {
            var copy = image.Copy();
            copy.SopInstanceUid = DicomUid.FromSeed(string.Create(CultureInfo.InvariantCulture, $"case image {Name} {number} {_images.Count}"));
            copy.Header
                .Set(DicomTag.StudyInstanceUid, Uid)
                .Set(DicomTag.SeriesInstanceUid, series)
                .Set(DicomTag.SeriesNumber, number)
                .Set(DicomTag.InstanceNumber, index + 1)
                .Set(DicomTag.FrameOfReferenceUid, FrameOfReferenceUid)
                .Set(DicomTag.PatientId, "CASE-" + Name.ToUpperInvariant())
                .Set(DicomTag.PatientName, "Case^" + Name)
                .Set(DicomTag.SeriesDescription, description)
                .Set(DicomTag.ProtocolName, description);
            change?.Invoke(copy, index);
            added.Add(copy);
            _images.Add(copy);
        }

        return added;
    }

    /// <summary>Writes one file per image into a folder that is made.</summary>
    public string WriteTo(string parent)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, Name)).FullName;
        foreach (var (index, image) in _images.Index())
        {
            File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{index + 1:D3}.dcm")), image.ToFile());
        }

        return folder;
    }

    private static CaseImage Crop(CaseImage image, int side, int up)
    {
        var (top, left) = (((image.Rows - side) / 2) - up, (image.Columns - side) / 2);
        var cropped = image.Copy();
        (cropped.Rows, cropped.Columns) = (side, side);
        cropped.Repaint((row, column) => image.At(top + row, left + column));
        cropped.Origin = image.Origin.Plus(image.Row.Times(image.SpacingMm * left)).Plus(image.Column.Times(image.SpacingMm * top));
        return cropped;
    }

    private static CaseImage[] Render(int control)
    {
        var studies = PhantomCommand.Requests(3, 77, PhantomCohort.Internal, null);
        var study = control == 0 ? PhantomStudy.Generate(studies[1]) : studies.Select(PhantomStudy.Generate).First(s => s.Slices.Count == 20);
        var images = new CaseImage[study.Slices.Count];
        Parallel.For(0, images.Length, i =>
        {
            var slice = study.Slices[i];
            var image = slice.Render();
            images[i] = new CaseImage
            {
                Header = Describe(study),
                Pixels = Array.ConvertAll(image.Pixels, v => (ushort)v),
                Rows = image.Height,
                Columns = image.Width,
                SpacingMm = image.ColumnSpacingMm,
                Origin = Vector(slice.Plane.FirstPixel(image.Width, image.ColumnSpacingMm)),
                Row = Vector(slice.Plane.Row),
                Column = Vector(slice.Plane.Column),
            };
        });
        return images;
    }

    private static DicomDataset Describe(PhantomStudy study) => new DicomDataset()
        .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "OTHER")
        .Set(DicomTag.Modality, "MR")
        .Set(DicomTag.StudyDate, "20240804")
        .Set(DicomTag.StudyTime, "101800")
        .Set(DicomTag.StudyDescription, "MRI SPINE (PHANTOM)")
        .Set(DicomTag.PatientBirthDate, "19530729")
        .Set(DicomTag.PatientSex, "F")
        .Set(DicomTag.BodyPartExamined, "SPINE")
        .Set(DicomTag.ScanningSequence, "SE")
        .Set(DicomTag.SequenceVariant, "SK", "SP")
        .Set(DicomTag.SequenceName, "tse2d")
        .Set(DicomTag.MrAcquisitionType, "2D")
        .Set(DicomTag.SliceThickness, study.Protocol.ThicknessMm)
        .Set(DicomTag.SpacingBetweenSlices, study.Protocol.SpacingMm)
        .Set(DicomTag.RepetitionTime, study.Protocol.TrMs)
        .Set(DicomTag.EchoTime, study.Protocol.TeMs)
        .Set(DicomTag.AcquisitionNumber, 1)
        .Set(DicomTag.PatientPosition, "HFS")
        .Set(DicomTag.BurnedInAnnotation, "NO")
        .Set(DicomTag.LossyImageCompression, "00")
        .Set(DicomTag.WindowCenter, 450)
        .Set(DicomTag.WindowWidth, 900);

    private static PatientVector Vector(double[] v) => new(v[0], v[1], v[2]);
}
