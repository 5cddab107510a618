using System.Buffers.Binary;
using System.Globalization;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Phantom.Physics;

namespace BilskyWeb.Phantom.Dicom;

/// <summary>Builds MR Image Storage instances (PS3.3 A.4) of a phantom study.</summary>
internal sealed class PhantomInstance(PhantomStudy study, PhantomIdentity identity, SeriesDescription series)
{
    /// <summary>The file's bytes.</summary>
    /// <param name="index">Number in the series, from 0.</param>
    /// <param name="plane">Where it lies.</param>
    /// <param name="image">Whole numbers that fit the scanner's bits.</param>
    public byte[] Write(int index, SlicePlane plane, GreyImage image)
    {
        var scanner = study.Scanner;
        var signed = scanner.BitsStored == 16;
        var pixels = new byte[image.Pixels.Length * 2];
        float least = float.MaxValue, most = 0;
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var value = image.Pixels[i];
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
            BinaryPrimitives.WriteUInt16LittleEndian(pixels.AsSpan(i * 2), (ushort)value);
        }

        var dataset = new DicomDataset();
        Patient(dataset);
        Study(dataset);
        Series(dataset);
        Acquisition(dataset);
        Place(dataset, index, plane, image);
        dataset
            .Set(DicomTag.SamplesPerPixel, 1)
            .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Set(DicomTag.Rows, image.Height)
            .Set(DicomTag.Columns, image.Width)
            .Set(DicomTag.BitsAllocated, 16)
            .Set(DicomTag.BitsStored, scanner.BitsStored)
            .Set(DicomTag.HighBit, scanner.BitsStored - 1)
            .Set(DicomTag.PixelRepresentation, signed ? 1 : 0)
            .SetAs(DicomTag.SmallestImagePixelValue, signed ? "SS" : "US", least)
            .SetAs(DicomTag.LargestImagePixelValue, signed ? "SS" : "US", most)
            .Set(DicomTag.WindowCenter, Math.Round(scanner.CsfGreyLevel * 0.5))
            .Set(DicomTag.WindowWidth, Math.Round(scanner.CsfGreyLevel))
            .Set(DicomTag.BurnedInAnnotation, "NO")
            .Set(DicomTag.LossyImageCompression, "00");
        return Part10Writer.ToArray(dataset, pixels);
    }

    private void Patient(DicomDataset dataset) => dataset
        .Set(DicomTag.PatientName, identity.PatientName)
        .Set(DicomTag.PatientId, identity.PatientId)
        .Set(DicomTag.PatientBirthDate, identity.BirthDate)
        .Set(DicomTag.PatientSex, study.Sex.ToString())
        .Set(DicomTag.PatientAge, string.Create(CultureInfo.InvariantCulture, $"{study.Age:D3}Y"))
        .Set(DicomTag.PatientComments, "Digital phantom, not a person");

    private void Study(DicomDataset dataset) => dataset
        .Set(DicomTag.StudyInstanceUid, identity.StudyInstanceUid)
        .Set(DicomTag.StudyDate, identity.Date)
        .Set(DicomTag.StudyTime, identity.Time)
        .Set(DicomTag.StudyId, "1")
        .Set(DicomTag.AccessionNumber, identity.AccessionNumber)
        .Set(DicomTag.StudyDescription, "MRI SPINE (PHANTOM)")
        .SetEmpty(DicomTag.ReferringPhysicianName);

    private void Series(DicomDataset dataset)
    {
        var scanner = study.Scanner;
        dataset
            .Set(DicomTag.Modality, "MR")
            .Set(DicomTag.SeriesInstanceUid, identity.SeriesUid(series.Number))
            .Set(DicomTag.SeriesNumber, series.Number)
            .Set(DicomTag.SeriesDate, identity.Date)
            .Set(DicomTag.SeriesTime, identity.Time)
            .Set(DicomTag.SeriesDescription, series.Name)
            .Set(DicomTag.ProtocolName, series.Name)
            .Set(DicomTag.BodyPartExamined, "SPINE")
            .Set(DicomTag.PatientPosition, "HFS")
            .Set(DicomTag.FrameOfReferenceUid, identity.FrameOfReferenceUid)
            .SetEmpty(DicomTag.PositionReferenceIndicator)
            .Set(DicomTag.Manufacturer, $"{scanner.Manufacturer}-like phantom")
            .Set(DicomTag.ManufacturerModelName, scanner.Model)
            .Set(DicomTag.InstitutionName, "Digital phantom")
            .Set(DicomTag.StationName, "PHANTOM")
            .Set(DicomTag.SoftwareVersions, PhantomRevision.Generator)
            .Set(DicomTag.DeviceSerialNumber, scanner.Key);
    }

    private void Acquisition(DicomDataset dataset)
    {
        var scanner = study.Scanner;
        var phaseSteps = Math.Round(series.Steps * scanner.PhaseShare);
        dataset
            .Set(DicomTag.ScanningSequence, "SE")
            .Set(DicomTag.SequenceVariant, "SK", "SP")
            .SetEmpty(DicomTag.ScanOptions)
            .Set(DicomTag.MrAcquisitionType, "2D")
            .Set(DicomTag.SequenceName, "tse2d")
            .Set(DicomTag.SliceThickness, series.Protocol.ThicknessMm)
            .Set(DicomTag.SpacingBetweenSlices, series.Protocol.SpacingMm)
            .Set(DicomTag.RepetitionTime, series.Protocol.TrMs)
            .Set(DicomTag.EchoTime, series.Protocol.TeMs)
            .Set(DicomTag.EchoTrainLength, 16)
            .Set(DicomTag.EchoNumbers, 1)
            .Set(DicomTag.NumberOfAverages, 2)
            .Set(DicomTag.ImagingFrequency, Math.Round(scanner.FieldTesla * 42.577, 3))
            .Set(DicomTag.ImagedNucleus, "1H")
            .Set(DicomTag.MagneticFieldStrength, scanner.FieldTesla)
            .Set(DicomTag.FlipAngle, 150)
            .Set(DicomTag.PercentSampling, Math.Round(scanner.PhaseShare * 100))
            .Set(DicomTag.PercentPhaseFieldOfView, 100)
            .Set(DicomTag.PixelBandwidth, 190)
            .Set(DicomTag.InPlanePhaseEncodingDirection, series.PhaseAlongRows ? "ROW" : "COL");
        // Frequency rows, frequency columns, phase rows, phase columns (PS3.3 C.8.3.1). Scanners write 320\0\0\224 with COL and 0\320\224\0 with ROW.
        dataset.Set(DicomTag.AcquisitionMatrix, series.PhaseAlongRows ? [0, series.Steps, phaseSteps, 0] : new[] { series.Steps, 0, 0, phaseSteps });
    }

    private void Place(DicomDataset dataset, int index, SlicePlane plane, GreyImage image)
    {
        double[] position = [.. plane.FirstPixel(image.Width, image.ColumnSpacingMm).Select(v => Math.Round(v, 4))];
        double[] orientation = [.. plane.Row.Concat(plane.Column).Select(v => Math.Round(v, 9))];
        var along = (plane.X * plane.Normal[0]) + (plane.Y * plane.Normal[1]) + (plane.Z * plane.Normal[2]);
        dataset
            .Set(DicomTag.SopClassUid, DicomUid.MrImageStorage)
            .Set(DicomTag.SopInstanceUid, identity.SopUid(series.Number, index))
            .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "OTHER")
            .Set(DicomTag.InstanceNumber, index + 1)
            .Set(DicomTag.AcquisitionNumber, 1)
            .Set(DicomTag.AcquisitionDate, identity.Date)
            .Set(DicomTag.AcquisitionTime, identity.Time)
            .Set(DicomTag.ContentDate, identity.Date)
            .Set(DicomTag.ContentTime, identity.Time)
            .Set(DicomTag.ImagePositionPatient, position)
            .Set(DicomTag.ImageOrientationPatient, orientation)
            .Set(DicomTag.SliceLocation, Math.Round(along, 4))
            .Set(DicomTag.PixelSpacing, image.RowSpacingMm, image.ColumnSpacingMm)
            .Set(DicomTag.ImageComments, "Synthetic image of a digital phantom. Research only.");
    }
}

/// <summary>What tells one series of a study from another.</summary>
/// <param name="Number">Series number.</param>
/// <param name="Name">Series description and protocol name.</param>
/// <param name="Protocol">Its geometry and times.</param>
/// <param name="Steps">Frequency-encoding steps that are simulated.</param>
/// <param name="PhaseAlongRows">Phase encoding runs along the image's rows.</param>
internal sealed record SeriesDescription(int Number, string Name, Protocol Protocol, int Steps, bool PhaseAlongRows)
{
    public static SeriesDescription Axial(PhantomStudy study) =>
        new(2, "T2 TSE AXIAL", study.Protocol, study.Appearance.Settings.Matrix, study.Appearance.Settings.PhaseAlongRows);

    public static SeriesDescription Sagittal(PhantomStudy study) => new(1, "T2 TSE SAGITTAL", study.Sagittal.Protocol, SagittalSeries.Steps, false);
}
