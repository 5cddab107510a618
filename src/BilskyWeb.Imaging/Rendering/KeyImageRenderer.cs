using System.Globalization;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Pixels;
using SkiaSharp;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>
/// Draws key images: the canal's surroundings large, the whole slice beside them, both alone on black and true to their proportions;
/// then grade, level and place in the series, and below all the research notice. Nothing lies over a picture but thin outlines, which
/// run round the canal and never across it. Thread-safe.
/// </summary>
public sealed class KeyImageRenderer
{
    /// <summary>The notice on every exported image.</summary>
    public const string ResearchNotice = "Research model, trained on synthetic data, not for clinical use";

    /// <summary>Behind the name of what the picture's font cannot write.</summary>
    private const string InTheRecord = ": see the study's record";

    private const int Padding = 20;

    private static readonly SKColor Surface = SKColor.Parse("#171C22");
    private static readonly SKColor Line = SKColor.Parse("#2C353F");
    private static readonly SKColor Text = SKColor.Parse("#E6EBF0");
    private static readonly SKColor Muted = SKColor.Parse("#9AA7B4");

    private readonly DejaVuFonts _fonts;

    /// <summary>Makes a renderer with the system's font.</summary>
    /// <exception cref="FileNotFoundException">No font is installed; the message says what to install.</exception>
    public KeyImageRenderer()
        : this(DejaVuFonts.Load())
    {
    }

    internal KeyImageRenderer(DejaVuFonts fonts) => _fonts = fonts;

    /// <summary>Draws a key image.</summary>
    /// <param name="content">What it shows.</param>
    /// <returns>A PNG file; all are equally large.</returns>
    public byte[] Render(KeyImageContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var layout = KeyImageLayout.Of(content.Slice, content.Roi);
        var size = KeyImageLayout.Canvas;
        using var surface = SKSurface.Create(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.Black);
        using (var slice = Picture(content.Slice, content.Window))
        {
            DrawPart(canvas, slice, layout.Shown, layout.Large);
            if (layout.IsCropped)
            {
                DrawPart(canvas, slice, SKRect.Create(slice.Width, slice.Height), layout.Small);
            }
        }

        if (content is { ShowRoi: true, Roi: { } roi })
        {
            DrawOutlines(canvas, content, roi, layout);
        }

        DrawMargins(canvas, content, layout);
        DrawFacts(canvas, content, layout);
        DrawBand(canvas, content, SKRect.Create(0, size.Height - KeyImageLayout.Band, size.Width, KeyImageLayout.Band));
        return Encode(surface);
    }

    /// <summary>Draws a small picture of a slice, true to its proportions, without any mark.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="window">How its intensities are shown.</param>
    /// <param name="side">Longer side in pixels, 16 to 1024.</param>
    /// <returns>A PNG file.</returns>
    public static byte[] Thumbnail(GreyImage slice, VoiWindow window, int side = 160) => Whole(slice, window, null, side);

    /// <summary>As <see cref="Thumbnail"/>, with a region's thin outline in a colour that stands for no grade.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="window">How its intensities are shown.</param>
    /// <param name="roi">The region.</param>
    /// <param name="side">Longer side in pixels, 16 to 1024.</param>
    /// <returns>A PNG file.</returns>
    public static byte[] Outlined(GreyImage slice, VoiWindow window, RegionOfInterest roi, int side) => Whole(slice, window, roi, side);

    /// <summary>Draws a slice pixel for pixel, so that a box drawn on the picture is one of the image.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="window">How its intensities are shown.</param>
    /// <returns>A grey PNG file as wide and high as the image.</returns>
    public static byte[] PixelForPixel(GreyImage slice, VoiWindow window)
    {
        ArgumentNullException.ThrowIfNull(slice);
        using var picture = Picture(slice, window);
        using var data = picture.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static byte[] Whole(GreyImage slice, VoiWindow window, RegionOfInterest? roi, int side)
    {
        ArgumentNullException.ThrowIfNull(slice);
        var size = KeyImageLayout.Fit(slice.Width * slice.ColumnSpacingMm, slice.Height * slice.RowSpacingMm, Math.Clamp(side, 16, 1024));
        using var surface = SKSurface.Create(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.Black);
        using var picture = Picture(slice, window);
        var (whole, frame) = (SKRect.Create(slice.Width, slice.Height), SKRect.Create(size.Width, size.Height));
        DrawPart(surface.Canvas, picture, whole, frame);
        if (roi is { } region)
        {
            var box = SKRect.Create((float)region.X, (float)region.Y, (float)region.Width, (float)region.Height);
            DrawOutline(surface.Canvas, KeyImageLayout.Place(box, whole, frame), frame, Muted, null);
        }

        return Encode(surface);
    }

    private static SKImage Picture(GreyImage slice, VoiWindow window)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(slice.Width, slice.Height, SKColorType.Gray8, SKAlphaType.Opaque));
        var pixels = bitmap.GetPixelSpan();
        for (var row = 0; row < slice.Height; row++)
        {
            var line = pixels[(row * bitmap.RowBytes)..];
            for (var column = 0; column < slice.Width; column++)
            {
                line[column] = window.Grey(slice.Pixels[(row * slice.Width) + column]);
            }
        }

