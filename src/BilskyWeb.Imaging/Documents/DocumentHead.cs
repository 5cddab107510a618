using System.Globalization;
using System.Text;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Documents;

/// <summary>
/// The modules that all objects made here share: patient and study as the source image has them, series, equipment, SOP common. Text is always written as UTF-8;
/// the source's was decoded by its own character set when it was read.
/// </summary>
internal static class DocumentHead
{
    /// <summary>Changes when the same content is written otherwise: identifiers change with it, so that one UID never names two files.</summary>
    public const string Writer = "1";

    public const string Maker = "BilskyWeb";

    private static readonly (DicomTag Tag, bool Always)[] Copied =
    [
        (DicomTag.PatientName, true), (DicomTag.PatientId, true), (DicomTag.IssuerOfPatientId, false), (DicomTag.PatientBirthDate, true), (DicomTag.PatientSex, true),
        (DicomTag.PatientAge, false), (DicomTag.PatientWeight, false), (DicomTag.PatientIdentityRemoved, false), (DicomTag.DeidentificationMethod, false),
        (DicomTag.StudyInstanceUid, true), (DicomTag.StudyDate, true), (DicomTag.StudyTime, true), (DicomTag.ReferringPhysicianName, true), (DicomTag.StudyId, true),
        (DicomTag.AccessionNumber, true), (DicomTag.StudyDescription, false), (DicomTag.TimezoneOffsetFromUtc, false),
    ];

    /// <summary>The time in the zone that the source's own times are in, where it says so: one attribute speaks for all times of an object.</summary>
    public static DateTimeOffset LocalTime(DicomDataset source, DateTimeOffset time) =>
        source.GetUtcOffset() is { } offset ? time.ToOffset(offset) : time;

    /// <summary>Begins an object.</summary>
    /// <param name="source">Head of an image of the study.</param>
    /// <param name="identity">Its UIDs, class and place in the study.</param>
    /// <param name="made">When what it says was said.</param>
    /// <param name="software">Version of what made its content.</param>
    public static DicomDataset Begin(DicomDataset source, ObjectIdentity identity, DateTimeOffset made, string software)
    {
        var dataset = new DicomDataset().Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        foreach (var (tag, always) in Copied)
        {
            if (source.TryGet(tag, out var element) && element.Values.Count > 0 && element.Values.All(value => Fits(element.Vr, value)))
            {
                dataset.Put(tag, element);
            }
            else if (always)
            {
                dataset.SetEmpty(tag);
            }
        }

        made = LocalTime(source, made);
        var (date, time) = (Date(made), Time(made));
        return dataset
            .Set(DicomTag.SopClassUid, identity.SopClassUid)
            .Set(DicomTag.SopInstanceUid, identity.SopInstanceUid)
            .Set(DicomTag.InstanceCreationDate, date)
            .Set(DicomTag.InstanceCreationTime, time)
            .Set(DicomTag.InstanceCreatorUid, DicomUid.ImplementationClass)
            .Set(DicomTag.Modality, identity.Modality)
            .Set(DicomTag.SeriesInstanceUid, identity.SeriesInstanceUid)
            .Set(DicomTag.SeriesNumber, identity.SeriesNumber)
            .Set(DicomTag.SeriesDescription, identity.SeriesDescription)
            .Set(DicomTag.SeriesDate, date)
            .Set(DicomTag.SeriesTime, time)
            .Set(DicomTag.ContentDate, date)
            .Set(DicomTag.ContentTime, time)
            .Set(DicomTag.InstanceNumber, identity.InstanceNumber)
            .Set(DicomTag.Manufacturer, Maker)
            .Set(DicomTag.ManufacturerModelName, Maker)
            .Set(DicomTag.DeviceSerialNumber, "none")
            .Set(DicomTag.SoftwareVersions, Bounded(software, 64));
    }

    public static string Date(DateTimeOffset time) => time.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) => time.ToString("HHmmss", CultureInfo.InvariantCulture);

    public static string DateTime(DateTimeOffset time) => time.ToString("yyyyMMddHHmmsszzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);

    /// <summary>A person's name of an account: it is known whole and not by its parts.</summary>
    public static string Name(string displayed) => Bounded(Line(displayed).Replace('^', ' ').Replace('=', ' '), 64);

    /// <summary>Text in one line, without what separates values.</summary>
    public static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) || c == '\\' ? ' ' : c)).Trim();

    public static string Bounded(string text, int length) => Line(text) is var line && line.Length <= length ? line : line[..(length - 1)].TrimEnd() + "…";

    // What a source writes against its representation would end the writer; it stays in the source.
    private static bool Fits(string vr, object? value) => value switch
    {
        null => true,
        string text => DicomVr.UsesCharacterSet(vr) || Ascii.IsValid(text),
        DicomPersonName => true,
        _ => DicomVr.IsNumber(vr) || vr is "DS" or "IS",
    };
}

/// <summary>What an object is called, and where in the study it stands.</summary>
internal sealed record ObjectIdentity(string SopClassUid, string Modality, string SeriesInstanceUid, int SeriesNumber, string SeriesDescription, string SopInstanceUid, int InstanceNumber)
{
    /// <summary>Identifiers of a kind of document that follow from a seed alone.</summary>
    public static ObjectIdentity Of(string seed, string kind, string sopClassUid, string modality, int seriesNumber, string description, int instance = 1) => new(
        sopClassUid, modality, DicomUid.FromSeed($"{seed}/{DocumentHead.Writer}/{kind}"), seriesNumber, description, DicomUid.FromSeed($"{seed}/{DocumentHead.Writer}/{kind}/{instance}"), instance);
}
