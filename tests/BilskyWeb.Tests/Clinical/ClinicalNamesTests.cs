using BilskyWeb.Clinical;


namespace BilskyWeb.Tests.Clinical;

public sealed class ClinicalNamesTests
{
    [Theory]
    [InlineData("Lee^Ann", "LEE, Ann")]
    [InlineData("Lee^Ann^Marie^Dr^Jr", "LEE, Ann Marie")]
    [InlineData("Lee", "LEE")]
    [InlineData("^Ann", "Ann")]
    [InlineData("", "No name")]
    [InlineData(null, "No name")]
    [InlineData("^^^^", "No name")]
    [InlineData("Yamada^Tarou=山田^太郎=やまだ^たろう", "YAMADA, Tarou (山田, 太郎; やまだ, たろう)")]
    [InlineData("Hong^Gildong==홍^길동", "HONG, Gildong (홍, 길동)")]
    [InlineData("שרון^דבורה", "שרון, דבורה")]
    [InlineData("Иванов^Пётр=Иванов^Пётр", "ИВАНОВ, Пётр")]
    [InlineData("=山田^太郎", "山田, 太郎")]
    [InlineData("<b>Bold</b>^<script>", "<B>BOLD</B>, <script>")]
    public void Format_PersonName_IsAsCliniciansWriteIt(string? personName, string expected)
    {
        Assert.Equal(expected, ClinicalNames.Format(personName));
        Assert.Equal(expected, ClinicalNames.Alternatives(personName)[0]);
    }

    [Fact]
    public void Alternatives_NameInThreeScripts_AreTheWholeThenEachAlone() => Assert.Equal(
        ["YAMADA, Tarou (山田, 太郎; やまだ, たろう)", "YAMADA, Tarou", "山田, 太郎", "やまだ, たろう"], ClinicalNames.Alternatives("Yamada^Tarou=山田^太郎=やまだ^たろう"));
}
