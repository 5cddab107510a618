using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using BilskyWeb.Core.Grading;
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
        var cut = new Option<string>("--cut") { Description = "lowest grade that counts as high: 1a, 1b, 1c, 2 or 3", DefaultValueFactory = _ => BilskyGrades.FirstHighGrade.ToText() };
        var level = new Option<double>("--level") { Description = "confidence level of the intervals, between 0.5 and 0.9999", DefaultValueFactory = _ => AgreementSettings.UsualLevel };
        var categories = new Option<string>("--categories") { Description = "used or all: the grades that AC1 and Brennan-Prediger of six grades are taken over", DefaultValueFactory = _ => "used" };
        categories.AcceptOnlyFromAmong("used", "all");
        var seed = new Option<long>("--seed") { Description = "decides the draws of the bootstrap by study", DefaultValueFactory = _ => AgreementSettings.Usual.Seed };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout" };
        cut.Validators.Add(result => Check(result, BilskyGrades.TryParse(result.GetValue(cut), out var grade) && grade > BilskyGrade.Grade0, "--cut is 1a, 1b, 1c, 2 or 3."));
        level.Validators.Add(result => Check(result, result.GetValue(level) is >= 0.5 and <= 0.9999, "--level lies between 0.5 and 0.9999; 95% is 0.95."));
        var command = new Command("agree", "Agreement of readers with a reference.") { file, reference, study, item, readers, cut, level, categories, seed, json };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(file),
            new ReadColumns(parsed.GetRequiredValue(reference), parsed.GetValue(study), parsed.GetValue(item), parsed.GetValue(readers) ?? []),
            new AgreementSettings
            {
                Cut = BilskyGrades.TryParse(parsed.GetValue(cut), out var grade) ? grade : BilskyGrades.FirstHighGrade,
                Level = parsed.GetValue(level),
                AllCategories = parsed.GetValue(categories) == "all",
                Seed = parsed.GetValue(seed),
            },
            parsed.GetValue(json),
            Console.Out,
            Console.Error));
        return command;

        static void Check(OptionResult result, bool isRight, string otherwise)
        {
            if (!isRight)
                result.AddError(otherwise);
        }
    }

    internal static int Run(string file, ReadColumns columns, AgreementSettings settings, bool json, TextWriter output, TextWriter errors)
    {
        if (!File.Exists(file))
        {
            errors.WriteLine($"There is no file {file}.");
            return CommandLine.WrongInput;
        }

        var reads = ReadsFile.Read(file, columns with { Cut = settings.Cut });
        if (!reads.IsOk)
        {
            errors.WriteLine(reads.Error!.Message);
            return CommandLine.WrongInput;
        }

        var (table, notes) = reads.Value;
        foreach (var note in notes)
        {
            errors.WriteLine(note);
        }

        var analysis = AgreementAnalysis.Of(table, reference: 0, settings);
        output.WriteLine(json ? JsonSerializer.Serialize(AgreementJson.From(analysis, notes), GradingJson.Options) : AgreementSummary.Write(analysis));
        output.Flush();
        return CommandLine.Done;
    }
}
