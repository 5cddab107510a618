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
        foreach (var file in Seeds())
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
        foreach (var seed in Seeds())
        {
            for (var i = 0; i < 600; i++)
            {
                accepted += await CheckAsync(Mutate(seed, random)) ? 1 : 0;
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
                await CheckAsync(Mutate(seed, random));
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

    private static IEnumerable<byte[]> Seeds()
    {
        foreach (var syntax in new[] { DicomUid.ExplicitVrLittleEndian, RawDicom.Implicit, RawDicom.BigEndian, RawDicom.Deflated, RawDicom.Jpeg })
        {
            yield return RawDicom.Image(syntax).Nest(3, isDefined: true).Nest(2, isDefined: false, 0x00081199).Rest().File();
        }

        yield return RawDicom.Image(RawDicom.Implicit).Nest(4, isDefined: true, 0x00091001).Rest().Dataset();
        yield return Part10Writer.ToArray(TestObjects.MrSlice().WithSequences(), TestObjects.Pixels(), SequenceLength.Defined);
        yield return Part10Writer.ToArray(
            TestObjects.MrSlice().WithSequences().Set(DicomTag.PatientName, "山田^太郎"), TestObjects.Pixels(), SequenceLength.Undefined);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var mutant = seed.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && mutant.Count > 0; changes--)
        {
            // Half of the changes hit the data set's structure rather than the zeros of the preamble.
            var at = random.Next(2) == 0 || mutant.Count < 140 ? random.Next(mutant.Count) : random.Next(132, mutant.Count);
            switch (random.Next(6))
            {
                case 0: mutant[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: mutant[at] = (byte)random.Next(256); break;
                case 2: mutant[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0; break;
                case 3: mutant.RemoveRange(at, Math.Min(random.Next(1, 16), mutant.Count - at)); break;
                case 4: mutant.InsertRange(at, mutant.Skip(random.Next(mutant.Count)).Take(random.Next(1, 40)).ToArray()); break;
                default:
                    // A length field of all ones is what breaks parsers most.
                    for (var i = at; i < Math.Min(at + 4, mutant.Count); i++)
                    {
                        mutant[i] = 0xFF;
                    }

                    break;
            }
        }

        return [.. mutant];
    }
}
