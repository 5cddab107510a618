using System.Globalization;
using System.Text;
using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Imaging.Labels;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Http;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>
/// All reads of a study as CSV, in the form that <c>agree</c> reads: cases and studies by their number in the reader study, never by anything of
/// the patient's.
/// </summary>
internal sealed class ExportReads(ShowResults results, AuditTrail trail)
{
    public async Task<Result<string>> HandleAsync(Actor actor, Guid readerStudyId, CancellationToken cancellationToken)
    {
        var shown = await results.HandleAsync(actor, readerStudyId, cancellationToken);
        if (!shown.IsOk)
        {
            return shown.Error!;
        }

        await trail.RecordAsync(actor, AuditAction.ExportedReads, detail: readerStudyId.ToString(), cancellationToken: cancellationToken);
        return Write(shown.Value);
    }

    /// <summary>Names that no reader's column may have.</summary>
    internal static IReadOnlyList<string> OwnColumns { get; } = ["item", "study", ShowResults.Model, ShowResults.Model + ".high", ShowResults.Consensus, ExportNotice.Column];

    internal static string Write(ReaderStudyResults results)
    {
        var text = new StringBuilder("item,study");
        var names = results.Readers.Select(r => r.Name).ToList();
        foreach (var column in names.Append(ShowResults.Model).Append(ShowResults.Model + ".high").Concat(names.Select(n => n + ".seconds")).Concat(results.ClosedAt is null ? [] : [ShowResults.Consensus]))
        {
            text.Append(',').Append(CsvCell.Of(column));
        }

        text.Append(',').AppendLine(ExportNotice.Column);
        foreach (var item in results.Cases)
        {
            text.Append(CultureInfo.InvariantCulture, $"{item.Number},{item.StudyNumber}");
            foreach (var answer in item.Answers.Append(item.Model))
            {
                text.Append(',').Append(results.Question.TextOf(answer));
            }

            text.Append(CultureInfo.InvariantCulture, $",{(item.Model is null ? "" : item.ModelHighGradeProbability.ToString("R", CultureInfo.InvariantCulture))}");
            foreach (var seconds in item.Seconds)
            {
                text.Append(CultureInfo.InvariantCulture, $",{seconds:0.0}");
            }

            if (results.ClosedAt is not null)
            {
                text.Append(',').Append(results.Question.TextOf(item.Consensus));
            }

            text.Append(',').AppendLine(ExportNotice.Cell);
        }

        return text.ToString();
    }
}
