using System.Collections.Frozen;

namespace BilskyWeb.Imaging.Datasets;

/// <content>The attributes that BilskyWeb reads or writes, named as in PS3.6 with acronyms in .NET casing.</content>
public readonly partial record struct DicomTag
{
    /// <summary>(0002,0000) UL.</summary>
    public static DicomTag FileMetaInformationGroupLength { get; } = new(0x0002, 0x0000);

    /// <summary>(0002,0001) OB.</summary>
    public static DicomTag FileMetaInformationVersion { get; } = new(0x0002, 0x0001);

    /// <summary>(0002,0002) UI.</summary>
    public static DicomTag MediaStorageSopClassUid { get; } = new(0x0002, 0x0002);

    /// <summary>(0002,0003) UI.</summary>
    public static DicomTag MediaStorageSopInstanceUid { get; } = new(0x0002, 0x0003);

    /// <summary>(0002,0010) UI.</summary>
    public static DicomTag TransferSyntaxUid { get; } = new(0x0002, 0x0010);

    /// <summary>(0002,0012) UI.</summary>
    public static DicomTag ImplementationClassUid { get; } = new(0x0002, 0x0012);

    /// <summary>(0002,0013) SH.</summary>
    public static DicomTag ImplementationVersionName { get; } = new(0x0002, 0x0013);

    /// <summary>(0004,1220) SQ.</summary>
    public static DicomTag DirectoryRecordSequence { get; } = new(0x0004, 0x1220);

    /// <summary>(0008,0005) CS.</summary>
    public static DicomTag SpecificCharacterSet { get; } = new(0x0008, 0x0005);

    /// <summary>(0008,0008) CS.</summary>
    public static DicomTag ImageType { get; } = new(0x0008, 0x0008);

    /// <summary>(0008,0012) DA.</summary>
    public static DicomTag InstanceCreationDate { get; } = new(0x0008, 0x0012);

    /// <summary>(0008,0013) TM.</summary>
    public static DicomTag InstanceCreationTime { get; } = new(0x0008, 0x0013);

    /// <summary>(0008,0014) UI.</summary>
    public static DicomTag InstanceCreatorUid { get; } = new(0x0008, 0x0014);

    /// <summary>(0008,0016) UI.</summary>
    public static DicomTag SopClassUid { get; } = new(0x0008, 0x0016);

    /// <summary>(0008,0018) UI.</summary>
    public static DicomTag SopInstanceUid { get; } = new(0x0008, 0x0018);

    /// <summary>(0008,0020) DA.</summary>
    public static DicomTag StudyDate { get; } = new(0x0008, 0x0020);

    /// <summary>(0008,0021) DA.</summary>
    public static DicomTag SeriesDate { get; } = new(0x0008, 0x0021);

    /// <summary>(0008,0022) DA.</summary>
    public static DicomTag AcquisitionDate { get; } = new(0x0008, 0x0022);

    /// <summary>(0008,0023) DA.</summary>
    public static DicomTag ContentDate { get; } = new(0x0008, 0x0023);

    /// <summary>(0008,002A) DT.</summary>
    public static DicomTag AcquisitionDateTime { get; } = new(0x0008, 0x002A);

    /// <summary>(0008,0030) TM.</summary>
    public static DicomTag StudyTime { get; } = new(0x0008, 0x0030);

    /// <summary>(0008,0031) TM.</summary>
    public static DicomTag SeriesTime { get; } = new(0x0008, 0x0031);

    /// <summary>(0008,0032) TM.</summary>
    public static DicomTag AcquisitionTime { get; } = new(0x0008, 0x0032);

    /// <summary>(0008,0033) TM.</summary>
    public static DicomTag ContentTime { get; } = new(0x0008, 0x0033);

    /// <summary>(0008,0050) SH.</summary>
    public static DicomTag AccessionNumber { get; } = new(0x0008, 0x0050);

    /// <summary>(0008,0060) CS.</summary>
    public static DicomTag Modality { get; } = new(0x0008, 0x0060);

    /// <summary>(0008,0061) CS.</summary>
    public static DicomTag ModalitiesInStudy { get; } = new(0x0008, 0x0061);

    /// <summary>(0008,0064) CS.</summary>
    public static DicomTag ConversionType { get; } = new(0x0008, 0x0064);

    /// <summary>(0008,0070) LO.</summary>
    public static DicomTag Manufacturer { get; } = new(0x0008, 0x0070);

    /// <summary>(0008,0080) LO.</summary>
    public static DicomTag InstitutionName { get; } = new(0x0008, 0x0080);

    /// <summary>(0008,0090) PN.</summary>
    public static DicomTag ReferringPhysicianName { get; } = new(0x0008, 0x0090);

    /// <summary>(0008,0100) SH.</summary>
    public static DicomTag CodeValue { get; } = new(0x0008, 0x0100);

    /// <summary>(0008,0102) SH.</summary>
    public static DicomTag CodingSchemeDesignator { get; } = new(0x0008, 0x0102);

    /// <summary>(0008,0104) LO.</summary>
    public static DicomTag CodeMeaning { get; } = new(0x0008, 0x0104);

    /// <summary>(0008,0201) SH.</summary>
    public static DicomTag TimezoneOffsetFromUtc { get; } = new(0x0008, 0x0201);

    /// <summary>(0008,1010) SH.</summary>
    public static DicomTag StationName { get; } = new(0x0008, 0x1010);

    /// <summary>(0008,1030) LO.</summary>
    public static DicomTag StudyDescription { get; } = new(0x0008, 0x1030);

    /// <summary>(0008,103E) LO.</summary>
    public static DicomTag SeriesDescription { get; } = new(0x0008, 0x103E);

    /// <summary>(0008,1090) LO.</summary>
    public static DicomTag ManufacturerModelName { get; } = new(0x0008, 0x1090);

    /// <summary>(0008,1110) SQ.</summary>
    public static DicomTag ReferencedStudySequence { get; } = new(0x0008, 0x1110);

    /// <summary>(0008,1111) SQ.</summary>
    public static DicomTag ReferencedPerformedProcedureStepSequence { get; } = new(0x0008, 0x1111);

    /// <summary>(0008,1115) SQ.</summary>
    public static DicomTag ReferencedSeriesSequence { get; } = new(0x0008, 0x1115);

    /// <summary>(0008,1140) SQ.</summary>
    public static DicomTag ReferencedImageSequence { get; } = new(0x0008, 0x1140);

    /// <summary>(0008,1150) UI.</summary>
    public static DicomTag ReferencedSopClassUid { get; } = new(0x0008, 0x1150);

    /// <summary>(0008,1155) UI.</summary>
    public static DicomTag ReferencedSopInstanceUid { get; } = new(0x0008, 0x1155);

    /// <summary>(0008,1160) IS.</summary>
    public static DicomTag ReferencedFrameNumber { get; } = new(0x0008, 0x1160);

    /// <summary>(0008,1196) US.</summary>
    public static DicomTag WarningReason { get; } = new(0x0008, 0x1196);

    /// <summary>(0008,1197) US.</summary>
    public static DicomTag FailureReason { get; } = new(0x0008, 0x1197);

    /// <summary>(0008,1198) SQ.</summary>
    public static DicomTag FailedSopSequence { get; } = new(0x0008, 0x1198);

    /// <summary>(0008,1199) SQ.</summary>
    public static DicomTag ReferencedSopSequence { get; } = new(0x0008, 0x1199);

    /// <summary>(0008,2111) ST.</summary>
    public static DicomTag DerivationDescription { get; } = new(0x0008, 0x2111);

    /// <summary>(0008,3002) UI.</summary>
    public static DicomTag AvailableTransferSyntaxUid { get; } = new(0x0008, 0x3002);

    /// <summary>(0008,9007) CS.</summary>
    public static DicomTag FrameType { get; } = new(0x0008, 0x9007);

    /// <summary>(0008,9205) CS.</summary>
    public static DicomTag PixelPresentation { get; } = new(0x0008, 0x9205);

    /// <summary>(0008,9206) CS.</summary>
    public static DicomTag VolumetricProperties { get; } = new(0x0008, 0x9206);

    /// <summary>(0008,9207) CS.</summary>
    public static DicomTag VolumeBasedCalculationTechnique { get; } = new(0x0008, 0x9207);

    /// <summary>(0008,9208) CS.</summary>
    public static DicomTag ComplexImageComponent { get; } = new(0x0008, 0x9208);

    /// <summary>(0008,9209) CS.</summary>
    public static DicomTag AcquisitionContrast { get; } = new(0x0008, 0x9209);

    /// <summary>(0010,0010) PN.</summary>
    public static DicomTag PatientName { get; } = new(0x0010, 0x0010);

    /// <summary>(0010,0020) LO.</summary>
    public static DicomTag PatientId { get; } = new(0x0010, 0x0020);

    /// <summary>(0010,0021) LO.</summary>
    public static DicomTag IssuerOfPatientId { get; } = new(0x0010, 0x0021);

    /// <summary>(0010,0030) DA.</summary>
    public static DicomTag PatientBirthDate { get; } = new(0x0010, 0x0030);

    /// <summary>(0010,0040) CS.</summary>
    public static DicomTag PatientSex { get; } = new(0x0010, 0x0040);

    /// <summary>(0010,1010) AS.</summary>
    public static DicomTag PatientAge { get; } = new(0x0010, 0x1010);

    /// <summary>(0010,1030) DS.</summary>
    public static DicomTag PatientWeight { get; } = new(0x0010, 0x1030);

    /// <summary>(0010,4000) LT.</summary>
    public static DicomTag PatientComments { get; } = new(0x0010, 0x4000);

    /// <summary>(0012,0062) CS.</summary>
    public static DicomTag PatientIdentityRemoved { get; } = new(0x0012, 0x0062);

    /// <summary>(0012,0063) LO.</summary>
    public static DicomTag DeidentificationMethod { get; } = new(0x0012, 0x0063);

    /// <summary>(0018,0010) LO.</summary>
    public static DicomTag ContrastBolusAgent { get; } = new(0x0018, 0x0010);

    /// <summary>(0018,0015) CS.</summary>
    public static DicomTag BodyPartExamined { get; } = new(0x0018, 0x0015);

    /// <summary>(0018,0020) CS.</summary>
    public static DicomTag ScanningSequence { get; } = new(0x0018, 0x0020);

    /// <summary>(0018,0021) CS.</summary>
    public static DicomTag SequenceVariant { get; } = new(0x0018, 0x0021);

    /// <summary>(0018,0022) CS.</summary>
    public static DicomTag ScanOptions { get; } = new(0x0018, 0x0022);

    /// <summary>(0018,0023) CS.</summary>
    public static DicomTag MrAcquisitionType { get; } = new(0x0018, 0x0023);

    /// <summary>(0018,0024) SH.</summary>
    public static DicomTag SequenceName { get; } = new(0x0018, 0x0024);

    /// <summary>(0018,0050) DS.</summary>
    public static DicomTag SliceThickness { get; } = new(0x0018, 0x0050);

    /// <summary>(0018,0080) DS.</summary>
    public static DicomTag RepetitionTime { get; } = new(0x0018, 0x0080);

    /// <summary>(0018,0081) DS.</summary>
    public static DicomTag EchoTime { get; } = new(0x0018, 0x0081);

    /// <summary>(0018,0082) DS.</summary>
    public static DicomTag InversionTime { get; } = new(0x0018, 0x0082);

    /// <summary>(0018,0083) DS.</summary>
    public static DicomTag NumberOfAverages { get; } = new(0x0018, 0x0083);

    /// <summary>(0018,0084) DS.</summary>
    public static DicomTag ImagingFrequency { get; } = new(0x0018, 0x0084);

    /// <summary>(0018,0085) SH.</summary>
    public static DicomTag ImagedNucleus { get; } = new(0x0018, 0x0085);

    /// <summary>(0018,0086) IS.</summary>
    public static DicomTag EchoNumbers { get; } = new(0x0018, 0x0086);

    /// <summary>(0018,0087) DS.</summary>
    public static DicomTag MagneticFieldStrength { get; } = new(0x0018, 0x0087);

    /// <summary>(0018,0088) DS.</summary>
    public static DicomTag SpacingBetweenSlices { get; } = new(0x0018, 0x0088);

    /// <summary>(0018,0089) IS.</summary>
    public static DicomTag NumberOfPhaseEncodingSteps { get; } = new(0x0018, 0x0089);

    /// <summary>(0018,0091) IS.</summary>
    public static DicomTag EchoTrainLength { get; } = new(0x0018, 0x0091);

    /// <summary>(0018,0093) DS.</summary>
    public static DicomTag PercentSampling { get; } = new(0x0018, 0x0093);

    /// <summary>(0018,0094) DS.</summary>
    public static DicomTag PercentPhaseFieldOfView { get; } = new(0x0018, 0x0094);

    /// <summary>(0018,0095) DS.</summary>
    public static DicomTag PixelBandwidth { get; } = new(0x0018, 0x0095);

    /// <summary>(0018,1000) LO.</summary>
    public static DicomTag DeviceSerialNumber { get; } = new(0x0018, 0x1000);

    /// <summary>(0018,1020) LO.</summary>
    public static DicomTag SoftwareVersions { get; } = new(0x0018, 0x1020);

    /// <summary>(0018,1030) LO.</summary>
    public static DicomTag ProtocolName { get; } = new(0x0018, 0x1030);

    /// <summary>(0018,1060) DS.</summary>
    public static DicomTag TriggerTime { get; } = new(0x0018, 0x1060);

    /// <summary>(0018,1250) SH.</summary>
    public static DicomTag ReceiveCoilName { get; } = new(0x0018, 0x1250);

    /// <summary>(0018,1310) US.</summary>
    public static DicomTag AcquisitionMatrix { get; } = new(0x0018, 0x1310);

    /// <summary>(0018,1312) CS.</summary>
    public static DicomTag InPlanePhaseEncodingDirection { get; } = new(0x0018, 0x1312);

    /// <summary>(0018,1314) DS.</summary>
    public static DicomTag FlipAngle { get; } = new(0x0018, 0x1314);

    /// <summary>(0018,1316) DS.</summary>
    public static DicomTag Sar { get; } = new(0x0018, 0x1316);

    /// <summary>(0018,5100) CS.</summary>
    public static DicomTag PatientPosition { get; } = new(0x0018, 0x5100);

    /// <summary>(0018,9005) SH.</summary>
    public static DicomTag PulseSequenceName { get; } = new(0x0018, 0x9005);

    /// <summary>(0018,9008) CS.</summary>
    public static DicomTag EchoPulseSequence { get; } = new(0x0018, 0x9008);

    /// <summary>(0018,9009) CS.</summary>
    public static DicomTag InversionRecovery { get; } = new(0x0018, 0x9009);

    /// <summary>(0018,9018) CS.</summary>
    public static DicomTag EchoPlanarPulseSequence { get; } = new(0x0018, 0x9018);

    /// <summary>(0018,9025) CS.</summary>
    public static DicomTag SpectrallySelectedSuppression { get; } = new(0x0018, 0x9025);

    /// <summary>(0018,9073) FD.</summary>
    public static DicomTag AcquisitionDuration { get; } = new(0x0018, 0x9073);

    /// <summary>(0018,9074) DT.</summary>
    public static DicomTag FrameAcquisitionDateTime { get; } = new(0x0018, 0x9074);

    /// <summary>(0018,9075) CS.</summary>
    public static DicomTag DiffusionDirectionality { get; } = new(0x0018, 0x9075);

    /// <summary>(0018,9079) FD.</summary>
    public static DicomTag InversionTimes { get; } = new(0x0018, 0x9079);

    /// <summary>(0018,9082) FD.</summary>
    public static DicomTag EffectiveEchoTime { get; } = new(0x0018, 0x9082);

    /// <summary>(0018,9087) FD.</summary>
    public static DicomTag DiffusionBValue { get; } = new(0x0018, 0x9087);

    /// <summary>(0018,9089) FD.</summary>
    public static DicomTag DiffusionGradientOrientation { get; } = new(0x0018, 0x9089);

    /// <summary>(0018,9112) SQ.</summary>
    public static DicomTag MrTimingAndRelatedParametersSequence { get; } = new(0x0018, 0x9112);

    /// <summary>(0018,9114) SQ.</summary>
    public static DicomTag MrEchoSequence { get; } = new(0x0018, 0x9114);

    /// <summary>(0018,9115) SQ.</summary>
    public static DicomTag MrModifierSequence { get; } = new(0x0018, 0x9115);

    /// <summary>(0018,9117) SQ.</summary>
    public static DicomTag MrDiffusionSequence { get; } = new(0x0018, 0x9117);

    /// <summary>(0018,9226) SQ.</summary>
    public static DicomTag MrImageFrameTypeSequence { get; } = new(0x0018, 0x9226);

    /// <summary>(0019,100C) IS, private creator SIEMENS MR HEADER.</summary>
    public static DicomTag SiemensDiffusionBValue { get; } = new(0x0019, 0x100C);

    /// <summary>(0020,0010) SH.</summary>
    public static DicomTag StudyId { get; } = new(0x0020, 0x0010);

    /// <summary>(0020,000D) UI.</summary>
    public static DicomTag StudyInstanceUid { get; } = new(0x0020, 0x000D);

    /// <summary>(0020,000E) UI.</summary>
    public static DicomTag SeriesInstanceUid { get; } = new(0x0020, 0x000E);

    /// <summary>(0020,0011) IS.</summary>
    public static DicomTag SeriesNumber { get; } = new(0x0020, 0x0011);

    /// <summary>(0020,0012) IS.</summary>
    public static DicomTag AcquisitionNumber { get; } = new(0x0020, 0x0012);

    /// <summary>(0020,0013) IS.</summary>
    public static DicomTag InstanceNumber { get; } = new(0x0020, 0x0013);

    /// <summary>(0020,0020) CS.</summary>
    public static DicomTag PatientOrientation { get; } = new(0x0020, 0x0020);

    /// <summary>(0020,0032) DS.</summary>
    public static DicomTag ImagePositionPatient { get; } = new(0x0020, 0x0032);

    /// <summary>(0020,0037) DS.</summary>
    public static DicomTag ImageOrientationPatient { get; } = new(0x0020, 0x0037);

    /// <summary>(0020,0052) UI.</summary>
    public static DicomTag FrameOfReferenceUid { get; } = new(0x0020, 0x0052);

    /// <summary>(0020,0060) CS.</summary>
    public static DicomTag Laterality { get; } = new(0x0020, 0x0060);

    /// <summary>(0020,0100) IS.</summary>
    public static DicomTag TemporalPositionIdentifier { get; } = new(0x0020, 0x0100);

    /// <summary>(0020,1002) IS.</summary>
    public static DicomTag ImagesInAcquisition { get; } = new(0x0020, 0x1002);

    /// <summary>(0020,1040) LO.</summary>
    public static DicomTag PositionReferenceIndicator { get; } = new(0x0020, 0x1040);

    /// <summary>(0020,1041) DS.</summary>
    public static DicomTag SliceLocation { get; } = new(0x0020, 0x1041);

    /// <summary>(0020,1208) IS.</summary>
    public static DicomTag NumberOfStudyRelatedInstances { get; } = new(0x0020, 0x1208);

    /// <summary>(0020,1209) IS.</summary>
    public static DicomTag NumberOfSeriesRelatedInstances { get; } = new(0x0020, 0x1209);

    /// <summary>(0020,4000) LT.</summary>
    public static DicomTag ImageComments { get; } = new(0x0020, 0x4000);

    /// <summary>(0020,9056) SH.</summary>
    public static DicomTag StackId { get; } = new(0x0020, 0x9056);

    /// <summary>(0020,9057) UL.</summary>
    public static DicomTag InStackPositionNumber { get; } = new(0x0020, 0x9057);

    /// <summary>(0020,9111) SQ.</summary>
    public static DicomTag FrameContentSequence { get; } = new(0x0020, 0x9111);

    /// <summary>(0020,9113) SQ.</summary>
    public static DicomTag PlanePositionSequence { get; } = new(0x0020, 0x9113);

    /// <summary>(0020,9116) SQ.</summary>
    public static DicomTag PlaneOrientationSequence { get; } = new(0x0020, 0x9116);

    /// <summary>(0020,9128) UL.</summary>
    public static DicomTag TemporalPositionIndex { get; } = new(0x0020, 0x9128);

    /// <summary>(0020,9156) US.</summary>
    public static DicomTag FrameAcquisitionNumber { get; } = new(0x0020, 0x9156);

    /// <summary>(0020,9157) UL.</summary>
    public static DicomTag DimensionIndexValues { get; } = new(0x0020, 0x9157);

    /// <summary>(0020,9170) SQ.</summary>
    public static DicomTag UnassignedSharedConvertedAttributesSequence { get; } = new(0x0020, 0x9170);

    /// <summary>(0020,9171) SQ.</summary>
    public static DicomTag UnassignedPerFrameConvertedAttributesSequence { get; } = new(0x0020, 0x9171);

    /// <summary>(0028,0002) US.</summary>
    public static DicomTag SamplesPerPixel { get; } = new(0x0028, 0x0002);

    /// <summary>(0028,0004) CS.</summary>
    public static DicomTag PhotometricInterpretation { get; } = new(0x0028, 0x0004);

    /// <summary>(0028,0006) US.</summary>
    public static DicomTag PlanarConfiguration { get; } = new(0x0028, 0x0006);

    /// <summary>(0028,0008) IS.</summary>
    public static DicomTag NumberOfFrames { get; } = new(0x0028, 0x0008);

    /// <summary>(0028,0010) US.</summary>
    public static DicomTag Rows { get; } = new(0x0028, 0x0010);

    /// <summary>(0028,0011) US.</summary>
    public static DicomTag Columns { get; } = new(0x0028, 0x0011);

    /// <summary>(0028,0030) DS.</summary>
    public static DicomTag PixelSpacing { get; } = new(0x0028, 0x0030);

    /// <summary>(0028,0034) IS.</summary>
    public static DicomTag PixelAspectRatio { get; } = new(0x0028, 0x0034);

    /// <summary>(0028,0100) US.</summary>
    public static DicomTag BitsAllocated { get; } = new(0x0028, 0x0100);

    /// <summary>(0028,0101) US.</summary>
    public static DicomTag BitsStored { get; } = new(0x0028, 0x0101);

    /// <summary>(0028,0102) US.</summary>
    public static DicomTag HighBit { get; } = new(0x0028, 0x0102);

    /// <summary>(0028,0103) US.</summary>
    public static DicomTag PixelRepresentation { get; } = new(0x0028, 0x0103);

    /// <summary>(0028,0106) US.</summary>
    public static DicomTag SmallestImagePixelValue { get; } = new(0x0028, 0x0106);

    /// <summary>(0028,0107) US.</summary>
    public static DicomTag LargestImagePixelValue { get; } = new(0x0028, 0x0107);

    /// <summary>(0028,0120) US.</summary>
    public static DicomTag PixelPaddingValue { get; } = new(0x0028, 0x0120);

    /// <summary>(0028,0121) US.</summary>
    public static DicomTag PixelPaddingRangeLimit { get; } = new(0x0028, 0x0121);

    /// <summary>(0028,0301) CS.</summary>
    public static DicomTag BurnedInAnnotation { get; } = new(0x0028, 0x0301);

    /// <summary>(0028,1050) DS.</summary>
    public static DicomTag WindowCenter { get; } = new(0x0028, 0x1050);

    /// <summary>(0028,1051) DS.</summary>
    public static DicomTag WindowWidth { get; } = new(0x0028, 0x1051);

    /// <summary>(0028,1052) DS.</summary>
    public static DicomTag RescaleIntercept { get; } = new(0x0028, 0x1052);

    /// <summary>(0028,1053) DS.</summary>
    public static DicomTag RescaleSlope { get; } = new(0x0028, 0x1053);

    /// <summary>(0028,1054) LO.</summary>
    public static DicomTag RescaleType { get; } = new(0x0028, 0x1054);

    /// <summary>(0028,1055) LO.</summary>
    public static DicomTag WindowCenterWidthExplanation { get; } = new(0x0028, 0x1055);

    /// <summary>(0028,1056) CS.</summary>
    public static DicomTag VoiLutFunction { get; } = new(0x0028, 0x1056);

    /// <summary>(0028,2110) CS.</summary>
    public static DicomTag LossyImageCompression { get; } = new(0x0028, 0x2110);

    /// <summary>(0028,2112) DS.</summary>
    public static DicomTag LossyImageCompressionRatio { get; } = new(0x0028, 0x2112);

    /// <summary>(0028,9110) SQ.</summary>
    public static DicomTag PixelMeasuresSequence { get; } = new(0x0028, 0x9110);

    /// <summary>(0028,9132) SQ.</summary>
    public static DicomTag FrameVoiLutSequence { get; } = new(0x0028, 0x9132);

    /// <summary>(0028,9145) SQ.</summary>
    public static DicomTag PixelValueTransformationSequence { get; } = new(0x0028, 0x9145);

    /// <summary>(0032,1060) LO.</summary>
    public static DicomTag RequestedProcedureDescription { get; } = new(0x0032, 0x1060);

    /// <summary>(0040,0244) DA.</summary>
    public static DicomTag PerformedProcedureStepStartDate { get; } = new(0x0040, 0x0244);

    /// <summary>(0040,0245) TM.</summary>
    public static DicomTag PerformedProcedureStepStartTime { get; } = new(0x0040, 0x0245);

    /// <summary>(0040,0253) SH.</summary>
    public static DicomTag PerformedProcedureStepId { get; } = new(0x0040, 0x0253);

    /// <summary>(0040,0254) LO.</summary>
    public static DicomTag PerformedProcedureStepDescription { get; } = new(0x0040, 0x0254);

    /// <summary>(0040,A010) CS.</summary>
    public static DicomTag RelationshipType { get; } = new(0x0040, 0xA010);

    /// <summary>(0040,A040) CS.</summary>
    public static DicomTag ValueType { get; } = new(0x0040, 0xA040);

    /// <summary>(0040,A043) SQ.</summary>
    public static DicomTag ConceptNameCodeSequence { get; } = new(0x0040, 0xA043);

    /// <summary>(0040,A050) CS.</summary>
    public static DicomTag ContinuityOfContent { get; } = new(0x0040, 0xA050);

    /// <summary>(0040,A123) PN.</summary>
    public static DicomTag PersonName { get; } = new(0x0040, 0xA123);

    /// <summary>(0040,A124) UI.</summary>
    public static DicomTag Uid { get; } = new(0x0040, 0xA124);

    /// <summary>(0040,A160) UT.</summary>
    public static DicomTag TextValue { get; } = new(0x0040, 0xA160);

    /// <summary>(0040,A168) SQ.</summary>
    public static DicomTag ConceptCodeSequence { get; } = new(0x0040, 0xA168);

    /// <summary>(0040,A300) SQ.</summary>
    public static DicomTag MeasuredValueSequence { get; } = new(0x0040, 0xA300);

    /// <summary>(0040,A30A) DS.</summary>
    public static DicomTag NumericValue { get; } = new(0x0040, 0xA30A);

    /// <summary>(0040,A372) SQ.</summary>
    public static DicomTag PerformedProcedureCodeSequence { get; } = new(0x0040, 0xA372);

    /// <summary>(0040,A375) SQ.</summary>
    public static DicomTag CurrentRequestedProcedureEvidenceSequence { get; } = new(0x0040, 0xA375);

    /// <summary>(0040,A491) CS.</summary>
    public static DicomTag CompletionFlag { get; } = new(0x0040, 0xA491);

    /// <summary>(0040,A493) CS.</summary>
    public static DicomTag VerificationFlag { get; } = new(0x0040, 0xA493);

    /// <summary>(0040,A504) SQ.</summary>
    public static DicomTag ContentTemplateSequence { get; } = new(0x0040, 0xA504);

    /// <summary>(0040,A730) SQ.</summary>
    public static DicomTag ContentSequence { get; } = new(0x0040, 0xA730);

    /// <summary>(0040,DB00) CS.</summary>
    public static DicomTag TemplateIdentifier { get; } = new(0x0040, 0xDB00);

    /// <summary>(0043,1039) IS, private creator GEMS_PARM_01; the first of its numbers.</summary>
    public static DicomTag GeDiffusionBValue { get; } = new(0x0043, 0x1039);

    /// <summary>(0048,0006) UL.</summary>
    public static DicomTag TotalPixelMatrixColumns { get; } = new(0x0048, 0x0006);

    /// <summary>(0048,0007) UL.</summary>
    public static DicomTag TotalPixelMatrixRows { get; } = new(0x0048, 0x0007);

    /// <summary>(0054,0081) US.</summary>
    public static DicomTag NumberOfSlices { get; } = new(0x0054, 0x0081);

    /// <summary>(0065,1009) FD, private creator Image Private Header.</summary>
    public static DicomTag UnitedImagingDiffusionBValue { get; } = new(0x0065, 0x1009);

    /// <summary>(2001,1003) FL, private creator Philips Imaging DD 001.</summary>
    public static DicomTag PhilipsDiffusionBValue { get; } = new(0x2001, 0x1003);

    /// <summary>(2005,140F) SQ, private creator Philips MR Imaging DD 005: the frame as a classic object had it.</summary>
    public static DicomTag PhilipsFrameAttributesSequence { get; } = new(0x2005, 0x140F);

    /// <summary>(5200,9229) SQ.</summary>
    public static DicomTag SharedFunctionalGroupsSequence { get; } = new(0x5200, 0x9229);

    /// <summary>(5200,9230) SQ.</summary>
    public static DicomTag PerFrameFunctionalGroupsSequence { get; } = new(0x5200, 0x9230);

    /// <summary>(5400,0100) SQ.</summary>
    public static DicomTag WaveformSequence { get; } = new(0x5400, 0x0100);

    /// <summary>(7FE0,0001) OV.</summary>
    public static DicomTag ExtendedOffsetTable { get; } = new(0x7FE0, 0x0001);

    /// <summary>(7FE0,0008) OF.</summary>
    public static DicomTag FloatPixelData { get; } = new(0x7FE0, 0x0008);

    /// <summary>(7FE0,0009) OD.</summary>
    public static DicomTag DoubleFloatPixelData { get; } = new(0x7FE0, 0x0009);

    /// <summary>(7FE0,0010) OW.</summary>
    public static DicomTag PixelData { get; } = new(0x7FE0, 0x0010);

    /// <summary>(FFFC,FFFC) OB.</summary>
    public static DicomTag DataSetTrailingPadding { get; } = new(0xFFFC, 0xFFFC);

    /// <summary>(FFFE,E000), no value representation: structure only.</summary>
    public static DicomTag Item { get; } = new(0xFFFE, 0xE000);

    /// <summary>(FFFE,E00D), no value representation: structure only.</summary>
    public static DicomTag ItemDelimitation { get; } = new(0xFFFE, 0xE00D);

    /// <summary>(FFFE,E0DD), no value representation: structure only.</summary>
    public static DicomTag SequenceDelimitation { get; } = new(0xFFFE, 0xE0DD);

    // The representation is needed twice: an implicit VR file does not say it, and Set(tag, value) should not ask for it.
    private static readonly FrozenDictionary<DicomTag, string> Representations = new Dictionary<DicomTag, string>
    {
        [FileMetaInformationGroupLength] = "UL",
        [FileMetaInformationVersion] = "OB",
        [MediaStorageSopClassUid] = "UI",
        [MediaStorageSopInstanceUid] = "UI",
        [TransferSyntaxUid] = "UI",
        [ImplementationClassUid] = "UI",
        [ImplementationVersionName] = "SH",
        [DirectoryRecordSequence] = "SQ",
        [SpecificCharacterSet] = "CS",
        [ImageType] = "CS",
        [InstanceCreationDate] = "DA",
        [InstanceCreationTime] = "TM",
        [InstanceCreatorUid] = "UI",
        [SopClassUid] = "UI",
        [SopInstanceUid] = "UI",
        [StudyDate] = "DA",
        [SeriesDate] = "DA",
        [AcquisitionDate] = "DA",
        [ContentDate] = "DA",
        [AcquisitionDateTime] = "DT",
        [StudyTime] = "TM",
        [SeriesTime] = "TM",
        [AcquisitionTime] = "TM",
        [ContentTime] = "TM",
        [AccessionNumber] = "SH",
        [Modality] = "CS",
        [ModalitiesInStudy] = "CS",
        [ConversionType] = "CS",
        [Manufacturer] = "LO",
        [InstitutionName] = "LO",
        [ReferringPhysicianName] = "PN",
        [CodeValue] = "SH",
        [CodingSchemeDesignator] = "SH",
        [CodeMeaning] = "LO",
        [TimezoneOffsetFromUtc] = "SH",
        [StationName] = "SH",
        [StudyDescription] = "LO",
        [SeriesDescription] = "LO",
        [ManufacturerModelName] = "LO",
        [ReferencedStudySequence] = "SQ",
        [ReferencedPerformedProcedureStepSequence] = "SQ",
        [ReferencedSeriesSequence] = "SQ",
        [ReferencedImageSequence] = "SQ",
        [ReferencedSopClassUid] = "UI",
        [ReferencedSopInstanceUid] = "UI",
        [ReferencedFrameNumber] = "IS",
        [WarningReason] = "US",
        [FailureReason] = "US",
        [FailedSopSequence] = "SQ",
        [ReferencedSopSequence] = "SQ",
        [DerivationDescription] = "ST",
        [AvailableTransferSyntaxUid] = "UI",
        [FrameType] = "CS",
        [PixelPresentation] = "CS",
        [VolumetricProperties] = "CS",
        [VolumeBasedCalculationTechnique] = "CS",
        [ComplexImageComponent] = "CS",
        [AcquisitionContrast] = "CS",
        [PatientName] = "PN",
        [PatientId] = "LO",
        [IssuerOfPatientId] = "LO",
        [PatientBirthDate] = "DA",
        [PatientSex] = "CS",
        [PatientAge] = "AS",
        [PatientWeight] = "DS",
        [PatientComments] = "LT",
        [PatientIdentityRemoved] = "CS",
        [DeidentificationMethod] = "LO",
        [ContrastBolusAgent] = "LO",
        [BodyPartExamined] = "CS",
        [ScanningSequence] = "CS",
        [SequenceVariant] = "CS",
        [ScanOptions] = "CS",
        [MrAcquisitionType] = "CS",
        [SequenceName] = "SH",
        [SliceThickness] = "DS",
        [RepetitionTime] = "DS",
        [EchoTime] = "DS",
        [InversionTime] = "DS",
        [NumberOfAverages] = "DS",
        [ImagingFrequency] = "DS",
        [ImagedNucleus] = "SH",
        [EchoNumbers] = "IS",
        [MagneticFieldStrength] = "DS",
        [SpacingBetweenSlices] = "DS",
        [NumberOfPhaseEncodingSteps] = "IS",
        [EchoTrainLength] = "IS",
        [PercentSampling] = "DS",
        [PercentPhaseFieldOfView] = "DS",
        [PixelBandwidth] = "DS",
        [DeviceSerialNumber] = "LO",
        [SoftwareVersions] = "LO",
        [ProtocolName] = "LO",
        [TriggerTime] = "DS",
        [ReceiveCoilName] = "SH",
        [AcquisitionMatrix] = "US",
        [InPlanePhaseEncodingDirection] = "CS",
        [FlipAngle] = "DS",
        [Sar] = "DS",
        [PatientPosition] = "CS",
        [PulseSequenceName] = "SH",
        [EchoPulseSequence] = "CS",
        [InversionRecovery] = "CS",
        [EchoPlanarPulseSequence] = "CS",
        [SpectrallySelectedSuppression] = "CS",
        [AcquisitionDuration] = "FD",
        [FrameAcquisitionDateTime] = "DT",
        [DiffusionDirectionality] = "CS",
        [InversionTimes] = "FD",
        [EffectiveEchoTime] = "FD",
        [DiffusionBValue] = "FD",
        [DiffusionGradientOrientation] = "FD",
        [MrTimingAndRelatedParametersSequence] = "SQ",
        [MrEchoSequence] = "SQ",
        [MrModifierSequence] = "SQ",
        [MrDiffusionSequence] = "SQ",
        [MrImageFrameTypeSequence] = "SQ",
        [SiemensDiffusionBValue] = "IS",
        [StudyId] = "SH",
        [StudyInstanceUid] = "UI",
        [SeriesInstanceUid] = "UI",
        [SeriesNumber] = "IS",
        [AcquisitionNumber] = "IS",
        [InstanceNumber] = "IS",
        [PatientOrientation] = "CS",
        [ImagePositionPatient] = "DS",
        [ImageOrientationPatient] = "DS",
        [FrameOfReferenceUid] = "UI",
        [Laterality] = "CS",
        [TemporalPositionIdentifier] = "IS",
        [ImagesInAcquisition] = "IS",
        [PositionReferenceIndicator] = "LO",
        [SliceLocation] = "DS",
        [NumberOfStudyRelatedInstances] = "IS",
        [NumberOfSeriesRelatedInstances] = "IS",
        [ImageComments] = "LT",
        [StackId] = "SH",
        [InStackPositionNumber] = "UL",
        [FrameContentSequence] = "SQ",
        [PlanePositionSequence] = "SQ",
        [PlaneOrientationSequence] = "SQ",
        [TemporalPositionIndex] = "UL",
        [FrameAcquisitionNumber] = "US",
        [DimensionIndexValues] = "UL",
        [UnassignedSharedConvertedAttributesSequence] = "SQ",
        [UnassignedPerFrameConvertedAttributesSequence] = "SQ",
        [SamplesPerPixel] = "US",
        [PhotometricInterpretation] = "CS",
        [PlanarConfiguration] = "US",
        [NumberOfFrames] = "IS",
        [Rows] = "US",
        [Columns] = "US",
        [PixelSpacing] = "DS",
        [PixelAspectRatio] = "IS",
        [BitsAllocated] = "US",
        [BitsStored] = "US",
        [HighBit] = "US",
        [PixelRepresentation] = "US",
        [SmallestImagePixelValue] = "US",
        [LargestImagePixelValue] = "US",
        [PixelPaddingValue] = "US",
        [PixelPaddingRangeLimit] = "US",
        [BurnedInAnnotation] = "CS",
        [WindowCenter] = "DS",
        [WindowWidth] = "DS",
        [RescaleIntercept] = "DS",
        [RescaleSlope] = "DS",
        [RescaleType] = "LO",
        [WindowCenterWidthExplanation] = "LO",
        [VoiLutFunction] = "CS",
        [LossyImageCompression] = "CS",
        [LossyImageCompressionRatio] = "DS",
        [PixelMeasuresSequence] = "SQ",
        [FrameVoiLutSequence] = "SQ",
        [PixelValueTransformationSequence] = "SQ",
        [RequestedProcedureDescription] = "LO",
        [PerformedProcedureStepStartDate] = "DA",
        [PerformedProcedureStepStartTime] = "TM",
        [PerformedProcedureStepId] = "SH",
        [PerformedProcedureStepDescription] = "LO",
        [RelationshipType] = "CS",
        [ValueType] = "CS",
        [ConceptNameCodeSequence] = "SQ",
        [ContinuityOfContent] = "CS",
        [PersonName] = "PN",
        [Uid] = "UI",
        [TextValue] = "UT",
        [ConceptCodeSequence] = "SQ",
        [MeasuredValueSequence] = "SQ",
        [NumericValue] = "DS",
        [PerformedProcedureCodeSequence] = "SQ",
        [CurrentRequestedProcedureEvidenceSequence] = "SQ",
        [CompletionFlag] = "CS",
        [VerificationFlag] = "CS",
        [ContentTemplateSequence] = "SQ",
        [ContentSequence] = "SQ",
        [TemplateIdentifier] = "CS",
        [GeDiffusionBValue] = "IS",
        [TotalPixelMatrixColumns] = "UL",
        [TotalPixelMatrixRows] = "UL",
        [NumberOfSlices] = "US",
        [UnitedImagingDiffusionBValue] = "FD",
        [PhilipsDiffusionBValue] = "FL",
        [PhilipsFrameAttributesSequence] = "SQ",
        [SharedFunctionalGroupsSequence] = "SQ",
        [PerFrameFunctionalGroupsSequence] = "SQ",
        [WaveformSequence] = "SQ",
        [ExtendedOffsetTable] = "OV",
        [FloatPixelData] = "OF",
        [DoubleFloatPixelData] = "OD",
        [PixelData] = "OW",
        [DataSetTrailingPadding] = "OB",
    }.ToFrozenDictionary();
}
