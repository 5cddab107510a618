using System.Globalization;
using System.Text;
using System.Xml;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;

namespace BilskyWeb.Imaging.Labels;

/// <summary>
/// Reads and writes LabelImg's Pascal VOC XML. An object's name is the grade, the exclusion, <see cref="Canal"/> where the canal is marked
/// and no more, or <see cref="NoCanal"/>; what has no box is a box over the whole image, since Pascal VOC has no other place for it. A file
/// without object says nothing.
/// </summary>
public static class PascalVoc
{
    /// <summary>Name of an object that marks the canal without a grade.</summary>
    public const string Canal = "canal";

    /// <summary>Name of an object over the whole image that says that no canal is in view.</summary>
    public const string NoCanal = "no canal";

    /// <summary>No image has more columns or rows.</summary>
    internal const int MostPixels = 65_535;

    /// <summary>Characters read of one file; LabelImg writes about 500.</summary>
    internal const int MostCharacters = 100_000;

    /// <summary>Writes a file. A box that reaches beyond the image is cut there and marked as truncated.</summary>
    /// <exception cref="ArgumentException">A grade without box, a grade beside an exclusion, or a box outside the image.</exception>
    public static string Write(VocFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, IndentChars = "\t", NewLineChars = "\n", OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("annotation");
            xml.WriteElementString("folder", file.Folder ?? "");
            xml.WriteElementString("filename", file.FileName);
            xml.WriteStartElement("source");
            xml.WriteElementString("database", "BilskyWeb");
            if (file.Sop is { } sop)
            {
                xml.WriteElementString("image", sop);
                Number(xml, "frame", file.Frame);
            }

            xml.WriteEndElement();
            xml.WriteStartElement("size");
            Number(xml, "width", file.Width);
            Number(xml, "height", file.Height);
            Number(xml, "depth", 1);
            xml.WriteEndElement();
            Number(xml, "segmented", 0);
            if (Mark(file) is { } mark)
            {
                Write(xml, mark.Name, mark.Box, file);
            }

            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Reads a file of anybody's making: no DTD, a bounded length and depth, one object at most, its box inside the image.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="file">Its name in messages.</param>
    public static Result<VocFile> Read(Stream stream, string file)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MostCharacters,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        };
        try
        {
            using var reader = XmlReader.Create(stream, settings);
            var values = new VocValues(file);
            return values.Collect(reader) ?? Build(values);
        }
        catch (XmlException failure)
        {
            return VocValues.Wrong(file, failure.LineNumber, failure.LinePosition, $"this is not XML as LabelImg writes it. {failure.Message}");
        }
    }

    private static Result<VocFile> Build(VocValues values)
    {
        if (values.Text("filename") is not { Length: > 0 } name)
            return values.Missing("filename");
        var size = Size(values);
        if (!size.IsOk)
            return size.Error!;

        var file = new VocFile(Path.GetFileName(name.Replace('\\', '/')), size.Value.Width, size.Value.Height) { Folder = values.Text("folder") is { Length: > 0 } folder ? folder : null };
        if (values.Text("source/image") is { } sop && Datasets.DicomUid.IsUsable(sop))
        {
            var frame = int.TryParse(values.Text("source/frame"), NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said > 0 ? said : 1;
            file = file with { Sop = sop, Frame = frame };
        }

        return values.HasObject ? WithObject(values, file) : file;
    }

    // Converters write 0 × 0, or nothing, for a size that they do not know; the image itself says it later.
    private static Result<(int Width, int Height)> Size(VocValues values)
    {
        if (values.Text("size/width") is null or "" && values.Text("size/height") is null or "")
            return (0, 0);
        var size = values.Numbers("size/width", "size/height");
        if (!size.IsOk)
            return size.Error!;
        if (size.Value is [0, 0])
            return (0, 0);
        return Array.FindIndex(size.Value, s => s < 1 || s > MostPixels || s != Math.Floor(s)) is >= 0 and var wrong
            ? values.Wrong(wrong == 0 ? "size/width" : "size/height", $"An image's size is a whole number of pixels from 1 to {MostPixels}, or 0 for both when it is not known.")
            : ((int)size.Value[0], (int)size.Value[1]);
    }

    private static Result<VocFile> WithObject(VocValues values, VocFile file)
    {
        var edges = values.Numbers("object/bndbox/xmin", "object/bndbox/ymin", "object/bndbox/xmax", "object/bndbox/ymax");
        if (!edges.IsOk)
            return edges.Error!;
        if (values.Text("object/name") is not { } name)
            return values.Missing("object/name");
        if (WrongEdge(edges.Value, file) is { } wrong)
            return values.Wrong($"object/bndbox/{wrong.Edge}", wrong.Why);

        var box = new RegionOfInterest(edges.Value[0], edges.Value[1], edges.Value[2] - edges.Value[0], edges.Value[3] - edges.Value[1], 1);
        if (BilskyGrades.TryParse(name, out var grade))
            return file with { Box = box, Grade = grade };
        if (ExclusionReasons.TryParse(name, out var exclusion))
            return file with { Box = file.HasSize && WholeImage.IsCoveredBy(box, file.Width, file.Height) ? null : box, Exclusion = exclusion };
        if (name.Trim().Equals(NoCanal, StringComparison.OrdinalIgnoreCase))
            return file with { NoCanal = true };
        return name.Trim().Equals(Canal, StringComparison.OrdinalIgnoreCase)
            ? file with { Box = box }
            : values.Wrong("object/name", $"An object's name is a grade (0, 1a, 1b, 1c, 2 or 3), an exclusion ({ExclusionReasons.List}), {Canal} for a box alone, or {NoCanal}.");
    }

    private static (string Name, RegionOfInterest Box)? Mark(VocFile file) => file switch
    {
        { Grade: not null, Exclusion: not null } => throw new ArgumentException("A slice has a grade or an exclusion, not both.", nameof(file)),
        { Grade: not null, Box: null } => throw new ArgumentException("A graded slice has a box.", nameof(file)),
        { Grade: { } grade, Box: { } box } => (grade.ToText(), box),
        { Exclusion: { } exclusion } => (exclusion.ToText(), file.Box ?? Whole(file)),
        { Box: { } box } => (Canal, box),
        { NoCanal: true } => (NoCanal, Whole(file)),
        _ => null,
    };

    private static RegionOfInterest Whole(VocFile file) => new(0, 0, file.Width, file.Height, 1);

    /// <summary>The first edge that cannot be, and why.</summary>
    private static (string Edge, string Why)? WrongEdge(double[] edges, VocFile file)
    {
        var (left, top, right, bottom) = (edges[0], edges[1], edges[2], edges[3]);
        var (width, height) = file.HasSize ? (file.Width, file.Height) : (MostPixels, MostPixels);
        return left < 0 ? ("xmin", "The image begins at 0.")
            : top < 0 ? ("ymin", "The image begins at 0.")
            : right > width ? ("xmax", FormattableString.Invariant($"The image is {width} pixels wide, and the box must lie inside it."))
            : bottom > height ? ("ymax", FormattableString.Invariant($"The image is {height} pixels high, and the box must lie inside it."))
            : right <= left ? ("xmax", FormattableString.Invariant($"It must lie to the right of xmin, {left}: a box has a width."))
            : bottom <= top ? ("ymax", FormattableString.Invariant($"It must lie below ymin, {top}: a box has a height."))
            : null;
    }

    private static void Write(XmlWriter xml, string name, RegionOfInterest box, VocFile file)
    {
        double left = Math.Max(box.X, 0), top = Math.Max(box.Y, 0), right = Math.Min(box.X + box.Width, file.Width), bottom = Math.Min(box.Y + box.Height, file.Height);
        if (!(right > left && bottom > top))
            throw new ArgumentException("The box lies outside the image.", nameof(file));

        xml.WriteStartElement("object");
        xml.WriteElementString("name", name);
        xml.WriteElementString("pose", "Unspecified");
        Number(xml, "truncated", left > box.X || top > box.Y || right < box.X + box.Width || bottom < box.Y + box.Height ? 1 : 0);
        Number(xml, "difficult", 0);
        xml.WriteStartElement("bndbox");
        Number(xml, "xmin", left);
        Number(xml, "ymin", top);
        Number(xml, "xmax", right);
        Number(xml, "ymax", bottom);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Number(XmlWriter xml, string name, double value) => xml.WriteElementString(name, value.ToString(CultureInfo.InvariantCulture));
}
