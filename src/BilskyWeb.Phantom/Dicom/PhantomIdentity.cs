using System.Globalization;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.Phantom.Randomness;

namespace BilskyWeb.Phantom.Dicom;

/// <summary>The invented person and the identifiers of one study: plainly synthetic, the same for the same request.</summary>
/// <remarks>Seed and cohort make the patient, so that requests which differ in anything else are of one patient; study, series and image UIDs differ wherever a request does, a scanner going by its key.</remarks>
internal sealed class PhantomIdentity
{
    private static readonly string[] FemaleNames = ["Ada", "Berta", "Cleo", "Dora", "Edda", "Fay", "Gita", "Hedy", "Ines", "Jia", "Kira", "Lise", "Mina", "Noor", "Olga", "Pia"];
    private static readonly string[] MaleNames = ["Abel", "Bo", "Cyrus", "Dov", "Emil", "Finn", "Gil", "Hugo", "Ivo", "Jun", "Kai", "Leo", "Max", "Nils", "Omar", "Per"];

    public PhantomIdentity(PhantomStudy study)
    {
        var request = study.Request;
        var code = SeededRandom.Derive(request.Seed, "identity", (int)request.Cohort);
        PatientId = string.Create(CultureInfo.InvariantCulture, $"PH-{code >> 24:X10}");
        var r = SeededRandom.For(request.Seed, "identity");
        var names = study.Sex == 'F' ? FemaleNames : MaleNames;
        PatientName = $"Phantom^{names[r.Whole(0, names.Length - 1)]}";
        // No clock here: the same request must give the same bytes for ever.
        var drawn = new DateTime(2024, 1, 1, 8, 0, 0, DateTimeKind.Unspecified).AddDays(r.Whole(0, 600)).AddMinutes(r.Whole(0, 600));
        var when = request.MadeAt ?? drawn;
        Date = when.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        Time = when.ToString("HHmmss", CultureInfo.InvariantCulture);
        BirthDate = drawn.AddYears(-study.Age).AddDays(-r.Whole(1, 360)).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        AccessionNumber = string.Create(CultureInfo.InvariantCulture, $"PHA{code >> 36:D9}");
        _uidRoot = string.Create(CultureInfo.InvariantCulture, $"{PhantomRevision.Generator} {request.Seed} {request.Cohort} {request.Healthy} {request.LesionDepthMm} {request.Origin} {study.Scanner.Key}");
        StudyInstanceUid = Uid("study");
        FrameOfReferenceUid = Uid("frame of reference");
    }

    private readonly string _uidRoot;

    public string PatientId { get; }
    public string PatientName { get; }
    public string BirthDate { get; }
    public string Date { get; }
    public string Time { get; }
    public string AccessionNumber { get; }
    public string StudyInstanceUid { get; }
    public string FrameOfReferenceUid { get; }

    public string SeriesUid(int series) => Uid(string.Create(CultureInfo.InvariantCulture, $"series {series}"));

    public string SopUid(int series, int instance) => Uid(string.Create(CultureInfo.InvariantCulture, $"series {series} instance {instance}"));

    private string Uid(string what) => DicomUid.FromSeed($"{_uidRoot} {what}");
}
