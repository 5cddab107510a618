using System.Text.RegularExpressions;
using System.Globalization;
using BilskyWeb.Core.Grading;
using BilskyWeb.Phantom;
using BilskyWeb.Training.Datasets;

namespace BilskyWeb.Training.Tests.Datasets;

[Trait("Kind", "integration")]
public sealed class LabelledFoldersTests(WrittenPhantoms phantoms) : IClassFixture<WrittenPhantoms>
{
    /// <summary>DICOM file, screening, archive and decoding on one side, the phantom in memory on the other: the grader must see the same region.</summary>
    [Fact]
    public async Task ToMeasure_WrittenPhantoms_GiveTheRegionsOfThePhantomInMemory()
    {
        var fromFiles = new GraderSamples();
        await foreach (var series in LabelledFolders.ToMeasure([phantoms.Folder], null, TextWriter.Null, CancellationToken.None))
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
    public async Task ToMeasure_FolderWithPascalVocAlone_GivesTheSameLabels()
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
            Assert.Equal(validation, await StudiesAsync(LabelledFolders.ToMeasure([phantoms.Folder], new Fold(number, 2), TextWriter.Null, CancellationToken.None)));
            Assert.Single(await sources.ValidationPatients(CancellationToken.None));
        }

        Assert.Equal(2, kept.Distinct().Count());
        Assert.Equal(2, keys.Count);
    }

    /// <summary>Whoever labels the most doubtful slices alone is not to be told of a series that has only these.</summary>
    [Fact]
    public async Task ToMeasure_FewLabelsInDisorder_GivesWholeStacksHeadFirst()
    {
        var whole = await SeriesAsync(phantoms.Folder);
        var folder = phantoms.CopyWith(lines => [lines[0], .. lines.Skip(1).Where((_, i) => i % 5 == 0).Reverse()]);
        try
        {
            var few = (await SeriesAsync(folder)).OrderBy(s => s.Study, StringComparer.Ordinal).ToList();
            Assert.Equal(whole.OrderBy(s => s.Study, StringComparer.Ordinal).Select(s => (s.Study, s.Slices.Count)), few.Select(s => (s.Study, s.Slices.Count)));
            Assert.Equal(File.ReadLines(Path.Combine(folder, "labels.csv")).Count() - 1, few.Sum(s => s.Slices.Count(x => x.CanalIsKnown)));
            Assert.All(few, s => Assert.Equal(s.Slices.Select(x => x.PositionMm).OrderDescending(), s.Slices.Select(x => x.PositionMm)));
            Assert.Equal(whole.OrderBy(s => s.Study, StringComparer.Ordinal).Select(s => s.Intensity), few.Select(s => s.Intensity));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A slice left out for its quality, without a box or with one over the whole image as LabelImg saves it, has a canal like any other; it must not teach that there is none.</summary>
    [Fact]
    public async Task ToMeasure_ExclusionWithoutBox_SaysNothingOfTheCanal()
    {
        var size = int.Parse(Regex.Match(File.ReadAllText(Directory.EnumerateFiles(phantoms.Folder, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First()), "<width>(\\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        var whole = FormattableString.Invariant($"1,1,{size - 1},{size - 1}");
        var folder = phantoms.CopyWith(lines => [.. lines.Take(5), With(lines[5], "", "quality"), With(lines[6], "", ""), With(lines[7], whole, "region")]);
        try
        {
            var slices = (await SeriesAsync(folder)).SelectMany(s => s.Slices).Where(s => s.Exclusion is "quality" or "region" || (s.CanalIsKnown && s.Canal is null)).ToList();
            Assert.Equal([(false, "quality"), (true, null), (false, "region")], slices.Select(s => (s.CanalIsKnown, s.Exclusion)));
            Assert.All(slices, s => Assert.Null(s.Canal));
            var samples = new RoiSamples();
            samples.Add(LabelledSeries.Of("s", slices));
            Assert.False(Assert.Single(samples.Items).HasCanal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static string With(string line, string box, string exclusion) => string.Join(',', [.. line.Split(',').Take(4), .. box.Length > 0 ? box.Split(',') : ["", "", "", ""], "", exclusion]);
    }

    [Fact]
    public async Task ToMeasure_LabelOfAnotherStudyOrTwice_NamesTheLine()
    {
        var folder = phantoms.CopyWith(lines => [.. lines.Take(2), string.Join(',', ["1.2.3", .. lines[2].Split(',').Skip(1)])]);
        try
        {
            var wrong = await Assert.ThrowsAsync<InvalidDataException>(() => SeriesAsync(folder));
            Assert.StartsWith(Path.Combine(folder, "labels.csv") + ":3: ", wrong.Message, StringComparison.Ordinal);
            Assert.Contains("not of 1.2.3 and", wrong.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        var twice = await Assert.ThrowsAsync<InvalidDataException>(() => SeriesAsync(phantoms.Folder, phantoms.Folder));
        var line = Path.Combine(phantoms.Folder, "labels.csv") + ":2";
        Assert.StartsWith(line + ": ", twice.Message, StringComparison.Ordinal);
        Assert.Contains("has a label already, in " + line, twice.Message, StringComparison.Ordinal);
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
        await foreach (var series in LabelledFolders.ToMeasure([folder], null, TextWriter.Null, CancellationToken.None))
        {
            labels.AddRange(series.Slices.Select(s => (series.Study, s.Grade, s.Canal?.X ?? -1, s.Canal?.Y ?? -1)));
        }

        return labels;
    }

    private static async Task<List<LabelledSeries>> SeriesAsync(params string[] folders) => await LabelledFolders.ToMeasure(folders, null, TextWriter.Null, CancellationToken.None).ToListAsync();

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
