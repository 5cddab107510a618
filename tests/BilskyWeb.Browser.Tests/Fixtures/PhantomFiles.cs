using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom;
using BilskyWeb.Phantom.Dicom;

namespace BilskyWeb.Browser.Tests.Fixtures;

/// <summary>Phantom studies on disk for one test, deleted with it.</summary>
internal sealed class PhantomFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-phantom-").FullName;

    /// <summary>Writes one study with a metastasis.</summary>
    public PhantomFiles(long seed)
        : this(new PhantomRequest(seed, PhantomCohort.Internal, Healthy: false))
    {
    }

    private PhantomFiles(PhantomRequest request) => PhantomFolder.Write(_folder, [request], written => Study = written);

    public WrittenStudy Study { get; private set; } = null!;

    /// <summary>The first study from that seed on in which at least three slices have that grade, and none a higher one.</summary>
    public static PhantomFiles WithHighestGrade(BilskyGrade grade, long fromSeed)
    {
        for (var seed = fromSeed; ; seed++)
        {
            var request = new PhantomRequest(seed, PhantomCohort.Balanced, Healthy: false);
            var grades = PhantomStudy.Generate(request).Slices.Select(s => s.Label.Grade).ToList();
            if (grades.Max() == grade && grades.Count(g => g == grade) >= 3)
            {
                return new PhantomFiles(request);
            }
        }
    }

    /// <summary>The folder that a referrer would drag onto the page.</summary>
    public string StudyFolder => Path.Combine(_folder, Study.PatientId);

    public IReadOnlyList<string> DicomFiles => Directory.GetFiles(StudyFolder, "*.dcm", SearchOption.AllDirectories);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
