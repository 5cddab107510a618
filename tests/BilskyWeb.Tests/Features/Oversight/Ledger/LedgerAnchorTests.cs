using BilskyWeb.Features.Oversight.Ledger;

namespace BilskyWeb.Tests.Features.Oversight.Ledger;

public sealed class LedgerAnchorTests
{
    private static readonly LedgerAnchor Anchor = new(new DateOnly(2026, 11, 30), 7, new string('a', 64));

    [Fact]
    public void Read_WhatWasWritten_IsTheSame() => Assert.Equal([Anchor], ListAnchors.Read(ListAnchors.Write([Anchor]).Split('\n')).Value);

    [Theory]
    [InlineData("none")]
    [InlineData("null")]
    [InlineData("""{"day":"2026-11-30","position":1}""")]
    [InlineData("""{"day":"2026-11-30","position":1,"sha256":"abc"}""")]
    [InlineData("""{"day":"2026-11-30","position":0,"sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""")]
    [InlineData("""{"day":"2026-11-30","position":1,"sha256":"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"}""")]
    public void Read_LineThatIsNoAnchor_NamesTheLine(string line) =>
        Assert.Equal(new AnchorsUnreadable(2), ListAnchors.Read([ListAnchors.Write([Anchor]).Trim(), line]).Error);
}
