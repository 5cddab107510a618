using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.LocalServers;
using BilskyWeb.Phantom;

namespace BilskyWeb.Benchmarks.Archive;

/// <summary>How fast frames come out of the archive by the standard's way, which grading and viewer use.</summary>
internal sealed class FramesPerSecond : IBenchmark
{
    private const int AtOnce = 4;
    private const int Rounds = 3;

    public string Name => "archive";

    public string Does => "Frames read a second over DICOMweb, beside Orthanc's own shortest way to the same bytes";

    public async Task<IReadOnlyList<Measure>> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("bilsky-bench-").FullName;
        try
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute);
            using var phantom = new PhantomOnDisk(new PhantomRequest(1));
            await using var orthanc = await PrivateOrthanc.StartAsync(Path.Combine(folder, "archive"), cancellationToken, new PrivateOrthancOptions { Durable = false });
            using var archive = new DicomWebArchive(orthanc.Address());
            await StoreAsync(archive, phantom, cancellationToken);
            var instances = (await archive.ReadMetadataAsync(phantom.Study.StudyInstanceUid, ct: cancellationToken)).Value;
            using var raw = Client(orthanc);
            var ids = await OrthancIdsAsync(raw, cancellationToken);

            var web = await RateAsync(instances, async (instance, token) => (await archive.ReadFrameAsync(instance, 1, token)).Value.Length, cancellationToken);
            var shortest = await RateAsync(ids, async (id, token) => (await raw.GetByteArrayAsync($"instances/{id}/frames/0/raw", token)).Length, cancellationToken);
            return [new Measure("DICOMweb", web, "Orthanc's raw frames", shortest, "frames/s", MoreIsBetter: true)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task StoreAsync(DicomWebArchive archive, PhantomOnDisk phantom, CancellationToken cancellationToken)
    {
        await foreach (var outcome in archive.StoreAsync(phantom.Files.Select((file, i) => new StowFile(file, SopOf(file))), cancellationToken))
        {
            if (outcome.Status != StoreStatus.Stored)
            {
                throw new InvalidOperationException($"The archive did not take a phantom slice: {outcome.Message}");
            }
        }
    }

    private static string SopOf(string file)
    {
        using var content = File.OpenRead(file);
        return new Imaging.Screening.Part10Screener(new Imaging.Screening.ScreeningLimits()).ScreenAsync(content, CancellationToken.None).Result.Header!.SopInstanceUid;
    }

    private static HttpClient Client(PrivateOrthanc orthanc)
    {
        var client = new HttpClient { BaseAddress = orthanc.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{orthanc.User}:{orthanc.Password}")));
        return client;
    }

    private static async Task<IReadOnlyList<string>> OrthancIdsAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var list = JsonDocument.Parse(await client.GetByteArrayAsync("instances", cancellationToken));
        return [.. list.RootElement.EnumerateArray().Select(id => id.GetString()!)];
    }

    private static async Task<double> RateAsync<TInstance>(IReadOnlyList<TInstance> instances, Func<TInstance, CancellationToken, Task<int>> read, CancellationToken cancellationToken)
    {
        var best = TimeSpan.MaxValue;
        for (var round = 0; round <= Rounds; round++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await Parallel.ForEachAsync(instances, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (instance, token) => await read(instance, token));
            var took = TimeProvider.System.GetElapsedTime(start);

            // The first round only warms up.
            best = round > 0 && took < best ? took : best;
        }

        return Math.Round(instances.Count / best.TotalSeconds, 1);
    }
}
