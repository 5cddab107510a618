using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Dicom;
using BilskyWeb.Phantom.Implants;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Commands;

/// <summary>Writes phantom studies as DICOM with their labels.</summary>
internal static class PhantomCommand
{
    private static readonly Dictionary<string, PhantomCohort> Cohorts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["internal"] = PhantomCohort.Internal,
        ["external"] = PhantomCohort.External,
        ["balanced"] = PhantomCohort.Balanced,
    };

    private static readonly Dictionary<string, PersonSide> Sides = Enum.GetValues<PersonSide>().ToDictionary(s => s.ToString(), StringComparer.OrdinalIgnoreCase);

    public static Command Create()
    {
        var output = new Argument<DirectoryInfo>("OUT") { Description = "a new or empty folder" };
        var studies = new Option<int>("--studies") { Description = "how many studies", DefaultValueFactory = _ => 10 };
        var seed = new Option<long>("--seed") { Description = "same seed, same bytes", DefaultValueFactory = _ => 1 };
        var cohort = new Option<string>("--cohort") { Description = "internal (four scanners), external (one other) or balanced (internal scanners and as often one drawn at random, more high grades)", DefaultValueFactory = _ => "internal" };
        var healthy = new Option<double?>("--healthy") { Description = "share of studies without a metastasis, 0 to 1 (default: about 0.15; 0.25 with --onto)" };
        var sheet = new Option<FileInfo?>("--sheet") { Description = "also draw a contact sheet, six grades × five scanners, to this PNG file; with --onto twelve pairs, before and after" };
        var masks = new Option<bool>("--masks") { Description = "also write a tissue map beside each axial slice (PNG)" };
        var onto = new Option<DirectoryInfo[]>("--onto") { Description = "implant lesions into real axial T2 slices instead: folders with NAME.dcm and masks/cord/NAME.png or masks/canal/NAME.png (docs/protocol.md)", AllowMultipleArgumentsPerToken = true };
        var side = new Option<string?>("--side") { Description = "with --onto: refuse persons who are not on this side of the split: test, choose or train" };
        side.Validators.Add(r => Check(r, Sides.ContainsKey, "--side is test, choose or train."));
        studies.Validators.Add(r => Check(r, text => int.TryParse(text, CultureInfo.InvariantCulture, out var n) && n is >= 0 and <= 100_000, "--studies takes a whole number from 0 to 100000."));
        cohort.Validators.Add(r => Check(r, Cohorts.ContainsKey, "--cohort is internal, external or balanced."));
        healthy.Validators.Add(r => Check(r, text => double.TryParse(text, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1, "--healthy takes a share from 0 to 1."));
        var command = new Command("phantom", "Writes phantom studies as DICOM, labels.csv and Pascal VOC boxes.") { output, studies, seed, cohort, healthy, sheet, masks, onto, side };
        command.Validators.Add(r =>
        {
            if (r.GetResult(onto) is null ? r.GetResult(side) is not null : r.GetResult(cohort) is { Implicit: false })
                r.AddError("--cohort is for phantoms alone, and --side goes with --onto.");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var folder = parsed.GetRequiredValue(output);
            if (File.Exists(folder.FullName) || (folder.Exists && folder.EnumerateFileSystemInfos().Any()))
            {
                Console.Error.WriteLine($"{folder} is not an empty folder. Nothing was written; name a new one.");
                return Task.FromResult(CommandLine.WrongInput);
            }

            if (parsed.GetValue(onto) is { Length: > 0 } hosts)
            {
                var implants = new OntoRealSpines(folder, hosts, parsed.GetValue(studies), parsed.GetValue(seed))
                {
                    HealthyShare = parsed.GetValue(healthy) ?? 0.25,
                    Masks = parsed.GetValue(masks),
                    Sheet = parsed.GetValue(sheet),
                    Side = parsed.GetValue(side) is { } word ? Sides[word] : null,
                };
                return Task.Run(() => implants.RunAsync(cancellationToken), CancellationToken.None);
            }

            var requests = Requests(parsed.GetValue(studies), parsed.GetValue(seed), Cohorts[parsed.GetRequiredValue(cohort)], parsed.GetValue(healthy));
            return Task.Run(() => Write(folder, requests, parsed.GetValue(sheet), parsed.GetValue(masks), parsed.GetValue(seed), cancellationToken), CancellationToken.None);
        });
        return command;
    }

    /// <summary>The studies of one run. The first are the same however many are asked for.</summary>
    internal static List<PhantomRequest> Requests(int studies, long seed, PhantomCohort cohort, double? healthyShare)
    {
        var requests = new List<PhantomRequest>(studies);
        for (var i = 0; i < studies; i++)
        {
            // Spread evenly, so that even three studies hold about the share asked for.
            bool? healthy = healthyShare is { } share ? Math.Floor((i + 1) * share) > Math.Floor(i * share) : null;
            requests.Add(new PhantomRequest((long)SeededRandom.Derive(seed, "study of a run", i), cohort, healthy));
        }

        return requests;
    }

    private static int Write(DirectoryInfo folder, List<PhantomRequest> requests, FileInfo? sheet, bool masks, long seed, CancellationToken cancellationToken)
    {
        try
        {
            var done = 0;
            PhantomFolder.Write(folder.FullName, requests, masks, study => Console.Error.WriteLine(
                $"study {++done} of {requests.Count} · {study.PatientId} · {study.AxialSlices} axial slices · highest grade {study.HighestGrade?.ToText() ?? "none"}"), cancellationToken);
            if (sheet is not null)
            {
                File.WriteAllBytes(sheet.FullName, PhantomSheet.Draw(seed));
                Console.Error.WriteLine($"contact sheet: {sheet}");
            }

            Console.Error.WriteLine($"{requests.Count} studies with labels.csv in {folder}");
            return CommandLine.Done;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Stopped. {folder} holds only the studies listed above; delete it before another run.");
            return CommandLine.DoneInPart;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"Cannot write to {folder}: {failure.Message}");
            return CommandLine.WrongInput;
        }
    }

    /// <summary>Judges the text itself: asking for a value that does not convert would throw.</summary>
    private static void Check(OptionResult result, Func<string, bool> right, string otherwise)
    {
        if (!result.Tokens.All(token => right(token.Value)))
        {
            result.AddError(otherwise);
        }
    }
}
