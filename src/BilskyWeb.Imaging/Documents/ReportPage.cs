using System.Globalization;
using BilskyWeb.Imaging.Rendering;
using PdfSharp;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace BilskyWeb.Imaging.Documents;

/// <summary>Sets text and pictures one below the other on A4 and turns the page; every page says whose it is and that it is research.</summary>
internal sealed class ReportPage : IDisposable
{
    public const double Left = 48;
    private const double Bottom = 784;

    private readonly PdfDocument _document;
    private readonly Action<XGraphics> _head;
    private XGraphics _graphics = null!;

    /// <param name="document">Receives the pages.</param>
    /// <param name="head">Draws what stands on top of each page, above <see cref="Top"/>.</param>
    public ReportPage(PdfDocument document, Action<XGraphics> head)
    {
        (_document, _head) = (document, head);
        Turn();
    }

    public static double Width => 595 - (2 * Left);

    public const double Top = 112;

    public static XColor Ink { get; } = XColor.FromArgb(0x1B, 0x22, 0x2A);

    public static XColor Muted { get; } = XColor.FromArgb(0x5A, 0x66, 0x72);

    public static XColor Line { get; } = XColor.FromArgb(0xC9, 0xD1, 0xD9);

    public double Y { get; set; }

    public XGraphics Graphics => _graphics;

    /// <summary>Turns the page where less than this is left.</summary>
    public void Need(double height)
    {
        if (Y + height > Bottom)
        {
            Turn();
        }
    }

    public void Heading(string text)
    {
        Need(44);
        Y += 12;
        _graphics.DrawString(text, ReportFonts.Bold(10.5), new XSolidBrush(Ink), Left, Y + 10);
        _graphics.DrawLine(new XPen(Line, 0.8), Left, Y + 15, Left + Width, Y + 15);
        Y += 24;
    }

    /// <summary>Text over the whole width, wrapped.</summary>
    public void Paragraph(string text, double size = 9.5, bool bold = false, XColor? colour = null) => Block(text, Left, Width, size, bold, colour);

    /// <summary>Text in a column, wrapped; moves on below it.</summary>
    public void Block(string text, double x, double width, double size, bool bold = false, XColor? colour = null)
    {
        var font = bold ? ReportFonts.Bold(size) : ReportFonts.Regular(size);
        var step = size * 1.38;
        foreach (var line in Wrapped(DrawableText.Written(text), font, width))
        {
            Need(step);
            _graphics.DrawString(line, font, new XSolidBrush(colour ?? Ink), x, Y + size);
            Y += step;
        }
    }

    public IReadOnlyList<string> Wrapped(string text, XFont font, double width)
    {
        List<string> lines = [];
        foreach (var paragraph in text.Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Pieces(word, font, width)))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (line.Length > 0 && _graphics.MeasureString(longer, font).Width > width)
                {
                    lines.Add(line);
                    longer = word;
                }

                line = longer;
            }

            lines.Add(line);
        }

        return lines;
    }

    public void Dispose()
    {
        _graphics.Dispose();
        for (var i = 0; i < _document.PageCount; i++)
        {
            using var graphics = XGraphics.FromPdfPage(_document.Pages[i], XGraphicsPdfPageOptions.Append);
            graphics.DrawLine(new XPen(Line, 0.8), Left, 796, Left + Width, 796);
            graphics.DrawString($"{KeyImageRenderer.ResearchNotice}.", ReportFonts.Bold(8), new XSolidBrush(Ink), Left, 809);
            graphics.DrawString(string.Create(CultureInfo.InvariantCulture, $"Page {i + 1} of {_document.PageCount}"), ReportFonts.Regular(8), new XSolidBrush(Muted), new XRect(Left, 800, Width, 12), XStringFormats.TopRight);
        }
    }

    // A word longer than a line, an identifier for example, is cut: nothing runs off the page.
    private IEnumerable<string> Pieces(string word, XFont font, double width)
    {
        while (word.Length > 1 && _graphics.MeasureString(word, font).Width > width)
        {
            var length = Math.Max(1, (int)(word.Length * width / _graphics.MeasureString(word, font).Width) - 1);
            if (char.IsHighSurrogate(word[length - 1]))
            {
                length++;
            }

            yield return word[..length];
            word = word[length..];
        }

        yield return word;
    }

    private void Turn()
    {
        _graphics?.Dispose();
        var page = _document.AddPage();
        page.Size = PageSize.A4;
        _graphics = XGraphics.FromPdfPage(page);
        _head(_graphics);
        Y = Top;
    }
}
