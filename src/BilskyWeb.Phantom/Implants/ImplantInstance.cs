using System.Buffers.Binary;
using System.Globalization;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Phantom.Implants;

/// <summary>Writes an implanted slice as MR Image Storage: the host's geometry, sequence and window, and no name, date, number or place of its person.</summary>
internal sealed class ImplantInstance
{
    // What a reader and the pipeline judge an image by; nothing that tells who, when or where.
    private static readonly DicomTag[] Kept =
    [
        DicomTag.SeriesDescription, DicomTag.BodyPartExamined, DicomTag.ScanningSequence, DicomTag.SequenceVariant, DicomTag.ScanOptions, DicomTag.MrAcquisitionType, DicomTag.SequenceName,
        DicomTag.SliceThickness, DicomTag.RepetitionTime, DicomTag.EchoTime, DicomTag.EchoTrainLength, DicomTag.MagneticFieldStrength, DicomTag.FlipAngle, DicomTag.InversionTime, DicomTag.Manufacturer,
        DicomTag.PatientPosition, DicomTag.ImagePositionPatient, DicomTag.ImageOrientationPatient, DicomTag.PixelSpacing, DicomTag.Rows, DicomTag.Columns, DicomTag.BitsAllocated, DicomTag.BitsStored, DicomTag.HighBit,
        DicomTag.PixelRepresentation, DicomTag.RescaleSlope, DicomTag.RescaleIntercept, DicomTag.WindowCenter, DicomTag.WindowWidth,
    ];

    private readonly ImplantIdentity _identity;
    private readonly double _spacingMm;

    public ImplantInstance(ImplantIdentity identity, double spacingMm) => (_identity, _spacingMm) = (identity, spacingMm);

    /// <summary>The file's bytes.</summary>
    public byte[] Write(ImplantSlice slice, int index)
    {
        var header = slice.File.Header;
        var dataset = new DicomDataset();
        foreach (var tag in Kept)
        {
            if (!header.TryGet(tag, out var element) || tag.StandardVr is not { } vr)
                continue;
            if (vr is "US" or "SS" or "IS" or "DS")
                dataset.Set(tag, [.. header.GetDoubles(tag)]);
            else
                dataset.Set(tag, [.. header.GetStrings(tag)]);
        }

        dataset
            .Set(DicomTag.SopClassUid, DicomUid.MrImageStorage)
            .Set(DicomTag.SopInstanceUid, _identity.SopUid(index))
            .Set(DicomTag.ImageType, "DERIVED", "SECONDARY", "OTHER")
            .Set(DicomTag.Modality, "MR")
            .Set(DicomTag.PatientId, _identity.PatientId)
            .Set(DicomTag.PatientName, "Implant^" + _identity.PatientId)
            .SetEmpty(DicomTag.PatientBirthDate)
            .SetEmpty(DicomTag.PatientSex)
            .Set(DicomTag.PatientIdentityRemoved, "YES")
            .Set(DicomTag.DeidentificationMethod, "only geometry, sequence and pixels were taken over")
            .Set(DicomTag.StudyInstanceUid, _identity.StudyUid)
            .Set(DicomTag.SeriesInstanceUid, _identity.SeriesUid)
            .Set(DicomTag.FrameOfReferenceUid, _identity.FrameOfReferenceUid)
            .SetEmpty(DicomTag.PositionReferenceIndicator)
            .Set(DicomTag.StudyDate, "20240101")
            .Set(DicomTag.StudyTime, "080000")
            .Set(DicomTag.StudyId, "1")
            .Set(DicomTag.StudyDescription, "SPINE WITH IMPLANTED LESION")
            .SetEmpty(DicomTag.AccessionNumber)
            .SetEmpty(DicomTag.ReferringPhysicianName)
            .Set(DicomTag.SeriesNumber, 1)
            .Set(DicomTag.InstanceNumber, index + 1)
            .Set(DicomTag.SpacingBetweenSlices, Math.Round(_spacingMm, 4))
            .Set(DicomTag.SamplesPerPixel, 1)
            .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Set(DicomTag.SoftwareVersions, ImplantIdentity.Generator)
            .Set(DicomTag.DerivationDescription, "Real slice with an implanted mass, or a control without one. Research only.")
            .Set(DicomTag.ImageComments, "Not a patient's disease: implanted by " + ImplantIdentity.Generator + ". Research only.");
        var pixels = new byte[slice.Pixels.Length * 2];
        for (var i = 0; i < slice.Pixels.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(pixels.AsSpan(2 * i), (ushort)(slice.Pixels[i] & ((1 << slice.File.BitsStored) - 1)));
        }

        return Part10Writer.ToArray(dataset, pixels);
    }
}

/// <summary>Identifiers of an implanted study: nobody's, and the same for the same host, seed and number.</summary>
internal sealed class ImplantIdentity
{
    /// <summary>Which generator made an implant; a change that moves a pixel or a label is a new one.</summary>
    public const string Generator = "BilskyWeb implant 1";

    private readonly string _root;

    /// <param name="person">Whose spine; does not leave this class but as a hash.</param>
    /// <param name="series">The host's series.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="number">Of the study in the run.</param>
    public ImplantIdentity(string person, string series, long seed, int number)
    {
        // All studies on one person are one patient's, so that no split parts them.
        PatientId = string.Create(CultureInfo.InvariantCulture, $"IM-{Randomness.SeededRandom.Derive(0, "person " + person) >> 24:X10}");
        _root = string.Create(CultureInfo.InvariantCulture, $"{Generator} {person} {series} {seed} {number}");
    }

    public string PatientId { get; }

    public string StudyUid => Uid("study");

    public string SeriesUid => Uid("series");

    public string FrameOfReferenceUid => Uid("frame of reference");

    public string SopUid(int index) => Uid(string.Create(CultureInfo.InvariantCulture, $"instance {index}"));

    private string Uid(string what) => DicomUid.FromSeed($"{_root} {what}");
}
