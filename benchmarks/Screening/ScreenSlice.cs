using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using BilskyWeb.Imaging.Screening;
using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Dicom;

namespace BilskyWeb.Benchmarks.Screening;

/// <summary>Every uploaded byte passes the screening, so it must cost little beside what is done with the bytes anyway.</summary>
public class ScreenSlice
{
    private readonly Part10Screener _screener = new(new ScreeningLimits());
    private byte[] _file = [];

    [GlobalSetup]
    public void Setup()
    {
        using var phantom = new PhantomOnDisk(new PhantomRequest(1));
        _file = File.ReadAllBytes(phantom.Files[0]);
    }

    [Benchmark(Baseline = true, Description = "SHA-256 of a slice")]
    public byte[] Hash() => SHA256.HashData(_file);

    [Benchmark(Description = "screening of a slice")]
    public async Task<bool> ScreenAsync()
    {
        using var file = new MemoryStream(_file, writable: false);
        return (await _screener.ScreenAsync(file, CancellationToken.None)).IsAccepted;
    }

    [Benchmark(Description = "screening and the clean copy of a slice")]
    public async Task<long> ScreenAndCopyAsync()
    {
        using var file = new MemoryStream(_file, writable: false);
        var screened = await _screener.ScreenAsync(file, CancellationToken.None);
        using var copy = new MemoryStream(_file.Length + 1024);
        await Part10Screener.CopyAsync(file, screened.Header!, copy, CancellationToken.None);
        return copy.Length;
    }
}
