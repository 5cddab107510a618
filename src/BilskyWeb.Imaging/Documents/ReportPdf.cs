using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Imaging.Rendering;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace BilskyWeb.Imaging.Documents;

/// <summary>The report as a person reads it: who, what was examined, what was found on which level by whom, key images, signature. Thread-safe.</summary>
public static class ReportPdf
{
    private const string Title = "MRI of the spine: epidural spinal cord compression";

    private static readonly (string Label, double X)[] Columns = [("Level", 0), ("Grade", 112), ("Reader", 196), ("Model", 248), ("P(high)", 300), ("Measured on the key slice", 350)];

    /// <summary>Writes the file.</summary>
    /// <param name="content">What it says.</param>
    /// <exception cref="FileNotFoundException">No font is installed; the message says what to install.</exception>
    public static byte[] Write(ReportContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var decision = content.Decision;
        using var document = new PdfDocument();

        // No name in it: the title of a file shows in places where its content does not.
        document.Info.Title = Title;
        document.Info.Author = DocumentHead.Maker;
        document.Info.CreationDate = decision.SignedAt.UtcDateTime;
        var name = content.Names.FirstOrDefault(DrawableText.IsDrawable) ?? "Name: see the study's record";
        var id = content.PatientId.Length == 0 ? "no patient ID" : DrawableText.IsDrawable(content.PatientId) ? $"ID {content.PatientId}" : "ID: see the study's record";
        using (var page = new ReportPage(document, graphics => Head(graphics, name, $"{id} · {content.BirthDate}", decision)))
        {
            Facts(page, content.Facts);
            Conclusion(page, decision);
            page.Heading("What was examined");
            page.Paragraph(decision.Coverage);
            page.Paragraph($"Graded by {decision.Algorithm.Name}, {decision.Algorithm.Version}.", 8, colour: ReportPage.Muted);
            Levels(page, decision.Findings);
            Signature(page, content);
            Pictures(page, content.Pictures, decision.KeyImages.Count);
        }

        using var file = new MemoryStream();
        document.Save(file, closeStream: false);
        return file.ToArray();
    }

    // Two identifiers on every page: a sheet that falls out of a folder still says whose it is.
    private static void Head(XGraphics graphics, string name, string identifiers, DocumentContent decision)
    {
        graphics.DrawString(Title, ReportFonts.Bold(13), new XSolidBrush(ReportPage.Ink), ReportPage.Left, 50);
        var version = decision.Version == 1 ? "Signed report" : $"Version {decision.Version}, replaces earlier ones";
        graphics.DrawString(version, ReportFonts.Regular(8.5), new XSolidBrush(ReportPage.Muted), ReportPage.Left, 64);
        graphics.DrawRectangle(new XSolidBrush(XColor.FromArgb(0xEE, 0xF2, 0xF6)), ReportPage.Left, 72, ReportPage.Width, 30);
        var bold = ReportFonts.Bold(10.5);
        var regular = ReportFonts.Regular(9);
        var room = ReportPage.Width - 24 - graphics.MeasureString(identifiers, regular).Width - 12;
        var cut = name;
        while (cut.Length > 4 && graphics.MeasureString(cut, bold).Width > Math.Max(room, 120))
        {
            cut = cut[..^2].TrimEnd('…') + "…";
        }

        graphics.DrawString(cut, bold, new XSolidBrush(ReportPage.Ink), ReportPage.Left + 10, 91);
        graphics.DrawString(identifiers, regular, new XSolidBrush(ReportPage.Ink), new XRect(ReportPage.Left, 72, ReportPage.Width - 10, 30), XStringFormats.CenterRight);
    }

    private static void Facts(ReportPage page, IReadOnlyList<ReportFact> facts)
    {
        const double LabelWidth = 84;
        var column = ReportPage.Width / 2;
        foreach (var pair in facts.Chunk(2))
        {
            page.Need(16);
            var (top, lowest) = (page.Y, page.Y);
            foreach (var (fact, i) in pair.Select((f, i) => (f, i)))
            {
                page.Y = top;
                var x = ReportPage.Left + (i * column);
                page.Graphics.DrawString(fact.Label, ReportFonts.Regular(8.5), new XSolidBrush(ReportPage.Muted), x, top + 9.5);
                page.Block(DrawableText.IsDrawable(fact.Value) ? fact.Value : "see the study's record", x + LabelWidth, column - LabelWidth - 8, 9.5);
                lowest = Math.Max(lowest, page.Y);
            }

            page.Y = lowest + 2;
        }
    }

    private static void Conclusion(ReportPage page, DocumentContent decision)
    {
        page.Heading("Conclusion");
        const double ChipWidth = 74;
        var top = page.Y;
        Chip(page, ReportPage.Left, top, ChipWidth, 34, decision.Grade, 17);
        page.Block(decision.Conclusion, ReportPage.Left + ChipWidth + 14, ReportPage.Width - ChipWidth - 14, 10.5, bold: true);
        if (decision.Reason is { } reason)
        {
            page.Block($"Why this version: {reason}", ReportPage.Left + ChipWidth + 14, ReportPage.Width - ChipWidth - 14, 9);
        }

        page.Y = Math.Max(page.Y, top + 36) + 2;
    }

