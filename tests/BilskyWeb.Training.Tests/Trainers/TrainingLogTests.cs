using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Tests.Trainers;

public sealed class TrainingLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bilsky-log-").FullName;

    private string Log => Path.Combine(_folder, TrainingLog.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>An epoch whose row was written and whose checkpoint was not is run again: it used to stand there twice.</summary>
    [Fact]
    public void Add_ResumedAfterACrashBeforeTheCheckpoint_WritesNoEpochTwice()
    {
        File.WriteAllText(Log, "epoch,loss\n1,0.9\n2,0.5\n3,0.4\n4,0.");
        var log = new TrainingLog(_folder, "epoch,loss", 2);
        log.Add("3,0.4");
        log.Add("4,0.3");
        Assert.Equal(["epoch,loss", "1,0.9", "2,0.5", "3,0.4", "4,0.3"], File.ReadAllLines(Log));
    }

    [Fact]
    public void Add_FirstEpochOfAFreshRun_BeginsTheLogAnew()
    {
        File.WriteAllText(Log, "epoch,loss\n1,0.9\n");
        new TrainingLog(_folder, "epoch,loss", 0).Add("1,0.8");
        Assert.Equal(["epoch,loss", "1,0.8"], File.ReadAllLines(Log));
    }

    [Fact]
    public void Construct_NothingAdded_LeavesTheLogAlone()
    {
        File.WriteAllText(Log, "epoch,loss\n1,0.9\n");
        _ = new TrainingLog(_folder, "epoch,loss", 0);
        Assert.Equal("epoch,loss\n1,0.9\n", File.ReadAllText(Log));
    }
}
