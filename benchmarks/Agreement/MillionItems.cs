using BilskyWeb.Commands;
using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using ExitCode = BilskyWeb.Commands.CommandLine;

namespace BilskyWeb.Benchmarks.Agreement;

/// <summary>The <c>agree</c> command on a million items that five readers and the reference have read, from the file to the JSON; it is to take less than ten seconds.</summary>
internal sealed class MillionItems : IBenchmark
{
    private const int Items = 1_000_000, ItemsPerStudy = 27, Readers = 5;

    public string Name => "agree";

    public string Does => "Agreement of five readers with a reference on a million items, from CSV to JSON with intervals by study, beside reading the file's lines once";

    public async Task<IReadOnlyList<Measure>> RunAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"bilsky-agree-{Guid.NewGuid():N}.csv");
        try
        {
            await WriteAsync(path, cancellationToken);
            var start = TimeProvider.System.GetTimestamp();
            long length = 0;
            await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
            {
                length += line.Length;
            }

            var reading = TimeProvider.System.GetElapsedTime(start);
            start = TimeProvider.System.GetTimestamp();
            using var errors = new StringWriter();
            if (AgreeCommand.Run(path, new ReadColumns("reference", "study", null, []), new AgreementSettings(), json: true, TextWriter.Null, errors) != ExitCode.Done)
            {
                throw new InvalidOperationException(errors.ToString());
            }

            var agreement = TimeProvider.System.GetElapsedTime(start);
            return [new Measure("agreement", Math.Round(agreement.TotalSeconds, 2), $"reading {length >> 20} MiB of lines", Math.Round(reading.TotalSeconds, 2), "s", MoreIsBetter: false)];
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Nine in ten grades low, and readers who agree with the reference about nine times in ten.</summary>
    private static async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        var random = new Random(5);
        string[] grades = [.. BilskyGrades.All.Select(BilskyGrades.ToText)];
        await using var file = new StreamWriter(path);
        await file.WriteLineAsync($"item,study,reference,{string.Join(',', Enumerable.Range(1, Readers).Select(r => $"reader{r}"))}");
        for (var i = 0; i < Items; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var truth = Grade(random);
            var reads = Enumerable.Range(0, Readers).Select(_ => grades[random.Next(10) == 0 ? Grade(random) : truth]);
            await file.WriteLineAsync($"{i},{i / ItemsPerStudy},{grades[truth]},{string.Join(',', reads)}");
        }
    }

    private static int Grade(Random random) => random.Next(10) == 0 ? 3 + random.Next(3) : random.Next(3);
}
