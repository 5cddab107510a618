using BilskyWeb.Core;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Documents;

namespace BilskyWeb.Features.Export;

/// <summary>Heads of a study's images as their files have them: of the archive's own answers other scripts are lost.</summary>
internal sealed class SourceHeads
{
    private readonly Dictionary<string, DicomDataset> _heads;
    private readonly string _study;

    private SourceHeads(string study, Dictionary<string, DicomDataset> heads) => (_study, _heads) = (study, heads);

    /// <summary>Any of them, to copy patient and study from; null when none is in the archive.</summary>
    public DicomDataset? Any => _heads.Values.FirstOrDefault();

    /// <param name="orthanc">The archive.</param>
    /// <param name="study">The study; images of others under the same identifiers do not count.</param>
    /// <param name="sopInstanceUids">Which images.</param>
    /// <param name="others">Any image tells whose they are: of these the first that is there is read where none of those is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Heads of those that are there; an error only where the archive does not answer.</returns>
    public static async Task<Result<SourceHeads>> ReadAsync(OrthancArchive orthanc, Study study, IEnumerable<string> sopInstanceUids, IEnumerable<string> others, CancellationToken cancellationToken)
    {
        var heads = new SourceHeads(study.StudyInstanceUid, new Dictionary<string, DicomDataset>(StringComparer.Ordinal));
        var read = await heads.AddAsync(orthanc, study, sopInstanceUids, false, cancellationToken);
        if (read.IsOk && heads.Any is null)
        {
            read = await heads.AddAsync(orthanc, study, others, true, cancellationToken);
        }

        return read.IsOk ? heads : read.Error!;
    }

    public bool Has(SliceResult slice) => _heads.ContainsKey(slice.SopInstanceUid);

    /// <summary>An image as documents name it.</summary>
    public SourceImage Image(SliceResult slice)
    {
        var head = _heads.GetValueOrDefault(slice.SopInstanceUid);
        return new SourceImage(
            _study, slice.SeriesInstanceUid, head?.GetString(DicomTag.SopClassUid) ?? DicomUid.MrImageStorage, slice.SopInstanceUid, head?.GetInt(DicomTag.NumberOfFrames) > 1 ? slice.Frame : null);
    }

    private async Task<Result<Done>> AddAsync(OrthancArchive orthanc, Study study, IEnumerable<string> sopInstanceUids, bool first, CancellationToken cancellationToken)
    {
        var held = await orthanc.FindHeldAsync([.. sopInstanceUids.Distinct()], cancellationToken);
        if (held.Error is { } down)
        {
            return down;
        }

        foreach (var instance in held.Value)
        {
            var head = await orthanc.Instances.ReadHeadAsync(instance.OrthancId, cancellationToken);
            if (head.Error is not (null or NotFoundError))
            {
                return head.Error;
            }

            if (head is { IsOk: true, Value: { } read } && read.GetString(DicomTag.StudyInstanceUid) == study.StudyInstanceUid && (read.GetString(DicomTag.PatientId) ?? "") == study.PatientId)
            {
                _heads.TryAdd(instance.SopInstanceUid, read);
                if (first)
                {
                    break;
                }
            }
        }

        return new Done();
    }
}
