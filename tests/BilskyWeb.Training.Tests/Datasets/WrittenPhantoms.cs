using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Dicom;

namespace BilskyWeb.Training.Tests.Datasets;

/// <summary>Two phantom studies written as a labelled folder of DICOM, once for the tests of a class.</summary>
public sealed class WrittenPhantoms : IDisposable
{
    public WrittenPhantoms() => PhantomFolder.Write(
        Folder, [new PhantomRequest(11, PhantomCohort.Balanced, Healthy: false), new PhantomRequest(12, PhantomCohort.External, Healthy: true)]);

    public string Folder { get; } = Directory.CreateTempSubdirectory("bilsky-phantoms-").FullName;

    /// <summary>A copy of the labels that a test may spoil, beside links to the same images.</summary>
    public string CopyWith(Func<string[], string[]> change)
    {
        var copy = Directory.CreateTempSubdirectory("bilsky-phantoms-copy-").FullName;
        foreach (var file in Directory.EnumerateFiles(Folder, "*.dcm", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.WriteAllLines(Path.Combine(copy, "labels.csv"), change(File.ReadAllLines(Path.Combine(Folder, "labels.csv"))));
        return copy;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
