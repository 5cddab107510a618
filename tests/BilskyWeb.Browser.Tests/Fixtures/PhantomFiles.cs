using System.Buffers.Binary;
using System.Text;
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

    /// <summary>Gives the patient another name in every file.</summary>
    public PhantomFiles Named(string name)
    {
        // Patient's Name as explicit little endian has it: tag, VR, length of the value in two bytes.
        ReadOnlySpan<byte> tag = [0x10, 0, 0x10, 0, (byte)'P', (byte)'N'];
        var value = Encoding.ASCII.GetBytes(name.Length % 2 == 0 ? name : name + " ");
        foreach (var file in DicomFiles)
        {
            var bytes = File.ReadAllBytes(file);
            var at = bytes.AsSpan().IndexOf(tag) + tag.Length;
            var old = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
            File.WriteAllBytes(file, [.. bytes[..at], (byte)value.Length, 0, .. value, .. bytes[(at + 2 + old)..]]);
        }

        return this;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
