using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Tests.Datasets;

/// <summary>Small objects that are valid down to what dciodvfy asks of an MR image.</summary>
internal static class TestObjects
{
    internal static DicomDataset MrSlice(string seed = "slice", int rows = 16, int columns = 16) => new DicomDataset()
        .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "M", "SE")
        .Set(DicomTag.SopClassUid, DicomUid.MrImageStorage)
        .Set(DicomTag.SopInstanceUid, DicomUid.FromSeed(seed))
        .Set(DicomTag.StudyDate, "20260203")
        .Set(DicomTag.StudyTime, "101500")
        .Set(DicomTag.ContentDate, "20260203")
        .Set(DicomTag.ContentTime, "101500")
        .Set(DicomTag.AccessionNumber, "A1")
        .Set(DicomTag.Modality, "MR")
        .Set(DicomTag.Manufacturer, "BilskyWeb")
        .SetEmpty(DicomTag.ReferringPhysicianName)
        .Set(DicomTag.StudyDescription, "Spine")
        .Set(DicomTag.SeriesDescription, "T2 ax")
        .Set(DicomTag.PatientName, "Test^Slice")
        .Set(DicomTag.PatientId, "P1")
        .Set(DicomTag.PatientBirthDate, "19600102")
        .Set(DicomTag.PatientSex, "F")
        .Set(DicomTag.BodyPartExamined, "TSPINE")
        .Set(DicomTag.ScanningSequence, "SE")
        .Set(DicomTag.SequenceVariant, "SK")
        .SetEmpty(DicomTag.ScanOptions)
        .Set(DicomTag.MrAcquisitionType, "2D")
        .Set(DicomTag.SliceThickness, 4)
        .Set(DicomTag.RepetitionTime, 3500)
        .Set(DicomTag.EchoTime, 100.5)
        .Set(DicomTag.EchoTrainLength, 16)
        .Set(DicomTag.PatientPosition, "HFS")
        .Set(DicomTag.StudyInstanceUid, DicomUid.FromSeed("study"))
        .Set(DicomTag.SeriesInstanceUid, DicomUid.FromSeed("series"))
        .Set(DicomTag.StudyId, "1")
        .Set(DicomTag.SeriesNumber, 3)
        .Set(DicomTag.InstanceNumber, 1)
        .Set(DicomTag.ImagePositionPatient, -50, -50, 12.25)
        .Set(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)
        .Set(DicomTag.FrameOfReferenceUid, DicomUid.FromSeed("frame of reference"))
        .SetEmpty(DicomTag.PositionReferenceIndicator)
        .Set(DicomTag.SamplesPerPixel, 1)
        .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
        .Set(DicomTag.Rows, rows)
        .Set(DicomTag.Columns, columns)
        .Set(DicomTag.PixelSpacing, 0.5, 0.5)
        .Set(DicomTag.BitsAllocated, 16)
        .Set(DicomTag.BitsStored, 12)
        .Set(DicomTag.HighBit, 11)
        .Set(DicomTag.PixelRepresentation, 0);

    internal static byte[] Pixels(int rows = 16, int columns = 16)
    {
        var bytes = new byte[rows * columns * 2];
        for (var i = 0; i < bytes.Length; i += 2)
        {
            bytes[i] = (byte)(i / 2);
        }

        return bytes;
    }

    /// <summary>Adds a nested sequence, an empty item and an empty sequence.</summary>
    internal static DicomDataset WithSequences(this DicomDataset dataset) => dataset
        .Set(
            DicomTag.ReferencedImageSequence,
            new DicomDataset()
                .Set(DicomTag.ReferencedSopClassUid, DicomUid.MrImageStorage)
                .Set(DicomTag.ReferencedSopInstanceUid, DicomUid.FromSeed("scout"))
                .Set(DicomTag.ConceptNameCodeSequence, new DicomDataset().Set(DicomTag.CodeValue, "121311").Set(DicomTag.CodingSchemeDesignator, "DCM").Set(DicomTag.CodeMeaning, "Localizer")),
            new DicomDataset())
        .Set(DicomTag.ReferencedStudySequence, Array.Empty<DicomDataset>());
}
