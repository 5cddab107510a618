using System.Globalization;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>
/// What one accepted file says about itself. Everything is the sender's word, decoded and bounded, not verified.
/// Geometry and timing of an enhanced (multi-frame) object are in the functional groups of <see cref="Attributes"/>.
/// </summary>
public sealed class ScreenedHeader
{
    internal ScreenedHeader(string transferSyntaxUid, DicomDataset attributes, long datasetOffset, long datasetBytes, byte[]? missingEnd = null, string? note = null)
    {
        MissingEnd = missingEnd ?? [];
        Note = note;
        TransferSyntaxUid = transferSyntaxUid;

        // The file's meta information says it; whoever judges the data set alone has to know of lossy compression too.
        Attributes = attributes.Set(DicomTag.AvailableTransferSyntaxUid, transferSyntaxUid);
        DatasetOffset = datasetOffset;
        DatasetBytes = datasetBytes;
    }

    /// <summary>The attributes that were read, in the shape of WADO-RS metadata, functional groups of enhanced objects included,
    /// and with the file's transfer syntax as (0008,3002).
    /// The four UIDs are there and valid.</summary>
    public DicomDataset Attributes { get; }

    /// <summary>How the data set is encoded in the file as it was sent. (A deflated one is handed on inflated.)</summary>
    public string TransferSyntaxUid { get; }

    /// <summary>Frames in this instance; 1 when it does not say.</summary>
    public int NumberOfFrames => Attributes.GetInt(DicomTag.NumberOfFrames) is { } frames and > 0 ? frames : 1;

    /// <summary>SOP class.</summary>
    public string SopClassUid => Attributes.GetString(DicomTag.SopClassUid)!;

    /// <summary>SOP instance.</summary>
    public string SopInstanceUid => Attributes.GetString(DicomTag.SopInstanceUid)!;

    /// <summary>Study.</summary>
    public string StudyInstanceUid => Attributes.GetString(DicomTag.StudyInstanceUid)!;

    /// <summary>Series.</summary>
    public string SeriesInstanceUid => Attributes.GetString(DicomTag.SeriesInstanceUid)!;

    /// <summary>Patient identifier as the sender gave it.</summary>
    public string? PatientId => Attributes.GetString(DicomTag.PatientId);

    /// <summary>Who gave the patient identifier.</summary>
    public string? IssuerOfPatientId => Attributes.GetString(DicomTag.IssuerOfPatientId);

    /// <summary>Patient's name. Untrusted text: it may hold HTML.</summary>
    public DicomPersonName? PatientName => Attributes.GetPersonName(DicomTag.PatientName);

    /// <summary>Patient's birth date.</summary>
    public DateOnly? BirthDate => Date(DicomTag.PatientBirthDate);

    /// <summary>Patient's sex: M, F or O.</summary>
    public string? Sex => Attributes.GetString(DicomTag.PatientSex);

    /// <summary>Modality, for example MR.</summary>
    public string? Modality => Attributes.GetString(DicomTag.Modality);

    /// <summary>Manufacturer of the scanner.</summary>
    public string? Manufacturer => Attributes.GetString(DicomTag.Manufacturer);

    /// <summary>Model of the scanner.</summary>
    public string? ManufacturerModelName => Attributes.GetString(DicomTag.ManufacturerModelName);

    /// <summary>Field strength in tesla.</summary>
    public double? MagneticFieldStrengthTesla => Attributes.GetDouble(DicomTag.MagneticFieldStrength);

    /// <summary>Date on which the study began.</summary>
    public DateOnly? StudyDate => Date(DicomTag.StudyDate);

    /// <summary>Time at which the study began, in DICOM form (HHMMSS.FFFFFF).</summary>
    public string? StudyTime => Attributes.GetString(DicomTag.StudyTime);

    /// <summary>Order number of the study.</summary>
    public string? AccessionNumber => Attributes.GetString(DicomTag.AccessionNumber);

    /// <summary>What the study is.</summary>
    public string? StudyDescription => Attributes.GetString(DicomTag.StudyDescription);

    /// <summary>What the series is.</summary>
    public string? SeriesDescription => Attributes.GetString(DicomTag.SeriesDescription);

    /// <summary>Protocol of the scanner.</summary>
    public string? ProtocolName => Attributes.GetString(DicomTag.ProtocolName);

