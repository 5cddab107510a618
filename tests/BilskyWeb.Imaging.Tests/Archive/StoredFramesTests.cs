using System.Diagnostics;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Pixels;
using BilskyWeb.Imaging.Tests.Datasets;
using BilskyWeb.Imaging.Tests.Series;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Imaging.Tests.Archive;

/// <summary>Every stored transfer syntax gives the same pixels: from the scanner's file, through a real archive, to intensities.</summary>
[Trait("Kind", "integration")]
public sealed class StoredFramesTests(ArchiveFixture fixture) : IClassFixture<ArchiveFixture>, IDisposable
{
    private readonly DicomWebArchive _archive = new(fixture.Orthanc.Address());
    private readonly OrthancArchive _orthanc = new(fixture.Orthanc.Address());

    public void Dispose()
    {
        _archive.Dispose();
        _orthanc.Dispose();
    }

    [SkippableFact]
    public async Task Frames_OfOnePictureInEverySyntax_AreTheSame()
    {
        var plain = await DecodeAsync("MR_small.dcm");
        Assert.Equal((64, 64, 0.3125), (plain.Width, plain.Height, Math.Round(plain.RowSpacingMm, 4)));
        Assert.True(plain.Pixels.Distinct().Count() > 500);
        foreach (var other in new[]
        {
            "MR_small_implicit.dcm", "MR_small_bigendian.dcm", "MR_small_expb.dcm", "MR_small_RLE.dcm",
            "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm", "MR_small_padded.dcm",
        })
        {
            var decoded = await DecodeAsync(other);
            Assert.True(plain.Pixels.AsSpan().SequenceEqual(decoded.Pixels), other);
        }
    }

    [SkippableTheory]
    [InlineData("JPEG2000.dcm", 1024, 256)]
    [InlineData("JPGExtended.dcm", 1024, 256)]
    [InlineData("JPEG-lossy.dcm", 1024, 256)]
    [InlineData("693_J2KI.dcm", 512, 512)]
    [InlineData("J2K_pixelrep_mismatch.dcm", 512, 512)]
    [InlineData("image_dfl.dcm", 512, 512)]
    [InlineData("CT_small.dcm", 128, 128)]
    public async Task Frames_OtherSyntaxes_AreDecodedWhole(string file, int rows, int columns)
    {
        var raw = await ReadAsync(file);

        Assert.Equal(rows * columns * raw.Instance.GetInt(DicomTag.BitsAllocated)!.Value / 8, raw.Bytes.Length);
        Assert.True(raw.Bytes.Distinct().Count() > 10);
    }

