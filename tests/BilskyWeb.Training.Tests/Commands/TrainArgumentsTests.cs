using BilskyWeb.Training.Commands;
using BilskyWeb.Training.Datasets;
using BilskyWeb.Training.Losses;
using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Tests.Commands;

/// <summary>What used to fail after hours of training, or to train nothing at all.</summary>
public sealed class TrainArgumentsTests
{
    private static readonly TrainArguments Right = new() { Folder = "out", Phantoms = 2 };

    [Fact]
    public void Problem_OfDefaults_IsNone() => Assert.Null(Right.Problem);

    [Theory]
    [InlineData("2.2.0", true)]
    [InlineData("3", false)]
    [InlineData("2.2", false)]
    [InlineData("2.2.0-rc1", false)]
    [InlineData("2.1.1.8", false)]
    [InlineData("2.02.0", false)]
    [InlineData(" 2.2.0", false)]
    [InlineData("", false)]
    public void Problem_ModelVersion_IsOneThatACardMayHave(string version, bool right)
    {
        var problem = (Right with { Version = version }).Problem;
        if (right)
            Assert.Null(problem);
        else
            Assert.Contains("--model-version must be three whole numbers", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0.25, 1, "--epochs must be at least 1, is 0.")]
    [InlineData(-4, 0.25, 1, "--epochs must be at least 1")]
    [InlineData(1, 0, 1, "--adversarial-share must be above 0")]
    [InlineData(1, 1.5, 1, "--adversarial-share must be above 0")]
    [InlineData(1, double.NaN, 1, "--adversarial-share must be above 0")]
    [InlineData(1, 0.25, -1, "--threads must be at least 1")]
    public void Problem_NumberOutOfRange_NamesIt(int epochs, double share, int threads, string what) =>
        Assert.StartsWith(what, (Right with { Settings = new GraderSettings { Epochs = epochs, AdversarialShare = share }, Threads = threads }).Problem, StringComparison.Ordinal);

    [Fact]
    public void Problem_OfHosts_AsksForPhantomsAndAPartThatLearnsFromThem()
    {
        Assert.StartsWith("The segmentation learns from phantoms", (Right with { Part = TrainArguments.SegmentationPart, Phantoms = 0, Data = ["folder"] }).Problem, StringComparison.Ordinal);
        Assert.StartsWith("--onto joins phantoms", (Right with { Part = TrainArguments.RoiPart, Onto = ["folder"] }).Problem, StringComparison.Ordinal);
        Assert.StartsWith("--onto joins phantoms", (Right with { Phantoms = 0, Data = ["folder"], Onto = ["folder"] }).Problem, StringComparison.Ordinal);
        Assert.Null((Right with { Part = TrainArguments.SegmentationPart, Onto = ["folder"] }).Problem);
        Assert.Null((Right with { Onto = ["folder"] }).Problem);
    }

    [Fact]
    public void Problem_StartOfWhatDoesNotBegin_SaysSo()
    {
        var file = new FileInfo("grader.onnx");
        Assert.Null((Right with { Start = file }).Problem);
        Assert.All(
            [Right with { Start = file, Part = TrainArguments.RoiPart }, Right with { Start = file, Int8 = file }, Right with { Start = file, Settings = new GraderSettings { Ablation = Ablation.Softmax } }],
            wrong => Assert.StartsWith("--start is for training a grader", wrong.Problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Problem_UnlabelledFolderMissing_NamesIt()
    {
        var missing = Path.Combine(Path.GetTempPath(), "bilsky-none-such");
        Assert.Equal($"--unlabelled: {missing} is not a folder.", (Right with { Unlabelled = [missing] }).Problem);
    }

    [Fact]
    public void Problem_UnlabelledWithoutADetector_SaysSo()
    {
        var empty = Directory.CreateTempSubdirectory("bilsky-no-models-").FullName;
        Assert.Contains("No card of a roi model", (Right with { Unlabelled = [empty], Models = empty }).Problem, StringComparison.Ordinal);
        Directory.Delete(empty);
    }

    [Fact]
    public void Problem_UnlabelledWithoutTheTermThatUsesThem_SaysSo()
    {
        var here = Path.GetTempPath();
        Assert.All(
            [
                Right with { Unlabelled = [here], Part = "roi" },
                Right with { Unlabelled = [here], Int8 = new FileInfo("grader.onnx") },
                Right with { Unlabelled = [here], Evidence = new FileInfo("grader.onnx") },
                Right with { Unlabelled = [here], Settings = new GraderSettings { Ablation = Ablation.Compactness } },
            ],
            wrong => Assert.StartsWith("--unlabelled is for the grader's virtual adversarial term", wrong.Problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Problem_TwoSourcesOrTwoTasks_SaysWhatToDo()
    {
        Assert.Contains("either --data", (Right with { Data = ["a"] }).Problem, StringComparison.Ordinal);
        Assert.Contains("either --data", (Right with { Phantoms = 0 }).Problem, StringComparison.Ordinal);
        Assert.Contains("give one of them", (Right with { Int8 = new FileInfo("a"), Evidence = new FileInfo("a") }).Problem, StringComparison.Ordinal);
        Assert.Equal("--fold must be 1 to 5, is 6.", (Right with { Fold = new Fold(6, 5) }).Problem);
    }
}
