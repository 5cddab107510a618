using System.Globalization;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Pixels;
using SkiaSharp;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>
/// Draws key images: the slice alone on black, true to its proportions, and below it a band with grade, level, place in the series and
/// the research notice. Nothing lies over the picture but the region's thin outline, which runs round the canal and never across it.
/// Thread-safe.
/// </summary>
public sealed class KeyImageRenderer
{
    /// <summary>The notice on every exported image.</summary>
    public const string ResearchNotice = "Research model, trained on synthetic data, not for clinical use";

    private const int PictureSide = 640;
    private const int NarrowestCanvas = 640;
    private const int Margin = 26;
    private const int Band = 116;
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
    /// <returns>A PNG file, at least 640 pixels wide.</returns>
    public byte[] Render(KeyImageContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var picture = PictureSize(content.Slice, PictureSide);
        var width = Math.Max(NarrowestCanvas, picture.Width + (2 * Margin));
        var height = picture.Height + (2 * Margin) + Band;
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.Black);
        var frame = SKRect.Create((width - picture.Width) / 2, Margin, picture.Width, picture.Height);
        DrawSlice(canvas, content.Slice, content.Window, frame);
        if (content is { ShowRoi: true, Roi: { } roi })
        {
            DrawRoi(canvas, content, roi, frame);
        }

        DrawMargins(canvas, content, frame, width);
        DrawBand(canvas, content, SKRect.Create(0, height - Band, width, Band));
        return Encode(surface);
    }

    /// <summary>Draws a small picture of a slice, true to its proportions, without any mark.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="window">How its intensities are shown.</param>
    /// <param name="side">Longer side in pixels, 16 to 1024.</param>
    /// <returns>A PNG file.</returns>
    public static byte[] Thumbnail(GreyImage slice, VoiWindow window, int side = 160)
    {
        ArgumentNullException.ThrowIfNull(slice);
        var size = PictureSize(slice, Math.Clamp(side, 16, 1024));
        using var surface = SKSurface.Create(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.Black);
        DrawSlice(surface.Canvas, slice, window, SKRect.Create(size.Width, size.Height));
        return Encode(surface);
    }

    /// <summary>Pixels of the drawn picture: the longer side as asked, the other by millimetres, not by pixels.</summary>
    internal static SKSizeI PictureSize(GreyImage slice, int longSide)
    {
        var (widthMm, heightMm) = (slice.Width * slice.ColumnSpacingMm, slice.Height * slice.RowSpacingMm);
        var scale = longSide / Math.Max(widthMm, heightMm);
        return new SKSizeI(Math.Max(1, (int)Math.Round(widthMm * scale)), Math.Max(1, (int)Math.Round(heightMm * scale)));
    }

    private static void DrawSlice(SKCanvas canvas, GreyImage slice, VoiWindow window, SKRect frame)
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

        using var image = SKImage.FromBitmap(bitmap);
        var enlarged = frame.Width >= slice.Width;
        canvas.DrawImage(
            image,
            frame,
            enlarged ? new SKSamplingOptions(SKCubicResampler.Mitchell) : new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
    }

    private static void DrawRoi(SKCanvas canvas, KeyImageContent content, RegionOfInterest roi, SKRect frame)
    {
        var (sx, sy) = (frame.Width / content.Slice.Width, frame.Height / content.Slice.Height);
        var box = SKRect.Create(frame.Left + ((float)roi.X * sx), frame.Top + ((float)roi.Y * sy), (float)roi.Width * sx, (float)roi.Height * sy);
        using var stroke = new SKPaint { IsStroke = true, IsAntialias = true, StrokeWidth = 3, Color = new SKColor(0, 0, 0, 140) };
        canvas.Save();
        canvas.ClipRect(frame);
        canvas.DrawRect(box, stroke);
        stroke.StrokeWidth = 1.25f;
        stroke.Color = (content.ReaderGrade ?? content.ModelGrade) is { } grade ? Fill(grade) : Muted;
        stroke.PathEffect = content.Status == SliceStatus.Abstained ? SKPathEffect.CreateDash([5, 4], 0) : null;
        canvas.DrawRect(box, stroke);
        canvas.Restore();
    }

    private void DrawMargins(SKCanvas canvas, KeyImageContent content, SKRect frame, int width)
    {
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
        var pixelsPerMm = frame.Width / (content.Slice.Width * content.Slice.ColumnSpacingMm);
        var lengthMm = new[] { 100, 50, 20, 10, 5 }.FirstOrDefault(mm => mm * pixelsPerMm <= width * 0.3, 2);
        var length = (float)(lengthMm * pixelsPerMm);
        var y = frame.Bottom + 13;
        using var ruler = new SKPaint { IsStroke = true, StrokeWidth = 1.5f, Color = Muted };
        canvas.DrawLine(Margin, y, Margin + length, y, ruler);
        canvas.DrawLine(Margin, y - 4, Margin, y + 4, ruler);
        canvas.DrawLine(Margin + length, y - 4, Margin + length, y + 4, ruler);
        using var small = new SKFont(_fonts.Regular, 12);
        canvas.DrawText($"{lengthMm} mm", Margin + length + 7, y + 4, SKTextAlign.Left, small, paint);
    }

    private void DrawBand(SKCanvas canvas, KeyImageContent content, SKRect band)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = Surface };
        canvas.DrawRect(band, paint);
        paint.Color = Line;
        canvas.DrawRect(SKRect.Create(band.Left, band.Top, band.Width, 1), paint);

        var chips = new GradeChips(_fonts);
        var right = chips.Draw(canvas, content, band.Left + Padding, band.Top + 15);
        using var large = new SKFont(_fonts.Bold, 26);
        using var normal = new SKFont(_fonts.Regular, 15);
        using var small = new SKFont(_fonts.Regular, 12);
        paint.Color = Text;
        canvas.DrawText(content.Level ?? Position(content) ?? $"Slice {content.SliceNumber}", band.Right - Padding, band.Top + 42, SKTextAlign.Right, large, paint);
        canvas.DrawText(GradeChips.Sentence(content), right + 14, band.Top + 32, SKTextAlign.Left, normal, paint);
        paint.Color = Muted;
        canvas.DrawText(GradeChips.Source(content), right + 14, band.Top + 52, SKTextAlign.Left, small, paint);
        var place = $"Slice {content.SliceNumber} of {content.SliceCount}" + (content.Level is null || Position(content) is null ? "" : $", at {Position(content)}");
        canvas.DrawText(place, band.Right - Padding, band.Top + 64, SKTextAlign.Right, small, paint);

        paint.Color = Line;
        canvas.DrawRect(SKRect.Create(band.Left + Padding, band.Top + 76, band.Width - (2 * Padding), 1), paint);
        paint.Color = Text;
        canvas.DrawText(ResearchNotice, band.Left + Padding, band.Top + 94, SKTextAlign.Left, small, paint);
        if (content.Pipeline is { Length: > 0 } pipeline)
        {
            using var tiny = new SKFont(_fonts.Regular, 10);
            paint.Color = Muted;
            canvas.DrawText(pipeline, band.Left + Padding, band.Top + 108, SKTextAlign.Left, tiny, paint);
        }
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
