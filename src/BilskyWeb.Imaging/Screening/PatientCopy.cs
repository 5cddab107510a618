using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using BilskyWeb.Core;
using BilskyWeb.Core.Clinical;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>The patient's identity cannot be written into an image.</summary>
/// <param name="Why">Ends the sentence.</param>
public sealed record IdentityNotWritable(string Why) : ConflictError("identity.not_writable",
    $"An image cannot be given the other patient's name and number: {Why}. Nothing was changed. Have the sender correct it and send it again.");

/// <summary>The way out of screening with another patient's identity.</summary>
internal static class PatientCopy
{
    /// <summary>What belongs to the former patient and has no counterpart: who gave the number, other numbers and names.</summary>
    private static readonly FrozenSet<DicomTag> LeftOut = new DicomTag[]
    {
        new(0x0010, 0x0021), new(0x0010, 0x0022), new(0x0010, 0x0024), new(0x0010, 0x0026), new(0x0010, 0x1000), new(0x0010, 0x1001), new(0x0010, 0x1002), new(0x0010, 0x1005), new(0x0010, 0x1060),
    }.ToFrozenSet();

    public static async Task<Result<Done>> WriteAsync(Stream file, TransferSyntax syntax, DatasetWalk walk, PatientIdentity patient, Stream output, CancellationToken cancellation)
    {
        var attributes = walk.Kept.ToDataset();
        var sopClass = attributes.GetString(DicomTag.SopClassUid);
        var sopInstance = attributes.GetString(DicomTag.SopInstanceUid);
        if (sopClass is null || sopInstance is null || Encode(patient, attributes.GetStrings(DicomTag.SpecificCharacterSet), walk.Kept.IsTextUtf8) is not { } values)
        {
            return new IdentityNotWritable("the name has letters that the image's character set does not have");
        }

        Part10Writer.WriteMeta(output, sopClass, sopInstance, syntax.Uid);
        await WriteReplacedAsync(file, syntax, walk, values, LeftOut, output, cancellation).ConfigureAwait(false);
        return new Done();
    }

    /// <summary>Writes the data set with some of its outermost elements replaced, in order of their tags, and some left out; all else byte for byte.</summary>
    internal static async Task WriteReplacedAsync(
        Stream file, TransferSyntax syntax, DatasetWalk walk, List<(DicomTag Tag, string Vr, byte[] Value)> values, FrozenSet<DicomTag> leftOut, Stream output, CancellationToken cancellation)
    {
        var waiting = new Queue<(DicomTag Tag, string Vr, byte[] Value)>(values);
        for (var i = 0; i < walk.Outermost.Count; i++)
        {
            var (tag, start) = walk.Outermost[i];
            while (waiting.TryPeek(out var next) && next.Tag <= tag)
            {
                await output.WriteAsync(Element(waiting.Dequeue(), syntax), cancellation).ConfigureAwait(false);
            }

            if (!leftOut.Contains(tag) && !values.Exists(v => v.Tag == tag))
            {
                var end = i + 1 < walk.Outermost.Count ? walk.Outermost[i + 1].Start : walk.EndPosition;
                file.Position = start;
                await ScreenedCopy.CopyAsync(file, end - start, output, cancellation).ConfigureAwait(false);
            }
        }

        while (waiting.TryDequeue(out var last))
        {
            await output.WriteAsync(Element(last, syntax), cancellation).ConfigureAwait(false);
        }
    }

    private static List<(DicomTag Tag, string Vr, byte[] Value)>? Encode(PatientIdentity patient, IReadOnlyList<string> characterSet, bool othersAreUtf8)
    {
        if (CharacterSetWriter.Write([patient.PatientName, patient.PatientId], characterSet, othersAreUtf8) is not { Texts: [var name, var id], Terms: var terms })
        {
            return null;
        }

        List<(DicomTag Tag, string Vr, byte[] Value)> values = ReferenceEquals(terms, characterSet) ? []
            : [(DicomTag.SpecificCharacterSet, "CS", Encoding.ASCII.GetBytes(string.Join('\\', terms)))];
        return
        [
            .. values,
            (DicomTag.PatientName, "PN", name),
            (DicomTag.PatientId, "LO", id),
            (DicomTag.PatientBirthDate, "DA", Encoding.ASCII.GetBytes(patient.BirthDate?.ToString("yyyyMMdd", CultureInfo.InvariantCulture) ?? "")),
            (DicomTag.PatientSex, "CS", Encoding.ASCII.GetBytes(patient.Sex ?? "")),
        ];
    }

    private static byte[] Element((DicomTag Tag, string Vr, byte[] Value) element, TransferSyntax syntax)
    {
        var length = element.Value.Length + (element.Value.Length & 1);
        var bytes = new byte[8 + length];
        var head = bytes.AsSpan(0, 8);
        var big = syntax.IsBigEndian;
        UInt16(head, element.Tag.Group, big);
        UInt16(head[2..], element.Tag.Element, big);
        if (syntax.IsImplicit)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)length);
        }
        else
        {
            Encoding.ASCII.GetBytes(element.Vr, head[4..]);
            UInt16(head[6..], (ushort)length, big);
        }

        element.Value.CopyTo(bytes, 8);
        bytes.AsSpan(8 + element.Value.Length).Fill((byte)(element.Vr == "UI" ? '\0' : ' '));
        return bytes;

        static void UInt16(Span<byte> target, ushort value, bool big)
        {
            if (big)
            {
                BinaryPrimitives.WriteUInt16BigEndian(target, value);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(target, value);
            }
        }
    }
}
