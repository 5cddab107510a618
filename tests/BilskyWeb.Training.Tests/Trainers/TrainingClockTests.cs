using BilskyWeb.Training.Trainers;

namespace BilskyWeb.Training.Tests.Trainers;

public sealed class TrainingClockTests
{
    [Theory]
    [InlineData(30 * 3600, "30:00:00")]
    [InlineData(360_185, "100:03:05")]
    [InlineData(65, "00:01:05")]
    public void Left_AnyTime_CountsItsHoursInFull(int seconds, string expected) => Assert.Equal(expected, TrainingClock.Left(TimeSpan.FromSeconds(seconds)));
}