    private static void Levels(ReportPage page, IReadOnlyList<DocumentFinding> findings)
    {
        page.Heading("Levels");
        if (findings.Count == 0)
        {
            page.Paragraph("No level has a grade.");
            return;
        }

        foreach (var (label, x) in Columns)
        {
            page.Graphics.DrawString(label, ReportFonts.Regular(8), new XSolidBrush(ReportPage.Muted), ReportPage.Left + x, page.Y + 8);
        }

        page.Y += 14;
        foreach (var finding in findings)
        {
            page.Need(30);
            var top = page.Y;
            Chip(page, ReportPage.Left + Columns[1].X, top, 60, 15, finding.Grade, 9);
            string[] cells = ["", "", finding.ReaderGrade?.ToText() ?? "not read", finding.ModelGrade?.ToText() ?? "none", finding.HighGradeProbability?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–"];
            for (var i = 2; i < cells.Length; i++)
            {
                page.Graphics.DrawString(cells[i], ReportFonts.Regular(9), new XSolidBrush(ReportPage.Ink), ReportPage.Left + Columns[i].X, top + 11);
            }

            page.Y = top + 1;
            page.Block(finding.Place, ReportPage.Left, Columns[1].X - 8, 9.5, bold: true);
            var lowest = page.Y;
            page.Y = top + 1;
            page.Block(finding.Measured is { } measured ? GeometryText.Short(measured) : "–", ReportPage.Left + Columns[5].X, ReportPage.Width - Columns[5].X, 8.5);
            page.Y = Math.Max(Math.Max(page.Y, lowest), top + 18) + 3;
        }

        page.Paragraph("Grade: what counts. Reader: what a person gave the key slice. Model and P(high): the model's grade of it and its probability of 1c, 2 or 3. High grade begins at 1c.", 7.5, colour: ReportPage.Muted);
    }

    private static void Signature(ReportPage page, ReportContent content)
    {
        var decision = content.Decision;
        page.Heading("Signature");
        page.Paragraph($"Read and signed by {decision.SignedBy}, {content.SignedAt}, for {decision.Organization}.", 9.5, bold: true);
        page.Paragraph("Signed electronically. The grades above are a research model's, confirmed or changed by the signer; they are no diagnosis.", 8, colour: ReportPage.Muted);
    }

    private static void Pictures(ReportPage page, IReadOnlyList<ReportPicture> pictures, int chosen)
    {
        if (chosen == 0)
        {
            return;
        }

        // One or two are large; more stand side by side, so that two pages are enough.
        var perRow = pictures.Count > 2 ? 2 : 1;
        var width = pictures.Count == 2 ? 410 : (ReportPage.Width - ((perRow - 1) * 12)) / perRow;

        // No heading alone at the foot of a page.
        page.Need(pictures.Count == 0 ? 60 : 60 + (width * 0.72));
        page.Heading(chosen == 1 ? "Key image" : "Key images");
        if (pictures.Count < chosen)
        {
            page.Paragraph($"{chosen - pictures.Count} of {chosen} could not be drawn: the archive no longer holds the image, or it cannot be read.", 9);
        }

        foreach (var row in pictures.Chunk(perRow))
        {
            var images = row.Select(p => XImage.FromStream(new MemoryStream(p.Png))).ToList();
            var height = images.Max(image => width * image.PixelHeight / image.PixelWidth);
            page.Need(height + 20);
            var top = page.Y;
            for (var i = 0; i < row.Length; i++)
            {
                using var image = images[i];
                var x = ReportPage.Left + (i * (width + 12));
                page.Graphics.DrawImage(image, x, top, width, width * image.PixelHeight / image.PixelWidth);
                page.Y = top + height + 2;
                page.Block(row[i].Caption, x, width, 8.5);
            }

            page.Y += 6;
        }
    }

    private static void Chip(ReportPage page, double x, double y, double width, double height, BilskyGrade? grade, double size)
    {
        var box = new XRect(x, y, width, height);
        if (grade is not { } given)
        {
            page.Graphics.DrawRectangle(new XPen(ReportPage.Ink, 1), box);
            page.Graphics.DrawString("No grade", ReportFonts.Bold(Math.Min(size, 11)), new XSolidBrush(ReportPage.Ink), box, XStringFormats.Center);
            return;
        }

        var colour = GradeColours.Of(given);
        page.Graphics.DrawRoundedRectangle(new XSolidBrush(Colour(colour.Fill)), box, new XSize(6, 6));
        page.Graphics.DrawString(size > 12 ? $"Bilsky {given.ToText()}" : given.ToText(), ReportFonts.Bold(size > 12 ? 12.5 : size), new XSolidBrush(Colour(colour.Text)), box, XStringFormats.Center);
    }

    private static XColor Colour(string hex) =>
        XColor.FromArgb(int.Parse(hex.AsSpan(1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture), int.Parse(hex.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture), int.Parse(hex.AsSpan(5, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
