using System.Globalization;
using SkiaSharp;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>One line of a chart; a value that is not a number is a gap.</summary>
/// <param name="Name">Written beside it.</param>
/// <param name="Values">One per step.</param>
public sealed record Curve(string Name, IReadOnlyList<double> Values);

/// <summary>Curves that share an axis.</summary>
/// <param name="Title">Written above.</param>
/// <param name="Curves">At most four.</param>
/// <param name="Top">Where the axis ends; the largest value when null. It begins at 0.</param>
public sealed record CurvePanel(string Title, IReadOnlyList<Curve> Curves, double? Top = null);

/// <summary>Draws panels of curves over the same steps, one below the other. Lines differ in dash as well as in colour.</summary>
public static class CurveChart
{
    private const int Width = 900, PanelHeight = 260, Left = 64, Right = 190, Above = 40, Below = 34;

    private static readonly SKColor Ink = SKColor.Parse("#1A1F24"), Faint = SKColor.Parse("#D5DAE0");

    private static readonly (SKColor Colour, float[] Dash)[] Strokes =
    [
        (SKColor.Parse("#0B5CAD"), []), (SKColor.Parse("#B3470D"), [9, 5]), (SKColor.Parse("#1B7A3E"), [2, 4]), (SKColor.Parse("#6B3FA0"), [12, 4, 2, 4]),
    ];

    /// <summary>Draws the chart.</summary>
    /// <param name="panels">From top to bottom.</param>
    /// <param name="steps">What is counted along the lower axis, from 1.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="FileNotFoundException">No font is installed; the message says what to install.</exception>
    public static byte[] Draw(IReadOnlyList<CurvePanel> panels, string steps)
    {
        ArgumentNullException.ThrowIfNull(panels);
        var fonts = DejaVuFonts.Load();
        using var surface = SKSurface.Create(new SKImageInfo(Width, PanelHeight * Math.Max(1, panels.Count), SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Clear(SKColors.White);
        using var text = new SKFont(fonts.Regular, 13);
        using var bold = new SKFont(fonts.Bold, 15);
        for (var i = 0; i < panels.Count; i++)
        {
            var frame = new SKRect(Left, (i * PanelHeight) + Above, Width - Right, ((i + 1) * PanelHeight) - Below);
            DrawPanel(surface.Canvas, panels[i], frame, steps, text, bold);
        }

        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static void DrawPanel(SKCanvas canvas, CurvePanel panel, SKRect frame, string steps, SKFont text, SKFont bold)
    {
        using var ink = new SKPaint { Color = Ink, IsAntialias = true };
        using var grid = new SKPaint { Color = Faint, StrokeWidth = 1 };
        var values = panel.Curves.SelectMany(c => c.Values).Where(double.IsFinite).ToArray();
        var top = panel.Top ?? (values.Length > 0 ? Math.Max(values.Max(), 1e-9) : 1);
        var count = panel.Curves.Max(c => c.Values.Count);
        canvas.DrawText(panel.Title, frame.Left, frame.Top - 14, SKTextAlign.Left, bold, ink);
        for (var quarter = 0; quarter <= 4; quarter++)
        {
            var y = frame.Bottom - (quarter * frame.Height / 4);
            canvas.DrawLine(frame.Left, y, frame.Right, y, grid);
            canvas.DrawText((top * quarter / 4).ToString("0.###", CultureInfo.InvariantCulture), frame.Left - 8, y + 5, SKTextAlign.Right, text, ink);
        }

        canvas.DrawText($"1 to {count} {steps}", frame.MidX, frame.Bottom + 22, SKTextAlign.Center, text, ink);
        for (var i = 0; i < panel.Curves.Count; i++)
        {
            DrawCurve(canvas, panel.Curves[i], Strokes[i % Strokes.Length], frame, top, count);
            DrawName(canvas, panel.Curves[i], Strokes[i % Strokes.Length], frame.Right + 14, frame.Top + 8 + (i * 24), text, ink);
        }
    }

    private static void DrawCurve(SKCanvas canvas, Curve curve, (SKColor Colour, float[] Dash) stroke, SKRect frame, double top, int count)
    {
        using var paint = Paint(stroke);
        using var dot = new SKPaint { Color = stroke.Colour, IsAntialias = true };
        using var path = new SKPathBuilder();
        var open = false;
        for (var i = 0; i < curve.Values.Count; i++)
        {
            var value = curve.Values[i];
            var at = new SKPoint(
                frame.Left + (count > 1 ? frame.Width * i / (count - 1) : frame.Width / 2), frame.Bottom - (float)(Math.Clamp(value / top, 0, 1) * frame.Height));
            if (!double.IsFinite(value))
            {
                open = false;
                continue;
            }

            if (open)
                path.LineTo(at);
            else
                path.MoveTo(at);
            open = true;
            canvas.DrawCircle(at, 3, dot);
        }

        using var line = path.Detach();
        canvas.DrawPath(line, paint);
    }

    private static void DrawName(SKCanvas canvas, Curve curve, (SKColor Colour, float[] Dash) stroke, float x, float y, SKFont text, SKPaint ink)
    {
        using var paint = Paint(stroke);
        canvas.DrawLine(x, y, x + 34, y, paint);
        canvas.DrawText(curve.Name, x + 42, y + 5, SKTextAlign.Left, text, ink);
    }

    private static SKPaint Paint((SKColor Colour, float[] Dash) stroke) => new()
    {
        Color = stroke.Colour,
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeWidth = 2.5f,
        StrokeCap = SKStrokeCap.Round,
        PathEffect = stroke.Dash.Length > 0 ? SKPathEffect.CreateDash(stroke.Dash, 0) : null,
    };
}
