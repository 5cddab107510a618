using System.Diagnostics;
using System.Text;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Tests.Datasets;

public sealed class Part10WriterTests
{
    [Fact]
    public void Write_SameDatasetTwice_SameBytes() =>
        Assert.Equal(Bytes(SequenceLength.Defined), Bytes(SequenceLength.Defined));

    [Fact]
    public void Write_AnyObject_HasZeroPreambleAndTrueGroupLength()
    {
        var bytes = Bytes(SequenceLength.Defined);

        Assert.All(bytes[..128], b => Assert.Equal(0, b));
        Assert.Equal("DICM"u8.ToArray(), bytes[128..132]);
        var groupEnd = 144 + BitConverter.ToInt32(bytes, 140);
        Assert.Equal([0x08, 0x00, 0x08, 0x00], bytes[groupEnd..(groupEnd + 4)]);
    }

    [Fact]
    public void Write_OddText_IsPaddedToEvenLength()
    {
        var bytes = Part10Writer.ToArray(TestObjects.MrSlice().Set(DicomTag.PatientId, "ABC"));

        var at = bytes.AsSpan().IndexOf("\x10\0\x20\0LO"u8);
        Assert.Equal([4, 0, (byte)'A', (byte)'B', (byte)'C', (byte)' '], bytes[(at + 6)..(at + 12)]);
    }

    [Fact]
    public void Write_NameBeyondAscii_IsUtf8AndSaysSo()
    {
        var bytes = Part10Writer.ToArray(TestObjects.MrSlice().Set(DicomTag.PatientName, "Yamada^Tarou=山田^太郎"));

        Assert.True(bytes.AsSpan().IndexOf("ISO_IR 192"u8) > 0);
        Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("山田^太郎")) > 0);
    }

    [Fact]
    public void Write_BackslashWithinAValue_Throws() =>
        Assert.Throws<ArgumentException>(() => Part10Writer.ToArray(TestObjects.MrSlice().Set(DicomTag.PatientId, @"A\B")));

    [Fact]
    public void Write_TextTooLongForItsLengthField_Throws() =>
        Assert.Throws<ArgumentException>(() => Part10Writer.ToArray(TestObjects.MrSlice().Set(DicomTag.PatientComments, new string('x', 70_000))));

    [Fact]
    public void Write_NoSopInstance_Throws() =>
        Assert.Throws<ArgumentException>(() => Part10Writer.ToArray(TestObjects.MrSlice().Remove(DicomTag.SopInstanceUid)));

    [Fact]
    public void Write_PixelDataBothWays_SameBytes()
    {
        var apart = Part10Writer.ToArray(TestObjects.MrSlice(), TestObjects.Pixels());
        var within = Part10Writer.ToArray(TestObjects.MrSlice().SetBytes(DicomTag.PixelData, "OW", TestObjects.Pixels()));

        Assert.Equal(apart, within);
    }

    [SkippableTheory]
    [InlineData(SequenceLength.Defined)]
    [InlineData(SequenceLength.Undefined)]
    public void Write_MrSlice_IsReadByDcmtkAndValidForDicom3tools(SequenceLength sequences)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".dcm");
        File.WriteAllBytes(path, Bytes(sequences));
        try
        {
            var (code, dump) = Run("dcmdump", path);
            Assert.True(code == 0, dump);
            Assert.Contains("121311", dump, StringComparison.Ordinal);
            Assert.DoesNotContain("W:", dump, StringComparison.Ordinal);

            // The empty item above is sound encoding and an unsound reference: what dciodvfy judges is the plain slice.
            File.WriteAllBytes(path, Part10Writer.ToArray(TestObjects.MrSlice(), TestObjects.Pixels(), sequences));
            var (_, report) = Run("dciodvfy", path);
            Assert.DoesNotContain(report.Split((char)10), line => line.Contains("Error", StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Bytes(SequenceLength sequences) =>
        Part10Writer.ToArray(TestObjects.MrSlice().WithSequences(), TestObjects.Pixels(), sequences);

    private static (int Code, string Output) Run(string program, string path)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
        Skip.IfNot(found, $"{program} is not installed.");
        using var process = Process.Start(new ProcessStartInfo(program, [path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
