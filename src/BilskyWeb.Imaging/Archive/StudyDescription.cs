using System.Text.Json;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Archive;

/// <summary>What archives say of a study. Everything is the sender's word.</summary>
/// <param name="StudyInstanceUid">(0020,000D).</param>
/// <param name="PatientId">(0010,0020), or empty.</param>
/// <param name="PatientName">(0010,0010), or empty. Untrusted text.</param>
/// <param name="BirthDate">(0010,0030) as YYYYMMDD, or empty.</param>
/// <param name="Sex">(0010,0040), or empty.</param>
/// <param name="StudyDate">(0008,0020) as YYYYMMDD, or empty.</param>
/// <param name="AccessionNumber">(0008,0050), or empty.</param>
/// <param name="Description">(0008,1030), or empty. Untrusted text.</param>
public record StudyDescription(
    string StudyInstanceUid, string PatientId, string PatientName, string BirthDate, string Sex, string StudyDate, string AccessionNumber, string Description)
{
    /// <summary>Reads Orthanc's JSON, which names attributes by keyword: the study's and the patient's apart, or both in one.</summary>
    internal static StudyDescription From(JsonElement study, JsonElement patient) => new(
        OrthancJson.Text(study, "StudyInstanceUID"),
        OrthancJson.Text(patient, "PatientID"),
        OrthancJson.Text(patient, "PatientName"),
        OrthancJson.Text(patient, "PatientBirthDate"),
        OrthancJson.Text(patient, "PatientSex"),
        OrthancJson.Text(study, "StudyDate"),
        OrthancJson.Text(study, "AccessionNumber"),
        OrthancJson.Text(study, "StudyDescription"));

    /// <summary>Reads DICOM JSON, as DICOMweb has it.</summary>
    internal static StudyDescription From(DicomDataset study) => new(
        study.GetString(DicomTag.StudyInstanceUid) ?? "",
        study.GetString(DicomTag.PatientId) ?? "",
        study.GetString(DicomTag.PatientName) ?? "",
        study.GetString(DicomTag.PatientBirthDate) ?? "",
        study.GetString(DicomTag.PatientSex) ?? "",
        study.GetString(DicomTag.StudyDate) ?? "",
        study.GetString(DicomTag.AccessionNumber) ?? "",
        study.GetString(DicomTag.StudyDescription) ?? "");

    /// <summary>The same as attributes.</summary>
    internal DicomDataset ToDataset() => new DicomDataset()
        .Set(DicomTag.StudyInstanceUid, StudyInstanceUid)
        .Set(DicomTag.PatientId, PatientId)
        .Set(DicomTag.PatientName, PatientName)
        .Set(DicomTag.PatientBirthDate, BirthDate)
        .Set(DicomTag.PatientSex, Sex)
        .Set(DicomTag.StudyDate, StudyDate)
        .Set(DicomTag.AccessionNumber, AccessionNumber)
        .Set(DicomTag.StudyDescription, Description);
}
