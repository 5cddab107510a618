namespace BilskyWeb.Imaging.Screening;

/// <summary>Why the walk stops. Holds no text of the file.</summary>
/// <param name="Code">One of <see cref="ScreeningCodes"/>.</param>
/// <param name="Message">A sentence for a person.</param>
/// <param name="IsFinal">False for broken structure, which within opaque bytes only means that they were no sequence after all.</param>
internal sealed record Finding(string Code, string Message, bool IsFinal = true)
{
    private const string ExportAgain = "Nothing of it was stored. Export it again from the PACS or scanner and send it once more.";

    internal static Finding Truncated { get; } = new(
        ScreeningCodes.Truncated, "The file ends before its content does: it was cut off in a copy or download. " + ExportAgain, false);

    internal static Finding InflatesTooFar { get; } = new(
        ScreeningCodes.InflatesTooFar, "The deflated file grows beyond what is allowed when it is inflated. Send it uncompressed.");

    internal static Finding DeflateBroken { get; } = new(
        ScreeningCodes.Malformed, "The deflated part of the file cannot be inflated. " + ExportAgain);

    internal static Finding Malformed(string what) => new(
        ScreeningCodes.Malformed, $"The file is damaged: {what}. {ExportAgain}", false);

    internal static Finding OtherEncoding(string stated, string found) => new(
        ScreeningCodes.Malformed, $"The file says that it is written as {stated}, but its attributes are written as {found}, and it cannot be read in either way. {ExportAgain}");

    internal static Finding TooDeep(int limit) => new(
        ScreeningCodes.TooDeep, $"The file nests sequences more than {limit} deep, which no scanner does and which can bring an archive down. It was not stored.");

    internal static Finding TooManyElements(int limit) => new(
        ScreeningCodes.TooManyElements, $"The file has more than {limit} attributes, items or fragments in one place, which no spine MRI has and which can stall an archive. It was not stored.");

    internal static Finding ValueTooLong(long limit) => new(
        ScreeningCodes.ValueTooLong, $"One attribute other than the pixel data is longer than {limit >> 20} MB. It was not stored.");

    internal static Finding ImageTooLarge(string what) => new(
        ScreeningCodes.ImageTooLarge, $"The image is too large: {what}. Spine MRI is far smaller; check that the right series was exported.");

    internal static Finding PixelDataMismatch(string what) => new(
        ScreeningCodes.PixelDataMismatch, $"The image does not fit its description: {what}. {ExportAgain}");

    internal static Finding DuplicateElement { get; } = new(
        ScreeningCodes.DuplicateElement, "One attribute is in the file twice, so that two readers may read two patients. " + ExportAgain);

    internal static Finding MissingUid(string which) => new(
        ScreeningCodes.MissingUid, $"The file has no {which}, so it cannot be told from other images. {ExportAgain}");

    internal static Finding InvalidUid(string which) => new(
        ScreeningCodes.InvalidUid, $"The file's {which} is no valid identifier (digits and dots, at most 64). {ExportAgain}");
}
