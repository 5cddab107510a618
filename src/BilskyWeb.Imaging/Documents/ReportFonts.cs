using BilskyWeb.Imaging.Rendering;
using PdfSharp.Drawing;
using PdfSharp.Fonts;

namespace BilskyWeb.Imaging.Documents;

/// <summary>Gives the report's writer the fonts that key images are drawn with, embedded: no reader of the file needs them.</summary>
internal sealed class ReportFonts : IFontResolver
{
    private const string Family = "DejaVu Sans";

    // The library asks one place of the process for fonts.
    static ReportFonts() => GlobalFontSettings.FontResolver ??= new ReportFonts();

    public static XFont Regular(double size) => new(Family, size);

    public static XFont Bold(double size) => new(Family, size, XFontStyleEx.Bold);

    public FontResolverInfo ResolveTypeface(string familyName, bool bold, bool italic) => new(bold ? "DejaVuSans-Bold.ttf" : "DejaVuSans.ttf");

    public byte[] GetFont(string faceName) => File.ReadAllBytes(DejaVuFonts.PathOf(faceName));
}
