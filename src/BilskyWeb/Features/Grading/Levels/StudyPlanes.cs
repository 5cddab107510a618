using BilskyWeb.Core;
using BilskyWeb.Core.Geometry;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Series;

namespace BilskyWeb.Features.Grading.Levels;

/// <summary>Where the images of a study lie in the patient.</summary>
public sealed record StudyPlanes(IReadOnlyList<SeriesFacts> Series)
{
    private readonly Dictionary<(string, int), (ImagePlane Plane, SlicePlane Lies)> _byFrame = Series
        .SelectMany(series => series.Slices, (series, slice) => (series, slice))
        .Where(s => s.slice.ImagePlane is not null)
        .DistinctBy(s => (s.slice.SopInstanceUid, s.slice.Frame))
        .ToDictionary(s => (s.slice.SopInstanceUid, s.slice.Frame), s => (s.slice.ImagePlane!, s.series.Plane));

    /// <summary>An image's plane; null when there is no such image or it does not say how it lies.</summary>
    public ImagePlane? Of(string sopInstanceUid, int frame) => _byFrame.GetValueOrDefault((sopInstanceUid, frame)).Plane;

    /// <summary>True for an image on which the middle of a vertebral body can be seen.</summary>
    public bool IsSagittal(string sopInstanceUid, int frame) => _byFrame.GetValueOrDefault((sopInstanceUid, frame)).Lies == SlicePlane.Sagittal;
}

/// <summary>Reads the planes of a study's images from the archive.</summary>
internal sealed class ReadStudyPlanes(DicomWebArchive archive)
{
    public async Task<Result<StudyPlanes>> HandleAsync(string studyInstanceUid, CancellationToken cancellationToken)
    {
        var metadata = await archive.ReadMetadataAsync(studyInstanceUid, ct: cancellationToken);
        return metadata.IsOk ? new StudyPlanes(SeriesFacts.FromInstances(metadata.Value)) : metadata.Error!;
    }
}
