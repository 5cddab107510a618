using BilskyWeb.Core.Grading;
using SkiaSharp;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>
/// Draws the grade: the model's as an outline, a person's filled, both where they differ. Abstained is a dashed, hollow "?",
/// excluded is struck through.
/// </summary>
internal sealed class GradeChips(DejaVuFonts fonts)
{
    /// <summary>Height of a chip.</summary>
    public const float Height = 64;

    private const float Width = 92;
    private const float Gap = 10;

    private static readonly SKColor Text = SKColor.Parse("#E6EBF0");
    private static readonly SKColor Muted = SKColor.Parse("#9AA7B4");

    /// <summary>Draws the chips from a corner on; gives the right edge of the last one.</summary>
    public float Draw(SKCanvas canvas, KeyImageContent content, float left, float top)
    {
        if (content.ReaderGrade is { } read)
        {
            Filled(canvas, read, left, top);
            if (content.ModelGrade is not { } model || model == read)
            {
                return left + Width;
            }

            Outlined(canvas, model.ToText(), KeyImageRenderer.Fill(model), left + Width + Gap, top, dashed: false);
            return left + (2 * Width) + Gap;
        }

        if (content is { Status: SliceStatus.Graded, ModelGrade: { } grade })
        {
            Outlined(canvas, grade.ToText(), KeyImageRenderer.Fill(grade), left, top, dashed: false);
        }
        else
        {
            Outlined(canvas, content.Status == SliceStatus.Abstained ? "?" : "–", Muted, left, top, dashed: true);
            if (content.Status == SliceStatus.Excluded)
            {
                using var strike = new SKPaint { IsStroke = true, IsAntialias = true, StrokeWidth = 2, Color = Muted };
                canvas.DrawLine(left + 6, top + Height - 6, left + Width - 6, top + 6, strike);
            }
        }

        return left + Width;
    }

    /// <summary>The grade in words.</summary>
    public static string Sentence(KeyImageContent content) => (content.ReaderGrade ?? (content.Status == SliceStatus.Graded ? content.ModelGrade : null)) switch
    {
        { } grade => $"Bilsky {grade.ToText()}, {(grade.IsHighGrade() ? "high grade" : "low grade")}",
        null => content.Status switch
        {
            SliceStatus.Abstained => "The model abstains",
            SliceStatus.Excluded => "Excluded from grading",
            SliceStatus.NoCanal => "No canal found",
            SliceStatus.Graded => "Not graded",
        },
    };

    /// <summary>Who says so.</summary>
    public static string Source(KeyImageContent content) => (content.ReaderGrade, content.ModelGrade) switch
    {
        ({ } read, { } model) when read == model => "Confirmed by a reader",
        ({ }, { } model) => $"By a reader; the model says {model.ToText()}",
        ({ }, null) => "By a reader",
        _ => content.Status switch
        {
            SliceStatus.Abstained => content.OpinionsDiffer ? "Prototypes and measurements differ" : "Its evidence is too weak to stand behind a grade",
            SliceStatus.Excluded => "A person has to read this slice",
            SliceStatus.NoCanal => "The model sees no spinal canal in this slice",
            SliceStatus.Graded => content.ModelGrade is null ? ""
                : content.ModelGrade > content.SupportedGrade ? $"By the model, this slice alone; neighbours {content.SupportedGrade.Value.ToText()}"
                : "By the model, not yet confirmed",
        },
    };

    /// <summary>How the canal was found, where it was not plainly seen.</summary>
    public static string? Canal(KeyImageContent content) => content.RoiSource switch
    {
        RoiSource.Neighbours => "Canal not seen, box from its neighbours",
        RoiSource.Faint => "Canal faint, found on the line of its neighbours",
        RoiSource.Seen or null => null,
    };

    private void Filled(SKCanvas canvas, BilskyGrade grade, float left, float top)
    {
        using var paint = new SKPaint { IsAntialias = true, Color = KeyImageRenderer.Fill(grade) };
        canvas.DrawRoundRect(SKRect.Create(left, top, Width, Height), 6, 6, paint);
        paint.Color = SKColor.Parse(GradeColours.Of(grade).Text);
        Label(canvas, grade.ToText(), left, top, paint);
    }

    private void Outlined(SKCanvas canvas, string text, SKColor colour, float left, float top, bool dashed)
    {
        using var paint = new SKPaint { IsStroke = true, IsAntialias = true, StrokeWidth = 3, Color = colour };
        paint.PathEffect = dashed ? SKPathEffect.CreateDash([6, 4], 0) : null;
        canvas.DrawRoundRect(SKRect.Create(left + 1.5f, top + 1.5f, Width - 3, Height - 3), 6, 6, paint);
        paint.PathEffect = null;
        paint.IsStroke = false;
        paint.Color = Text;
        Label(canvas, text, left, top, paint);
    }

    private void Label(SKCanvas canvas, string text, float left, float top, SKPaint paint)
    {
        using var font = new SKFont(fonts.Bold, 40);
        canvas.DrawText(text, left + (Width / 2), top + (Height / 2) + 14, SKTextAlign.Center, font, paint);
    }
}
