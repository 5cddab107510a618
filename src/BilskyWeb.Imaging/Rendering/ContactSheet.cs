using System.Runtime.InteropServices;
using SkiaSharp;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>A point marked in a picture, as shares of its width and height from the top left.</summary>
public readonly record struct SheetMark(double X, double Y);

/// <summary>One picture of a contact sheet.</summary>
/// <param name="Grey">Row-major, 0 black to 255 white, <see cref="ContactSheet.Side"/> × <see cref="ContactSheet.Side"/>.</param>
/// <param name="Lines">Written below it; at most <see cref="ContactSheet.MostLines"/>.</param>
/// <param name="Truth">A circle: where it is; null where nothing is known.</param>
/// <param name="Answer">A cross: where it was said to be; null where nothing was said.</param>
public sealed record SheetCell(byte[] Grey, IReadOnlyList<string> Lines, SheetMark? Truth, SheetMark? Answer);

/// <summary>Pictures under a heading.</summary>
/// <param name="Heading">Written above them.</param>
/// <param name="Cells">In the order shown.</param>
public sealed record SheetSection(string Heading, IReadOnlyList<SheetCell> Cells);

/// <summary>Draws a sheet of small pictures with what is to be said of each.</summary>
public static class ContactSheet
{
    /// <summary>Pixels along each side of a picture.</summary>
    public const int Side = 180;

    /// <summary>Lines of text below a picture.</summary>
    public const int MostLines = 3;

    private const int MostTitleLines = 2, Columns = 6, Gap = 14, Margin = 20, Line = 16, HeadingHeight = 44;
    private const int CellHeight = Side + (MostLines * Line) + Gap + 6;

    // The marks differ in shape as well as in colour, and have a dark rim: pictures are bright and dark.
    private static readonly SKColor Ink = SKColor.Parse("#1A1F24"), TruthColour = SKColor.Parse("#4CD98A"), AnswerColour = SKColor.Parse("#FFA43B");

    /// <summary>Draws the sheet.</summary>
    /// <param name="title">Written on top, in one or two lines.</param>
    /// <param name="sections">From top to bottom.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="FileNotFoundException">No font is installed; the message says what to install.</exception>
    public static byte[] Draw(string title, IReadOnlyList<SheetSection> sections)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(sections);
        var fonts = DejaVuFonts.Load();
        var width = (2 * Margin) + (Columns * (Side + Gap)) - Gap;
        var height = (2 * Margin) + HeadingHeight + sections.Sum(s => HeadingHeight + (Rows(s) * CellHeight));
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        using var text = new SKFont(fonts.Regular, 12);
        using var bold = new SKFont(fonts.Bold, 15);
        using var ink = new SKPaint { Color = Ink, IsAntialias = true };
        foreach (var (line, i) in title.Split('\n').Take(MostTitleLines).Select((line, i) => (line, i)))
        {
            canvas.DrawText(line, Margin, Margin + ((i + 1) * Line), SKTextAlign.Left, text, ink);
        }

        float top = Margin + HeadingHeight;
        foreach (var section in sections)
        {
            canvas.DrawText(section.Heading, Margin, top + 20, SKTextAlign.Left, bold, ink);
            top += HeadingHeight;
            for (var i = 0; i < section.Cells.Count; i++)
            {
                DrawCell(canvas, section.Cells[i], Margin + (i % Columns * (Side + Gap)), top + (i / Columns * CellHeight), text, ink);
            }

            top += Rows(section) * CellHeight;
        }

        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static int Rows(SheetSection section) => (section.Cells.Count + Columns - 1) / Columns;

    private static void DrawCell(SKCanvas canvas, SheetCell cell, float left, float top, SKFont text, SKPaint ink)
    {
        if (cell.Grey.Length != Side * Side)
            throw new ArgumentException($"{cell.Grey.Length} pixels do not make a picture of {Side} × {Side}.", nameof(cell));
        using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Gray8, SKAlphaType.Opaque));
        for (var row = 0; row < Side; row++)
        {
            Marshal.Copy(cell.Grey, row * Side, bitmap.GetPixels() + (row * bitmap.RowBytes), Side);
        }

        canvas.DrawBitmap(bitmap, left, top, new SKSamplingOptions(SKFilterMode.Nearest));
        if (cell.Truth is { } truth)
            Mark(canvas, TruthColour, path => path.AddCircle(left + (float)(truth.X * Side), top + (float)(truth.Y * Side), 7));
        if (cell.Answer is { } answer)
            Mark(canvas, AnswerColour, path => Cross(path, left + (float)(answer.X * Side), top + (float)(answer.Y * Side)));
        for (var i = 0; i < Math.Min(cell.Lines.Count, MostLines); i++)
        {
            canvas.DrawText(cell.Lines[i], left, top + Side + ((i + 1) * Line), SKTextAlign.Left, text, ink);
        }
    }

    private static void Cross(SKPathBuilder path, float x, float y)
    {
        const float reach = 6;
        path.MoveTo(x - reach, y - reach);
        path.LineTo(x + reach, y + reach);
        path.MoveTo(x + reach, y - reach);
        path.LineTo(x - reach, y + reach);
    }

    private static void Mark(SKCanvas canvas, SKColor colour, Action<SKPathBuilder> shape)
    {
        using var builder = new SKPathBuilder();
        shape(builder);
        using var path = builder.Detach();
        using var rim = new SKPaint { Color = Ink, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 4 };
        using var paint = new SKPaint { Color = colour, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 2 };
        canvas.DrawPath(path, rim);
        canvas.DrawPath(path, paint);
    }
}
