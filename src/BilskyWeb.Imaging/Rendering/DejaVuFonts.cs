using SkiaSharp;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>The fonts of drawn images, from the system: the drawing library comes without any, and without a font it draws no text and says nothing.</summary>
internal sealed class DejaVuFonts
{
    private static readonly string[] Folders =
    [
        "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/dejavu", "/usr/share/fonts/TTF", "/usr/local/share/fonts",
    ];

    private DejaVuFonts(SKTypeface regular, SKTypeface bold)
    {
        Regular = regular;
        Bold = bold;
    }

    public SKTypeface Regular { get; }

    public SKTypeface Bold { get; }

    /// <exception cref="FileNotFoundException">No font is installed; the message says what to install.</exception>
    public static DejaVuFonts Load(IEnumerable<string>? folders = null)
    {
        foreach (var folder in folders ?? Folders)
        {
            if (SKTypeface.FromFile(Path.Combine(folder, "DejaVuSans.ttf")) is { } regular)
            {
                return new DejaVuFonts(regular, SKTypeface.FromFile(Path.Combine(folder, "DejaVuSans-Bold.ttf")) ?? regular);
            }
        }

        throw Missing();
    }

    /// <summary>A font's file, for what writes text itself.</summary>
    /// <param name="name">For example DejaVuSans-Bold.ttf.</param>
    /// <exception cref="FileNotFoundException">No font is installed; the message says what to install.</exception>
    public static string PathOf(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? throw Missing();

    private static FileNotFoundException Missing() => new("Key images need a font to write the grade with. Install one with: apt-get install fonts-dejavu-core");
}
