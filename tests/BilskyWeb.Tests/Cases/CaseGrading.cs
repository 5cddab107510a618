using BilskyWeb.Commands;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Grading;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Inference;
using BilskyWeb.LocalServers;
using BilskyWeb.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace BilskyWeb.Tests.Cases;

/// <summary>Grades case studies with the shipped models, as <c>./bilsky grade</c> does it: real files, a real archive, real networks.</summary>
internal static class CaseGrading
{
    private static readonly Lazy<SlicePipeline> Shipped = new(() => SlicePipeline.Open(Repository.PathOf("models"), logger: NullLogger.Instance).Value);

    /// <summary>Grades several studies in one go (one archive), which costs much less than one by one.</summary>
    /// <returns>Everything that the command prints; the studies by name with <see cref="Of"/>.</returns>
    public static Task<FileGradingOutcome> GradeAsync(params CaseStudy[] studies) => GradeAsync(_ => { }, studies);

    /// <summary>The same after something happened to the files on their way.</summary>
    /// <param name="change">Gets the folder of each study's files.</param>
    /// <param name="studies">The studies.</param>
    public static async Task<FileGradingOutcome> GradeAsync(Action<string> change, params CaseStudy[] studies)
    {
        var folder = Directory.CreateTempSubdirectory("cases-").FullName;
        try
        {
            using var progress = new StringWriter();
            var paths = studies.Select(s => s.WriteTo(folder)).ToList();
            paths.ForEach(change);
            return await new FileGrading(Shipped.Value, new StudyRule(), progress).RunAsync(paths, CancellationToken.None);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Grades a study whose images reached the archive without passing through BilskyWeb, by C-STORE, as a scanner or a PACS sends them.</summary>
    public static async Task<StudyOutcome> GradeFromArchiveAsync(CaseStudy study)
    {
        var folder = Directory.CreateTempSubdirectory("cases-archive-").FullName;
        try
        {
            var scanner = await Scanner.GetAsync();
            await using var orthanc = await PrivateOrthanc.StartAsync(folder, CancellationToken.None, new PrivateOrthancOptions { Durable = false, Modalities = [scanner.Modality] });
            await scanner.SendAsync(new KnownModality(orthanc.AeTitle, "127.0.0.1", orthanc.DicomPort), study.Images.Select(image => image.ToFile()));
            using var archive = new DicomWebArchive(orthanc.Address());
            return (await new StudyGrader(archive, Shipped.Value, new StudyRule()).GradeAsync(study.Uid, null, CancellationToken.None)).Value;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One study of what was graded.</summary>
    public static StudyJson Of(this FileGradingOutcome outcome, CaseStudy study) => Assert.Single(outcome.Grading.Studies, s => s.StudyInstanceUid == study.Uid);
}
