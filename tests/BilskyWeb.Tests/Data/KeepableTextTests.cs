using BilskyWeb.Data;

namespace BilskyWeb.Tests.Data;

public sealed class KeepableTextTests
{
    /// <summary>PostgreSQL takes no half of a pair: a row whose error was cut there could not be saved, and was tried again for ever.</summary>
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("ab\U0001D11Ed", 3, "ab")]
    [InlineData("a\U0001D11Ed", 3, "a\U0001D11E")]
    [InlineData("", 3, "")]
    public void Cut_AcrossASurrogatePair_LeavesTheWholePairOut(string text, int length, string kept)
    {
        var cut = KeepableText.Cut(text, length);

        Assert.Equal(kept, cut);
        Assert.True(cut.CanBeKept());
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(" \t ", null)]
    [InlineData(" why ", "why")]
    public void TrimmedOrNull_Text_IsNullWhenNothingIsLeft(string? text, string? kept) => Assert.Equal(kept, text.TrimmedOrNull());
}
