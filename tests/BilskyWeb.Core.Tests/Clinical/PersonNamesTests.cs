using BilskyWeb.Core.Clinical;

namespace BilskyWeb.Core.Tests.Clinical;

public sealed class PersonNamesTests
{
    [Theory]
    [InlineData("Doe^Jane", "Doe^Jane", Likeness.Agree)]
    [InlineData("Doe^Jane", "DOE^JANE^^^", Likeness.Agree)]
    [InlineData("Doe^Jane", " doe ^ jane ", Likeness.Agree)]
    [InlineData("Garcia  Lopez^Ana", "garcia lopez^ana", Likeness.Agree)]
    [InlineData("M\u00FCller^J\u00F6rg", "Mu\u0308ller^Jo\u0308rg", Likeness.Agree)]
    [InlineData("M\u00FCller^J\u00F6rg", "M\u00DCLLER^J\u00D6RG", Likeness.Agree)]
    [InlineData("Weiß^Anna", "WEISS^ANNA", Likeness.Agree)]
    [InlineData("Ｙａｍａｄａ^Ｔａｒｏｕ", "Yamada^Tarou", Likeness.Agree)]
    [InlineData("ﾔﾏﾀﾞ^ﾀﾛｳ", "ヤマダ^タロウ", Likeness.Agree)]
    [InlineData("Nguy\u1EC5n^V\u0103n", "Nguye\u0302\u0303n^Va\u0306n", Likeness.Agree)]
    [InlineData("Nguy\u1EC7n^Lan", "Nguye\u0323\u0302n^Lan", Likeness.Agree)]
    [InlineData("Nguy\u1EC7n^Lan", "Nguye\u0302\u0323n^Lan", Likeness.Agree)]
    [InlineData("홍^길동", "\u1112\u1169\u11BC^\u1100\u1175\u11AF\u1103\u1169\u11BC", Likeness.Agree)]
    [InlineData("\uF9E1^\u6210", "\u674E^\u6210", Likeness.Agree)]
    [InlineData("\u042E\u0439", "\u044E\u0438\u0306", Likeness.Agree)]
    [InlineData("O'Brien^Mary", "O\u2019Brien^Mary", Likeness.Agree)]
    [InlineData("Smith-Jones^Ann", "Smith\u2010Jones^Ann", Likeness.Agree)]
    [InlineData("\u202BИванов\u202C^Пётр", "ИВАНОВ^ПЁТР", Likeness.Agree)]
    [InlineData("Παπαδόπουλος^Νίκος", "ΠΑΠΑΔΌΠΟΥΛΟΣ^ΝΊΚΟΣ", Likeness.Agree)]
    [InlineData("Yamada^Tarou=山田^太郎=やまだ^たろう", "YAMADA^TAROU", Likeness.Agree)]
    [InlineData("Yamada^Tarou=山田^太郎", "=山田^太郎", Likeness.Agree)]
    [InlineData("Yamada^Tarou=山田^太郎", "Yamada^Tarou=山田^次郎", Likeness.Differ)]
    [InlineData("Yamada^Tarou=山田^太郎", "Yamada^Jirou=山田^太郎", Likeness.Differ)]
    [InlineData("Yamada^Tarou", "=山田^太郎", Likeness.Unreadable)]
    [InlineData("Иванов^Пётр", "Сидорова^Анна", Likeness.Differ)]
    [InlineData("Иванов^Пётр", "Ivanov^Pyotr", Likeness.Differ)]
    [InlineData("Müller^Jörg", "Mueller^Joerg", Likeness.Differ)]
    [InlineData("Müller^Jörg", "Muller^Jorg", Likeness.Differ)]
    [InlineData("Doe^Jane", "Jane^Doe", Likeness.Differ)]
    [InlineData("Doe^Jane", "Doe Jane", Likeness.Differ)]
    [InlineData("Doe^Jane", "Doe^Jane^A", Likeness.Differ)]
    [InlineData("Doe^Jane", "Doe^Jane^^Dr", Likeness.Differ)]
    [InlineData("Doe^Jane^^^Jr", "Doe^Jane^^^Sr", Likeness.Differ)]
    [InlineData("Doe^Jane", "Doe^", Likeness.Differ)]
    [InlineData("^", "^", Likeness.Unreadable)]
    [InlineData("^", "Иванов^Пётр", Likeness.Unreadable)]
    [InlineData("^", "", Likeness.Unreadable)]
    [InlineData("???^??", "???^??", Likeness.Unreadable)]
    [InlineData("M\uFFFDller^J\uFFFDrg", "M\uFFFDller^J\uFFFDrg", Likeness.Unreadable)]
    [InlineData("M\uFFFDller^J\uFFFDrg", "Müller^Jörg", Likeness.Unreadable)]
    [InlineData("Yamada^Tarou=\uFFFD", "Yamada^Tarou", Likeness.Unreadable)]
    [InlineData("", "Doe^Jane", Likeness.OneMissing)]
    [InlineData("", "", Likeness.BothMissing)]
    [InlineData("  ", "", Likeness.BothMissing)]
    public void Compare_TwoNames_IsTheSameBothWays(string a, string b, Likeness expected)
    {
        Assert.Equal(expected, PersonNames.Compare(a, b));
        Assert.Equal(expected, PersonNames.Compare(b, a));
    }
}
