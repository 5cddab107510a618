using System.Globalization;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Imaging.Datasets;
using BilskyWeb.LocalServers;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Cases;

/// <summary>Images that come again under identifiers that the archive holds.</summary>
[Trait("Kind", "integration")]
public sealed class SentAgainCases
{
    [Fact]
    public async Task SentOtherwise_SameNumberWithOtherAttributes_NamesTheImageOnceAndIsNews()
    {
        var folder = Directory.CreateTempSubdirectory("sent-again-").FullName;
        try
        {
            var scanner = await Scanner.GetAsync();
            await using var held = await PrivateOrthanc.StartAsync(folder, CancellationToken.None, new PrivateOrthancOptions { Durable = false, Modalities = [scanner.Modality] });
            var to = new KnownModality(held.AeTitle, "127.0.0.1", held.DicomPort);
            var study = new CaseStudy("sent-otherwise");
            var images = study.Add(CaseStudy.Short()[..2]);
            await scanner.SendAsync(to, images.Select(i => i.ToFile()));
            using var orthanc = new OrthancArchive(held.Address());

            await scanner.SendAsync(to, [images[1].ToFile()]);
            Assert.Empty((await orthanc.SentOtherwiseAsync(study.Uid)).Value);
            images[1].Header.Set(DicomTag.InstitutionName, "As the PACS writes it");
            var spacing = images[1].SpacingMm.ToString("F10", CultureInfo.InvariantCulture);
            images[1].Header.Set(DicomTag.PixelSpacing, spacing, spacing);
            await scanner.SendAsync(to, [images[1].ToFile()]);
            Assert.Empty((await orthanc.SentOtherwiseAsync(study.Uid)).Value);

            images[0].Header.Set(DicomTag.SeriesDescription, "T2 TSE TRA of somebody else");
            await scanner.SendAsync(to, [images[0].ToFile()]);
            images[0].Header.Set(DicomTag.SeriesDescription, "And another");
            await scanner.SendAsync(to, [images[0].ToFile()]);

            Assert.Equal([images[0].SopInstanceUid], (await orthanc.SentOtherwiseAsync(study.Uid)).Value);
            Assert.Contains((await orthanc.ReadChangesAsync(0)).Value.Changes, c => c is { Kind: "UpdatedMetadata", Resource: "Study" });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