    /// <summary>Body part.</summary>
    public string? BodyPartExamined => Attributes.GetString(DicomTag.BodyPartExamined);

    /// <summary>Number of the series within the study.</summary>
    public int? SeriesNumber => Attributes.GetInt(DicomTag.SeriesNumber);

    /// <summary>Number of the instance within the series.</summary>
    public int? InstanceNumber => Attributes.GetInt(DicomTag.InstanceNumber);

    /// <summary>Number of the acquisition within the series.</summary>
    public int? AcquisitionNumber => Attributes.GetInt(DicomTag.AcquisitionNumber);

    /// <summary>Image type values, for example ORIGINAL, PRIMARY.</summary>
    public IReadOnlyList<string> ImageType => Attributes.GetStrings(DicomTag.ImageType);

    /// <summary>Scanning sequence, for example SE.</summary>
    public IReadOnlyList<string> ScanningSequence => Attributes.GetStrings(DicomTag.ScanningSequence);

    /// <summary>Sequence variant, for example SK.</summary>
    public IReadOnlyList<string> SequenceVariant => Attributes.GetStrings(DicomTag.SequenceVariant);

    /// <summary>Manufacturer's name of the pulse sequence.</summary>
    public string? SequenceName => Attributes.GetString(DicomTag.SequenceName);

    /// <summary>Echo time in milliseconds.</summary>
    public double? EchoTimeMs => Attributes.GetDouble(DicomTag.EchoTime);

    /// <summary>Repetition time in milliseconds.</summary>
    public double? RepetitionTimeMs => Attributes.GetDouble(DicomTag.RepetitionTime);

    /// <summary>Inversion time in milliseconds.</summary>
    public double? InversionTimeMs => Attributes.GetDouble(DicomTag.InversionTime);

    /// <summary>Rows of one frame.</summary>
    public int? Rows => Attributes.GetInt(DicomTag.Rows);

    /// <summary>Columns of one frame.</summary>
    public int? Columns => Attributes.GetInt(DicomTag.Columns);

    /// <summary>Bits per sample.</summary>
    public int? BitsAllocated => Attributes.GetInt(DicomTag.BitsAllocated);

    /// <summary>Samples per pixel: 1 for grey.</summary>
    public int? SamplesPerPixel => Attributes.GetInt(DicomTag.SamplesPerPixel);

    /// <summary>Meaning of the samples, for example MONOCHROME2.</summary>
    public string? PhotometricInterpretation => Attributes.GetString(DicomTag.PhotometricInterpretation);

    /// <summary>Millimetres between rows, then between columns.</summary>
    public IReadOnlyList<double> PixelSpacing => Attributes.GetDoubles(DicomTag.PixelSpacing);

    /// <summary>Thickness of the slice in millimetres.</summary>
    public double? SliceThickness => Attributes.GetDouble(DicomTag.SliceThickness);

    /// <summary>Millimetres from slice to slice.</summary>
    public double? SpacingBetweenSlices => Attributes.GetDouble(DicomTag.SpacingBetweenSlices);

    /// <summary>Direction cosines of a row, then of a column (six numbers).</summary>
    public IReadOnlyList<double> ImageOrientationPatient => Attributes.GetDoubles(DicomTag.ImageOrientationPatient);

    /// <summary>Centre of the first pixel in millimetres (three numbers).</summary>
    public IReadOnlyList<double> ImagePositionPatient => Attributes.GetDoubles(DicomTag.ImagePositionPatient);

    /// <summary>Frame of reference.</summary>
    public string? FrameOfReferenceUid => Attributes.GetString(DicomTag.FrameOfReferenceUid);

    /// <summary>What was not as it should be and was put right on the way, a sentence for people; null when nothing was.</summary>
    public string? Note { get; }

    /// <summary>End marks to be written behind the data set.</summary>
    internal byte[] MissingEnd { get; }

    /// <summary>Where the data set begins in the file, after preamble and meta header.</summary>
    internal long DatasetOffset { get; }

    /// <summary>Bytes of the data set without padding behind it; inflated, if it is deflated.</summary>
    internal long DatasetBytes { get; }

    private DateOnly? Date(DicomTag tag) =>
        Attributes.GetString(tag) is { } text
        && DateOnly.TryParseExact(text, ["yyyyMMdd", "yyyy.MM.dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
