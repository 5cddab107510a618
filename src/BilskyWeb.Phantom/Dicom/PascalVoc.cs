using System.Globalization;
using System.Text;
using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom.Labels;

namespace BilskyWeb.Phantom.Dicom;

/// <summary>A slice's box as LabelImg writes it: Pascal VOC XML with the grade, or the exclusion, as the object's name.</summary>
internal static class PascalVoc
{
    public static string Write(string folder, string fileName, int width, int height, SliceLabel label)
    {
        var xml = new StringBuilder();
        xml.Append(CultureInfo.InvariantCulture, $"<annotation>\n\t<folder>{folder}</folder>\n\t<filename>{fileName}</filename>\n\t<source>\n\t\t<database>BilskyWeb phantom</database>\n\t</source>\n");
        xml.Append(CultureInfo.InvariantCulture, $"\t<size>\n\t\t<width>{width}</width>\n\t\t<height>{height}</height>\n\t\t<depth>1</depth>\n\t</size>\n\t<segmented>0</segmented>\n");
        if (label.Roi is { } roi && ExclusionText.NameOf(label) is { } name)
        {
            int left = Clip(roi.X, width), top = Clip(roi.Y, height), right = Clip(roi.X + roi.Width, width), bottom = Clip(roi.Y + roi.Height, height);
            var cut = roi.X < 0 || roi.Y < 0 || roi.X + roi.Width > width || roi.Y + roi.Height > height ? 1 : 0;
            xml.Append(CultureInfo.InvariantCulture, $"\t<object>\n\t\t<name>{name}</name>\n\t\t<pose>Unspecified</pose>\n\t\t<truncated>{cut}</truncated>\n\t\t<difficult>0</difficult>\n");
            xml.Append(CultureInfo.InvariantCulture, $"\t\t<bndbox>\n\t\t\t<xmin>{left}</xmin>\n\t\t\t<ymin>{top}</ymin>\n\t\t\t<xmax>{right}</xmax>\n\t\t\t<ymax>{bottom}</ymax>\n\t\t</bndbox>\n\t</object>\n");
        }

        return xml.Append("</annotation>\n").ToString();
    }

    private static int Clip(double edge, int size) => (int)Math.Clamp(Math.Round(edge), 0, size);
}

/// <summary>Words of <c>labels.csv</c>.</summary>
internal static class ExclusionText
{
    public static string Of(SliceExclusion exclusion) => exclusion switch
    {
        SliceExclusion.None => "",
        SliceExclusion.Instrumentation => "instrumentation",
        SliceExclusion.Quality => "quality",
        SliceExclusion.Region => "region",
        _ => "degenerative",
    };

    /// <summary>The grade, else the exclusion, else null.</summary>
    public static string? NameOf(SliceLabel label) => label.Grade?.ToText() ?? (label.Exclusion == SliceExclusion.None ? null : Of(label.Exclusion));
}
