using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Dicom;

namespace BilskyWeb.Browser.Tests.Fixtures;

/// <summary>Phantom studies on disk for one test, deleted with it.</summary>
internal sealed class PhantomFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-phantom-").FullName;

    /// <summary>Writes one study with a metastasis.</summary>
    public PhantomFiles(long seed)
    {
        PhantomFolder.Write(_folder, [new PhantomRequest(seed, PhantomCohort.Internal, Healthy: false)], written => Study = written);
    }

    public WrittenStudy Study { get; private set; } = null!;

    /// <summary>The folder that a referrer would drag onto the page.</summary>
    public string StudyFolder => Path.Combine(_folder, Study.PatientId);

    public IReadOnlyList<string> DicomFiles => Directory.GetFiles(StudyFolder, "*.dcm", SearchOption.AllDirectories);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
