using System.Collections.Frozen;
using System.Text;
using BilskyWeb.Core;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>The identifiers that place an image.</summary>
/// <param name="Study">(0020,000D).</param>
/// <param name="Series">(0020,000E).</param>
/// <param name="SopInstance">(0008,0018).</param>
public sealed record InstanceUids(string Study, string Series, string SopInstance);

/// <summary>The way out of screening under other identifiers.</summary>
internal static class UidCopy
{
    /// <summary>What names other images by the identifiers that these no longer share a study with (PS3.3 C.7.6.16.2.5, C.12.4, 10.3, 10.4): referenced studies, series, images, and sources.</summary>
    private static readonly FrozenSet<DicomTag> LeftOut = new DicomTag[]
    {
        new(0x0008, 0x1110), new(0x0008, 0x1111), new(0x0008, 0x1115), new(0x0008, 0x1140), new(0x0008, 0x114A), new(0x0008, 0x2112), new(0x0020, 0x9172),
    }.ToFrozenSet();

    public static async Task<Result<Done>> WriteAsync(Stream file, TransferSyntax syntax, DatasetWalk walk, InstanceUids uids, Stream output, CancellationToken cancellation)
    {
        if (walk.Kept.ToDataset().GetString(DicomTag.SopClassUid) is not { } sopClass)
        {
            return new IdentityNotWritable("it does not say what kind of image it is");
        }

        List<(DicomTag Tag, string Vr, byte[] Value)> values =
        [
            (DicomTag.SopInstanceUid, "UI", Encoding.ASCII.GetBytes(uids.SopInstance)),
            (DicomTag.StudyInstanceUid, "UI", Encoding.ASCII.GetBytes(uids.Study)),
            (DicomTag.SeriesInstanceUid, "UI", Encoding.ASCII.GetBytes(uids.Series)),
        ];
        Part10Writer.WriteMeta(output, sopClass, uids.SopInstance, syntax.Uid);
        await PatientCopy.WriteReplacedAsync(file, syntax, walk, values, LeftOut, output, cancellation).ConfigureAwait(false);
        return new Done();
    }
}