    [SkippableTheory]
    [InlineData("+eb", "jpeg-lossless", "1.2.840.10008.1.2.4.70")]
    [InlineData("+el", "jpeg-lossless-57", "1.2.840.10008.1.2.4.57")]
    public async Task Frames_LosslessJpeg_AreTheSame(string option, string name, string syntax)
    {
        const string Encoder = "/usr/bin/dcmcjpeg";
        Skip.IfNot(File.Exists(Encoder), "dcmtk is not installed");
        var plain = await DecodeAsync("MR_small.dcm");
        var file = Path.Combine(Path.GetTempPath(), $"{name}-{Guid.NewGuid():N}.dcm");
        try
        {
            using (var encoder = Process.Start(Encoder, [option == "+eb" ? "+e1" : "+el", SharedData.PydicomFile("MR_small.dcm"), file]))
            {
                await encoder.WaitForExitAsync();
                Assert.Equal(0, encoder.ExitCode);
            }

            Assert.Contains(syntax, System.Text.Encoding.ASCII.GetString((await File.ReadAllBytesAsync(file))[..512]), StringComparison.Ordinal);
            var decoded = await DecodeFileAsync(file);
            Assert.True(plain.Pixels.AsSpan().SequenceEqual(decoded.Pixels));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [SkippableFact]
    public async Task ReadFramesAsync_EnhancedMultiFrame_GivesFramesInTheOrderAsked()
    {
        var file = Path.Combine(SharedData.Folder("dicom-samples/enhanced-mr"), "6_1.dcm");
        var instance = await StoreAsync(file);
        var frames = (await _archive.ReadFramesAsync(instance, [1, 2, 3, 4, 5, 6])).Value;
        var picked = (await _archive.ReadFramesAsync(instance, [5, 2])).Value;

        Assert.Equal(6, frames.Count);
        Assert.Equal(6, frames.Select(Convert.ToBase64String).Distinct().Count());
        Assert.Equal([frames[4], frames[1]], picked);
        Assert.True(FramePixels.Decode(instance, 5, frames[4]).IsOk);
    }

    [SkippableFact]
    public async Task ReadFrameAsync_DamagedCompression_IsNotDecodableAndTheArchiveStaysUp()
    {
        var instance = await StoreAsync(SharedData.PydicomFile("JPEG2000-embedded-sequence-delimiter.dcm"));

        Assert.Equal("archive.frame_not_decodable", (await _archive.ReadFrameAsync(instance, 1)).Error!.Code);
        Assert.True((await _orthanc.GetSystemAsync()).IsOk);
    }

    [Fact]
    public async Task ReadFrameAsync_ThirtyTwoBits_IsNotAskedFor()
    {
        var dose = TestObjects.MrSlice().Set(DicomTag.BitsAllocated, 32);

        Assert.Equal("archive.bits", (await _archive.ReadFrameAsync(dose, 1)).Error!.Code);
    }

    /// <summary>Debian's HTTP threads have less stack than its JPEG 2000 decoder needs, so this used to end the server at once.</summary>
    [SkippableFact]
    public async Task ReadFrameAsync_ManyAtOnce_TheArchiveStaysUp()
    {
        var instance = await StoreAsync(SharedData.PydicomFile("JPEG2000.dcm"));

        var frames = await Task.WhenAll(Enumerable.Range(0, 120).Select(_ => _archive.ReadFrameAsync(instance, 1)));

        Assert.All(frames, frame => Assert.Equal(1024 * 256 * 2, frame.Value.Length));
    }

    [SkippableFact]
    public async Task ReadFrameAsync_FrameThatIsNotThere_IsAnError()
    {
        var instance = await StoreAsync(SharedData.PydicomFile("CT_small.dcm"));

        Assert.False((await _archive.ReadFrameAsync(instance, 2)).IsOk);
    }

    private async Task<GreyImage> DecodeAsync(string pydicom) => await DecodeFileAsync(SharedData.PydicomFile(pydicom));

    private async Task<GreyImage> DecodeFileAsync(string file)
    {
        var (instance, bytes) = await ReadFileAsync(file);
        return FramePixels.Decode(instance, 1, bytes).Value;
    }

    private async Task<(DicomDataset Instance, byte[] Bytes)> ReadAsync(string pydicom) => await ReadFileAsync(SharedData.PydicomFile(pydicom));

    private async Task<(DicomDataset Instance, byte[] Bytes)> ReadFileAsync(string file)
    {
        var instance = await StoreAsync(file);
        return (instance, (await _archive.ReadFrameAsync(instance, 1)).Value);
    }

    /// <summary>Stores the file in place of another one with the same UIDs, and reads its metadata back.</summary>
    private async Task<DicomDataset> StoreAsync(string path)
    {
        var header = (await TestSeries.ScreenAsync([path])).Single();
        var (study, sop) = (header.StudyInstanceUid, header.SopInstanceUid);
        await _orthanc.DeleteStudyAsync(study);
        await foreach (var outcome in _archive.StoreAsync([new StowFile(path, sop)]))
        {
            Assert.Equal((StoreStatus.Stored, ""), (outcome.Status, outcome.Message));
        }

        return (await _archive.ReadMetadataAsync(study)).Value.Single(i => i.GetString(DicomTag.SopInstanceUid) == sop);
    }
}
