using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Tests.Datasets;

namespace BilskyWeb.Imaging.Tests.Screening;

/// <summary>Sound files and what becomes of them when bytes change.</summary>
internal static class Mutants
{
    internal static IEnumerable<byte[]> Seeds()
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

    internal static byte[] Mutate(byte[] seed, Random random)
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
