using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Imaging.Tests.Datasets;

namespace BilskyWeb.Imaging.Tests.Archive;

/// <summary>Part 10 files of one series in a folder of their own, deleted afterwards.</summary>
internal sealed class StowFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("bilsky-stow-").FullName;

    public StowFolder(string study, string series, int count, int rows = 16, int columns = 16, Action<DicomDataset>? change = null)
    {
        var pixels = rows == 16 ? Pixels : new byte[rows * columns * 2];
        Files = [.. Enumerable.Range(1, count).Select(i =>
        {
            var instance = TestObjects.MrSlice($"{study}/{series}/{i}", rows, columns)
                .Set(DicomTag.StudyInstanceUid, study)
                .Set(DicomTag.SeriesInstanceUid, DicomUid.FromSeed($"{study}/{series}"))
                .Set(DicomTag.InstanceNumber, i)
                .Set(DicomTag.ImagePositionPatient, -50, -50, 4.0 * i);
            change?.Invoke(instance);
            var file = Path.Combine(_path, $"{i}.dcm");
            File.WriteAllBytes(file, Part10Writer.ToArray(instance, pixels));
            return new StowFile(file, instance.GetString(DicomTag.SopInstanceUid)!);
        })];
    }

    public static byte[] Pixels { get; } = TestObjects.Pixels();

    public IReadOnlyList<StowFile> Files { get; }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
