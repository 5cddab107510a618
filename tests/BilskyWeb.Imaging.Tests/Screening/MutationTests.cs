using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Imaging.Tests.Datasets;

namespace BilskyWeb.Imaging.Tests.Screening;

/// <summary>Whatever the bytes are: an outcome, no exception; and what is accepted once is accepted again after copying, with the same identity.</summary>
public sealed class MutationTests
{
    private static readonly Part10Screener Screener = new(new ScreeningLimits());

    [Fact]
    public async Task ScreenAsync_CutAtEveryByte_IsNeverTakenForWhole()
    {
        foreach (var file in Mutants.Seeds())
        {
            var whole = await CopyAsync(file);
            for (var length = 0; length < file.Length; length++)
            {
                using var cut = new MemoryStream(file, 0, length);
                var result = await Screener.ScreenAsync(cut, default);
                if (result.IsAccepted)
                {
                    // Only what carries no content was cut: padding, or the end mark of a deflated stream.
                    using var copy = new MemoryStream();
                    await Part10Screener.CopyAsync(cut, result.Header, copy, default);
                    Assert.Equal(whole, copy.ToArray());
                }
            }
        }
    }

    [Fact]
    public async Task ScreenAsync_RandomMutations_AlwaysGiveAnOutcome()
    {
        var random = new Random(20260203);
        var accepted = 0;
        foreach (var seed in Mutants.Seeds())
        {
            for (var i = 0; i < 600; i++)
            {
                accepted += await CheckAsync(Mutants.Mutate(seed, random)) ? 1 : 0;
            }
        }

        Assert.True(accepted > 100, $"Only {accepted} mutants were accepted: the mutations break everything and test little.");
    }

    [SkippableFact]
    public async Task ScreenAsync_MutatedSamplesOfOthers_AlwaysGiveAnOutcome()
    {
        var random = new Random(7);
        foreach (var path in Directory.GetFiles(SharedData.Folder("dicom-samples/pydicom")).Where(path => new FileInfo(path).Length < 12_000))
        {
            var seed = await File.ReadAllBytesAsync(path);
            for (var i = 0; i < 25; i++)
            {
                await CheckAsync(Mutants.Mutate(seed, random));
            }
        }
    }

    private static async Task<bool> CheckAsync(byte[] mutant)
    {
        using var stream = new MemoryStream(mutant);
        var result = await Screener.ScreenAsync(stream, default);
        Assert.NotEmpty(result.Message);
        if (!result.IsAccepted)
        {
            return false;
        }

        using var copy = new MemoryStream();
        await Part10Screener.CopyAsync(stream, result.Header, copy, default);
        var again = await Screener.ScreenAsync(copy, default);
        Assert.True(again.IsAccepted, again.Message);
        Assert.Equal(result.Header.SopInstanceUid, again.Header.SopInstanceUid);
        Assert.Equal(result.Header.PatientName, again.Header.PatientName);
        Assert.Equal(result.Header.Attributes.Count, again.Header.Attributes.Count);
        return true;
    }

    private static async Task<byte[]> CopyAsync(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var result = await Screener.ScreenAsync(stream, default);
        Assert.True(result.IsAccepted, result.Message);
        using var copy = new MemoryStream();
        await Part10Screener.CopyAsync(stream, result.Header, copy, default);
        return copy.ToArray();
    }
}
