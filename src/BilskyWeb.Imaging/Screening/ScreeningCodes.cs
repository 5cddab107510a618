namespace BilskyWeb.Imaging.Screening;

/// <summary>The codes of <see cref="ScreeningResult.Code"/>. Programs may rely on them.</summary>
public static class ScreeningCodes
{
    /// <summary>Well-formed and wanted.</summary>
    public const string Accepted = "accepted";

    /// <summary>A DICOMDIR.</summary>
    public const string Dicomdir = "dicom.dicomdir";

    /// <summary>No byte at all.</summary>
    public const string Empty = "file.empty";

    /// <summary>Larger than <see cref="ScreeningLimits.MaxFileBytes"/>.</summary>
    public const string TooLarge = "file.too_large";

    /// <summary>Not DICOM: text, PDF, JPEG and so on.</summary>
    public const string NotDicom = "file.not_dicom";

    /// <summary>The file ends before its content does, or a length points past the end.</summary>
    public const string Truncated = "dicom.truncated";

    /// <summary>The structure is broken.</summary>
    public const string Malformed = "dicom.malformed";

    /// <summary>More sequences within sequences than allowed.</summary>
    public const string TooDeep = "dicom.too_deep";

    /// <summary>More attributes or items than allowed.</summary>
    public const string TooManyElements = "dicom.too_many_elements";

    /// <summary>A value longer than allowed.</summary>
    public const string ValueTooLong = "dicom.value_too_long";

    /// <summary>Deflated data that inflates beyond what is allowed.</summary>
    public const string InflatesTooFar = "dicom.inflates_too_far";

    /// <summary>An image beyond what is allowed.</summary>
    public const string ImageTooLarge = "dicom.image_too_large";

    /// <summary>Rows, Columns, bits and frames do not agree with the pixel data.</summary>
    public const string PixelDataMismatch = "dicom.pixel_data_mismatch";

    /// <summary>A transfer syntax that is not supported.</summary>
    public const string UnsupportedTransferSyntax = "dicom.transfer_syntax";

    /// <summary>A kind of object that is not stored here.</summary>
    public const string UnsupportedSopClass = "dicom.sop_class";

    /// <summary>A mandatory identifier is missing.</summary>
    public const string MissingUid = "dicom.missing_uid";

    /// <summary>An identifier is malformed.</summary>
    public const string InvalidUid = "dicom.invalid_uid";

    /// <summary>One attribute twice, which different readers read differently.</summary>
    public const string DuplicateElement = "dicom.duplicate_element";
}
