using System.Text;
using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Tests.Commands;
using BilskyWeb.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Grading;

/// <summary>The archive keeps the first of two images with one number: that there was a second is said where the grade stands.</summary>
[Trait("Kind", "integration")]
[Collection(ModelsInEnvironment.Name)]
public sealed class SentOtherwiseTests(GradingHost host) : IClassFixture<GradingHost>
{
    [Fact]
    public async Task ChangeFeed_GradedImageComesAgainAsAnother_GradesAnewAndSaysSo()
    {
        var made = new TinyStudy(0, 0, 0, 0, 0, 0);
        await TinyStudy.StoreAsync(host.Orthanc, made.Files());
        var first = await host.WaitForRunsAsync(made.Uid, runs => runs is [{ State: GradingState.Complete }]);
        Assert.Equal((0, false), Told(first[0]));

        var scanner = await Scanner.GetAsync();
        await host.Services.GetRequiredService<OrthancArchive>().Remotes.SaveModalityAsync("scanner", scanner.Modality);
        await scanner.SendAsync(
            new KnownModality(host.Orthanc.AeTitle, "127.0.0.1", host.Orthanc.DicomPort),
            made.Axial(0, 3).Select((image, i) => i == 0 ? image.File : Renamed(image.File, made.AxialName, "AX T2 TSE L-SPINE")));

        var runs = await host.WaitForRunsAsync(made.Uid, runs => runs.Count > 1 && runs[^1].State == GradingState.Complete && Told(runs[^1]).Images == 2);
        Assert.Equal((2, true), Told(runs[^1]));
        Assert.Contains("2 images arrived again with other contents under the same number; the first ones are kept and graded", CoverageJson.From(runs[^1].Coverage)!.Text, StringComparison.Ordinal);
    }

    private static (int Images, bool Partial) Told(GradingRun run) => CoverageJson.From(run.Coverage) is { } coverage ? (coverage.SentOtherwise, coverage.Partial) : (-1, false);

    private static byte[] Renamed(byte[] file, string from, string to)
    {
        var renamed = file.ToArray();
        Encoding.ASCII.GetBytes(to).CopyTo(renamed.AsSpan(renamed.AsSpan().IndexOf(Encoding.ASCII.GetBytes(from))));
        return renamed;
    }
}