        return SKImage.FromBitmap(bitmap);
    }

    private static void DrawPart(SKCanvas canvas, SKImage slice, SKRect part, SKRect frame)
    {
        var enlarged = frame.Width >= part.Width;
        canvas.DrawImage(
            slice,
            part,
            frame,
            enlarged ? new SKSamplingOptions(SKCubicResampler.Mitchell) : new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    /// <summary>The region on the large picture, and what of the slice that picture shows on the small one.</summary>
    private static void DrawOutlines(SKCanvas canvas, KeyImageContent content, RegionOfInterest roi, KeyImageLayout layout)
    {
        var region = SKRect.Create((float)roi.X, (float)roi.Y, (float)roi.Width, (float)roi.Height);
        using var dashes = content.Status == SliceStatus.Abstained ? SKPathEffect.CreateDash([5, 4], 0) : null;
        DrawOutline(canvas, KeyImageLayout.Place(region, layout.Shown, layout.Large), layout.Large, (content.ReaderGrade ?? content.ModelGrade) is { } grade ? Fill(grade) : Muted, dashes);
        if (layout.IsCropped)
        {
            DrawOutline(canvas, KeyImageLayout.Place(layout.Shown, SKRect.Create(content.Slice.Width, content.Slice.Height), layout.Small), layout.Small, Text, null);
        }
    }

    private static void DrawOutline(SKCanvas canvas, SKRect box, SKRect frame, SKColor colour, SKPathEffect? dashes)
    {
        using var stroke = new SKPaint { IsStroke = true, IsAntialias = true, StrokeWidth = 3, Color = new SKColor(0, 0, 0, 140) };
        canvas.Save();
        canvas.ClipRect(frame);
        canvas.DrawRect(box, stroke);
        stroke.StrokeWidth = 1.25f;
        stroke.Color = colour;
        stroke.PathEffect = dashes;
        canvas.DrawRect(box, stroke);
        canvas.Restore();
    }

    private void DrawMargins(SKCanvas canvas, KeyImageContent content, KeyImageLayout layout)
    {
        var frame = layout.Large;
        using var font = new SKFont(_fonts.Bold, 14);
        using var paint = new SKPaint { IsAntialias = true, Color = Muted };
        if (content.Directions is { } sides)
        {
            var middle = frame.MidY + 5;
            canvas.DrawText(sides.Left, frame.Left - 5, middle, SKTextAlign.Right, font, paint);
            canvas.DrawText(sides.Right, frame.Right + 5, middle, SKTextAlign.Left, font, paint);
            canvas.DrawText(sides.Top, frame.MidX, frame.Top - 8, SKTextAlign.Center, font, paint);
            canvas.DrawText(sides.Bottom, frame.MidX, frame.Bottom + 18, SKTextAlign.Center, font, paint);
        }

        // A length to compare with, below the picture and not in it.
        var pixelsPerMm = frame.Width / (layout.Shown.Width * content.Slice.ColumnSpacingMm);
        var lengthMm = new[] { 100, 50, 20, 10, 5 }.FirstOrDefault(mm => mm * pixelsPerMm <= frame.Width * 0.3, 2);
        var length = (float)(lengthMm * pixelsPerMm);
        var y = frame.Bottom + 13;
        using var ruler = new SKPaint { IsStroke = true, StrokeWidth = 1.5f, Color = Muted };
        canvas.DrawLine(frame.Left, y, frame.Left + length, y, ruler);
        canvas.DrawLine(frame.Left, y - 4, frame.Left, y + 4, ruler);
        canvas.DrawLine(frame.Left + length, y - 4, frame.Left + length, y + 4, ruler);
        using var small = new SKFont(_fonts.Regular, 12);
        canvas.DrawText($"{lengthMm} mm", frame.Left + length + 7, y + 4, SKTextAlign.Left, small, paint);
        if (content.Measured is { } measured)
        {
            paint.Color = Text;
            canvas.DrawText(Fitted(measured, small, (frame.Width / 2) - Padding), frame.Right, y + 4, SKTextAlign.Right, small, paint);
        }
    }

    private void DrawFacts(SKCanvas canvas, KeyImageContent content, KeyImageLayout layout)
    {
        var (left, top) = (layout.Facts.Left, layout.Facts.Top);
        new GradeChips(_fonts).Draw(canvas, content, left, top);
        using var large = new SKFont(_fonts.Bold, 34);
        using var normal = new SKFont(_fonts.Bold, 18);
        using var small = new SKFont(_fonts.Regular, 13);
        using var paint = new SKPaint { IsAntialias = true, Color = Text };
        canvas.DrawText(GradeChips.Sentence(content), left, top + GradeChips.Height + 30, SKTextAlign.Left, normal, paint);
        canvas.DrawText(content.Level ?? Position(content) ?? $"Slice {content.SliceNumber}", left, top + GradeChips.Height + 104, SKTextAlign.Left, large, paint);
        paint.Color = Muted;
        canvas.DrawText(GradeChips.Source(content), left, top + GradeChips.Height + 52, SKTextAlign.Left, small, paint);
        var place = $"Slice {content.SliceNumber} of {content.SliceCount}" + (content.Part is { } part ? $", {part}" : "") + (content.Level is null || Position(content) is null ? "" : $", at {Position(content)}");
        canvas.DrawText(place, left, top + GradeChips.Height + 128, SKTextAlign.Left, small, paint);
        if (GradeChips.Canal(content) is { } canal)
        {
            canvas.DrawText(canal, left, top + GradeChips.Height + 70, SKTextAlign.Left, small, paint);
        }
        if (content.Patient is { } patient)
        {
            DrawPatient(canvas, patient, new SKPoint(left, top + GradeChips.Height + 160), layout.Facts.Width);
        }
    }

    private void DrawPatient(SKCanvas canvas, KeyImagePatient patient, SKPoint at, float width)
    {
        using var bold = new SKFont(_fonts.Bold, 15);
        using var small = new SKFont(_fonts.Regular, 13);
        using var paint = new SKPaint { IsAntialias = true, Color = Text };
        canvas.DrawText(Fitted(patient.Names.FirstOrDefault(name => DrawableText.IsDrawable(name, bold)) ?? $"Name{InTheRecord}", bold, width), at.X, at.Y, SKTextAlign.Left, bold, paint);
        foreach (var (number, fact) in patient.Facts.Index())
        {
            canvas.DrawText(Fitted(DrawableText.IsDrawable(fact, small) ? fact : InsteadOf(fact), small, width), at.X, at.Y + (18 * (number + 1)), SKTextAlign.Left, small, paint);
        }
    }

    /// <summary>"ID: see the study's record" for an ID in letters that cannot be written.</summary>
    private static string InsteadOf(string fact) => $"{(fact.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? fact[..end] : "One fact")}{InTheRecord}";

    private static string Fitted(string text, SKFont font, float width)
    {
        if (font.MeasureText(text) <= width)
        {
            return text;
        }

        var length = text.Length;
        while (length > 1 && font.MeasureText(text[..length] + "…") > width)
        {
            length--;
        }

        return text[..length].TrimEnd() + "…";
    }

    private void DrawBand(SKCanvas canvas, KeyImageContent content, SKRect band)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = Surface };
        canvas.DrawRect(band, paint);
        paint.Color = Line;
        canvas.DrawRect(SKRect.Create(band.Left, band.Top, band.Width, 1), paint);
        using var notice = new SKFont(_fonts.Regular, 15);
        using var small = new SKFont(_fonts.Regular, 12);
        var pipeline = content.Pipeline ?? "";
        var besides = notice.MeasureText(ResearchNotice) + small.MeasureText(pipeline) + (3 * Padding) <= band.Width;
        paint.Color = Text;
        canvas.DrawText(ResearchNotice, band.Left + Padding, band.Top + (besides ? 32 : 22), SKTextAlign.Left, notice, paint);
        paint.Color = Muted;
        canvas.DrawText(pipeline, besides ? band.Right - Padding : band.Left + Padding, band.Top + (besides ? 32 : 41), besides ? SKTextAlign.Right : SKTextAlign.Left, small, paint);
    }

    internal static SKColor Fill(BilskyGrade grade) => SKColor.Parse(GradeColours.Of(grade).Fill);

    private static string? Position(KeyImageContent content) =>
        content.PositionMm is { } mm ? $"{mm.ToString("0.#", CultureInfo.InvariantCulture).Replace('-', '−')} mm" : null;

    private static byte[] Encode(SKSurface surface)
    {
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
