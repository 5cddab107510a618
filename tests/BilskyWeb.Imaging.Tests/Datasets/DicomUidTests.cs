using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Tests.Datasets;

public sealed class DicomUidTests
{
    [Fact]
    public void FromSeed_SameSeed_SameValidUid()
    {
        Assert.Equal(DicomUid.FromSeed("a"), DicomUid.FromSeed("a"));
        Assert.NotEqual(DicomUid.FromSeed("a"), DicomUid.FromSeed("b"));
        Assert.True(DicomUid.IsValid(DicomUid.FromSeed("a")));
        Assert.StartsWith("2.25.", DicomUid.FromSeed("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void New_Twice_TwoValidUids()
    {
        Assert.NotEqual(DicomUid.New(), DicomUid.New());
        Assert.True(DicomUid.IsValid(DicomUid.New()));
    }

    [Theory]
    [InlineData("1.2.840", true)]
    [InlineData("1.0.3", true)]
    [InlineData("", false)]
    [InlineData(".1", false)]
    [InlineData("1.", false)]
    [InlineData("1..2", false)]
    [InlineData("1.02", false)]
    [InlineData("1.2a", false)]
    [InlineData("1.2 ", false)]
    [InlineData("1.234567890123456789012345678901234567890123456789012345678901234", false)]
    public void IsValid_Text_FollowsPs35(string text, bool valid) => Assert.Equal(valid, DicomUid.IsValid(text));
}
