using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom;
using BilskyWeb.Training.Datasets;

namespace BilskyWeb.Training.Tests.Datasets;

[Trait("Kind", "integration")]
public sealed class LabelledFoldersTests(WrittenPhantoms phantoms) : IClassFixture<WrittenPhantoms>
{
    /// <summary>DICOM file, screening, archive and decoding on one side, the phantom in memory on the other: the grader must see the same region.</summary>
    [Fact]
    public async Task All_WrittenPhantoms_GiveTheRegionsOfThePhantomInMemory()
    {
        var fromFiles = new GraderSamples();
        await foreach (var series in LabelledFolders.All([phantoms.Folder], TextWriter.Null, CancellationToken.None))
        {
            fromFiles.Add(series);
        }

        var fromMemory = new GraderSamples();
        fromMemory.Add(PhantomSource.Labelled(PhantomStudy.Generate(new PhantomRequest(11, PhantomCohort.Balanced, Healthy: false)), "a"));
        fromMemory.Add(PhantomSource.Labelled(PhantomStudy.Generate(new PhantomRequest(12, PhantomCohort.External, Healthy: true)), "b"));
        Assert.Equal(fromMemory.Grades, fromFiles.Grades);
        Assert.Equal(fromMemory.CoarsestMm, fromFiles.CoarsestMm, 1e-4);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var all = Enumerable.Range(0, fromFiles.Count).ToArray();
        var difference = (fromFiles.Batch(all).Regions - fromMemory.Batch(all).Regions).abs();
        Assert.True(difference.mean().item<float>() < 0.004, $"mean difference {difference.mean().item<float>()}");
    }

    /// <summary>The Pascal VOC files that lie beside the phantom's images say the same as its labels.csv, but for images of which they say nothing.</summary>
    [Fact]
    public async Task All_FolderWithPascalVocAlone_GivesTheSameLabels()
    {
        var csv = await LabelsAsync(phantoms.Folder);
        var folder = phantoms.CopyWith(lines => lines);
        try
        {
            File.Delete(Path.Combine(folder, "labels.csv"));
            foreach (var file in Directory.EnumerateFiles(phantoms.Folder, "*.xml", SearchOption.AllDirectories))
            {
                File.Copy(file, Path.Combine(folder, Path.GetRelativePath(phantoms.Folder, file)));
            }

            var graded = csv.Where(l => l.Grade is not null).OrderBy(l => l.Study, StringComparer.Ordinal).ToList();
            var voc = (await LabelsAsync(folder)).Where(l => l.Grade is not null).OrderBy(l => l.Study, StringComparer.Ordinal).ToList();
            Assert.Equal(graded.Select(l => (l.Study, l.Grade)), voc.Select(l => (l.Study, l.Grade)));

            // LabelImg knows whole pixels: each edge is off by half a pixel at most.
            Assert.All(graded.Zip(voc), p => Assert.InRange(double.Hypot(p.First.X - p.Second.X, p.First.Y - p.Second.Y), 0, 0.75));
            var spoilt = Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).First(f => File.ReadAllText(f).Contains("<name>0</name>", StringComparison.Ordinal));
            File.WriteAllText(spoilt, File.ReadAllText(spoilt).Replace("<name>0</name>", "<name>1d</name>", StringComparison.Ordinal));
            var wrong = Assert.Throws<InvalidDataException>(() => LabelledFolders.Open([folder], Fold.First, TextWriter.Null));
            Assert.Contains(spoilt, wrong.Message, StringComparison.Ordinal);
            Assert.Contains("0, 1a, 1b, 1c, 2 or 3", wrong.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Over all folds every patient is kept for validation once, and is never on both sides.</summary>
    [Fact]
    public async Task Open_TwoPatientsTwoFolds_KeepsEachForValidationOnce()
    {
        var kept = new List<string>();
        var keys = new HashSet<string>();
        foreach (var number in new[] { 1, 2 })
        {
            var sources = LabelledFolders.Open([phantoms.Folder], new Fold(number, 2), TextWriter.Null);
            var train = await StudiesAsync(sources.Train(CancellationToken.None));
            var validation = await StudiesAsync(sources.Validation(CancellationToken.None));
            Assert.Single(train);
            Assert.Empty(train.Intersect(validation));
            kept.Add(Assert.Single(validation));
            keys.Add(sources.Key);
        }

        Assert.Equal(2, kept.Distinct().Count());
        Assert.Equal(2, keys.Count);
    }

    [Theory]
    [InlineData(0, 5, "--fold must be 1 to 5, is 0.")]
    [InlineData(6, 5, "--fold must be 1 to 5, is 6.")]
    [InlineData(1, 1, "--folds must be at least 2, is 1.")]
    [InlineData(5, 5, null)]
    public void Problem_FoldOutOfRange_SaysWhich(int number, int count, string? problem) => Assert.Equal(problem, new Fold(number, count).Problem);

    private static async Task<List<(string Study, BilskyGrade? Grade, double X, double Y)>> LabelsAsync(string folder)
    {
        var labels = new List<(string, BilskyGrade?, double, double)>();
        await foreach (var series in LabelledFolders.All([folder], TextWriter.Null, CancellationToken.None))
        {
            labels.AddRange(series.Slices.Select(s => (series.Study, s.Grade, s.Canal?.X ?? -1, s.Canal?.Y ?? -1)));
        }

        return labels;
    }

    private static async Task<HashSet<string>> StudiesAsync(IAsyncEnumerable<LabelledSeries> all)
    {
        var studies = new HashSet<string>();
        await foreach (var series in all)
        {
            studies.Add(series.Study);
        }

        return studies;
    }
}
