using System.Net.Http.Headers;
using BilskyWeb.Phantom;

namespace BilskyWeb.Benchmarks.EndToEnd;

/// <summary>What a key image costs the server: drawn, kept, and when the browser has it.</summary>
internal sealed class KeyImages : IBenchmark
{
    private const int Rounds = 5;
    private const int Drawings = 4;
    private const int Answers = 50;

    public string Name => "key-image";

    public string Does => "Processor time of web application and archive for a key image that was drawn before, and for one that the browser has, beside drawing it";

    public async Task<IReadOnlyList<Measure>> RunAsync(CancellationToken cancellationToken)
    {
        using var phantom = new PhantomOnDisk(new PhantomRequest(100));
        await using var server = await RunningServer.StartAsync(cancellationToken);
        await server.UploadAndGradeAsync(phantom, cancellationToken);
        var address = $"api/gradings/{await server.RunOfAsync(phantom.Study.StudyInstanceUid, cancellationToken)}/key-images/1.png";
        var tag = await server.AskForPictureAsync(address, null, cancellationToken);

        Task AskAsync(EntityTagHeaderValue? known) => server.AskForPictureAsync(address, known, cancellationToken);
        Task DrawAsync()
        {
            server.ForgetPictures();
            return AskAsync(null);
        }

        // In turns, so that what else the machine does falls on all three; the first round warms up.
        List<double> drawn = [], kept = [], known = [];
        for (var round = 0; round <= Rounds; round++)
        {
            drawn.Add(await EachAsync(server, Drawings, DrawAsync));
            kept.Add(await EachAsync(server, Answers, () => AskAsync(null)));
            known.Add(await EachAsync(server, Answers, () => AskAsync(tag)));
        }

        return
        [
            new Measure("drawn before", Middle(kept), "drawn", Middle(drawn), "ms", MoreIsBetter: false),
            new Measure("the browser has it (304)", Middle(known), "drawn", Middle(drawn), "ms", MoreIsBetter: false),
        ];
    }

    private static double Middle(List<double> rounds) => rounds.Skip(1).Order().ElementAt(Rounds / 2);

    /// <summary>Milliseconds for each, with what the servers do anyhow in that time.</summary>
    private static async Task<double> EachAsync(RunningServer server, int times, Func<Task> ask)
    {
        var before = server.ProcessorTime();
        for (var i = 0; i < times; i++)
        {
            await ask();
        }

        return Math.Round((server.ProcessorTime() - before).TotalMilliseconds / times, 2);
    }
}
