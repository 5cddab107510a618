using System.Text.Json;
using BilskyWeb.Clinical;
using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Cases.Worklist;
using BilskyWeb.Shell;

namespace BilskyWeb.Tests.Features.Cases.Worklist;

public sealed class WorklistViewTests
{
    [Fact]
    public void Serialised_FullPageOfLongSpines_FitsIntoOneMessageOfTheCircuit()
    {
        var row = new WorklistRow
        {
            StudyId = Guid.NewGuid(),
            PatientName = new string('n', 64),
            PatientId = new string('i', 64),
            ArrivedAt = DateTimeOffset.UtcNow,
            State = CaseState.Rejected,
            Why = new string('w', 500),
            FlagReason = new string('f', 300),
            PrimaryCancer = new string('p', 200),
            Referrer = new string('r', 100),
            Levels = [.. Enumerable.Repeat("−132 to −140 mm", 10)],
            Strip = new string('5', 400),
        };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new WorklistView([.. Enumerable.Repeat(row, ListWorklist.PageSize)], 300)).Length;

        // Protected and written as base64 twice over it grows by less than this.
        Assert.True(bytes * 2 < ShellRegistration.LargestMessage, $"{bytes} bytes");
    }

    [Fact]
    public void StripText_WrittenAndRead_IsTheSame()
    {
        StripSlice[] slices = [.. BilskyGrades.All.Select(g => new StripSlice(SliceStatus.Graded, g)), new(SliceStatus.Abstained, null), new(SliceStatus.Excluded, null), new(SliceStatus.NoCanal, null)];

        Assert.Equal("012345?x-", StripText.Write(slices));
        Assert.Equal(slices, StripText.Read("012345?x-"));
    }
}
