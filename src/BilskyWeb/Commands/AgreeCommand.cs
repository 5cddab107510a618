using System.CommandLine;
using System.Text.Json;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Features.Grading;

namespace BilskyWeb.Commands;

/// <summary>Agreement of readers with a reference, from a CSV file. Tables or JSON on stdout, everything else on stderr.</summary>
internal static class AgreeCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "CSV with a row per item and a column per reader" };
        var reference = new Option<string>("--reference") { Description = "column of the reference standard", Required = true };
        var study = new Option<string?>("--study") { Description = "column of the study, for study-level figures and intervals by study" };
        var item = new Option<string?>("--item") { Description = "column that tells items apart; else item, roi, id, or sop and frame, where there is one" };
        var readers = new Option<string[]>("--reader") { Description = "a reader's column; else every column that is not known to be something else", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout" };
        var command = new Command("agree", "Agreement of readers with a reference.") { file, reference, study, item, readers, json };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file),
            new ReadColumns(parsed.GetRequiredValue(reference), parsed.GetValue(study), parsed.GetValue(item), parsed.GetValue(readers) ?? []),
            parsed.GetValue(json),
            Console.Out,
            Console.Error));
        return command;
    }

    internal static int Run(string file, ReadColumns columns, bool json, TextWriter output, TextWriter errors)
    {
        if (!File.Exists(file))
        {
            errors.WriteLine($"There is no file {file}.");
            return CommandLine.WrongInput;
        }

        var reads = ReadsFile.Read(file, columns);
        if (!reads.IsOk)
        {
            errors.WriteLine(reads.Error!.Message);
            return CommandLine.WrongInput;
        }

        var analysis = AgreementAnalysis.Of(reads.Value, reference: 0);
        output.WriteLine(json ? JsonSerializer.Serialize(AgreementJson.From(analysis), GradingJson.Options) : AgreementSummary.Write(analysis));
        output.Flush();
        return CommandLine.Done;
    }
}
