namespace BilskyWeb.Training.Tests;

public sealed class ProgramTests
{
    /// <summary>After the default 2 s the process was ended in the middle of a step: no word of what was kept, and patients' images left in the temporary folder.</summary>
    [Fact]
    public void Invocation_Interrupted_GivesAStepAndAPrivateArchiveTimeToStop() =>
        Assert.InRange(Program.Invocation.ProcessTerminationTimeout!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
}
