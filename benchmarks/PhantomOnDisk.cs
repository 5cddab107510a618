using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Dicom;

namespace BilskyWeb.Benchmarks;

/// <summary>A phantom study as files, deleted after use.</summary>
internal sealed class PhantomOnDisk : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-bench-").FullName;

    public PhantomOnDisk(PhantomRequest request)
    {
        PhantomFolder.Write(_folder, [request], written => Study = written);
        Files = [.. Directory.GetFiles(_folder, "*.dcm", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    public WrittenStudy Study { get; private set; } = null!;

    public IReadOnlyList<string> Files { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
