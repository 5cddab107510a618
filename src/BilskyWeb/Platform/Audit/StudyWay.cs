namespace BilskyWeb.Platform.Audit;

/// <summary>Ways in which a study, or its images, is seen.</summary>
internal static class StudyWay
{
    public const string Page = "page";
    public const string Api = "API";
    public const string DicomWeb = "DICOMweb";
    public const string Image = "image";
    public const string Document = "document";
    public const string Research = "research";
}
