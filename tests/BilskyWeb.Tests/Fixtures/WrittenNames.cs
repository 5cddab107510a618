using System.Text;

namespace BilskyWeb.Tests.Fixtures;

/// <summary>Names as files of the world hold them: character set, bytes, and how the name reads.</summary>
internal static class WrittenNames
{
    // In this order: none with Latin-1 and with UTF-8 in it, a wrong one, each script, misspelt terms, code extensions without their escapes, one that nobody knows.
    /// <summary>(0008,0005), the bytes of (0010,0010) as Latin-1 text, the name in its file form.</summary>
    public static TheoryData<string, string, string> All => new()
    {
        { "", "Müller^Jörg", "Müller^Jörg" },
        { "", In(65001, "Müller^Jörg"), "Müller^Jörg" },
        { "ISO_IR 192", "Müller^Jörg", "M\uFFFDller^J\uFFFDrg" },
        { @"\ISO 2022 IR 87", "Yamada^Tarou=\u001B$B;3ED\u001B(B^\u001B$BB@O:\u001B(B=\u001B$B$d$^$@\u001B(B^\u001B$B$?$m$&\u001B(B", "Yamada^Tarou=山田^太郎=やまだ^たろう" },
        { "GB18030", In(54936, "Wang^XiaoDong=王^小东"), "Wang^XiaoDong=王^小东" },
        { @"\ISO 2022 IR 149", "Hong^Gildong=\u001B$)C\u00FB\u00F3^\u001B$)C\u00D1\u00CE\u00D4\u00D7=\u001B$)C\u00C8\u00AB^\u001B$)C\u00B1\u00E6\u00B5\u00BF", "Hong^Gildong=洪^吉洞=홍^길동" },
        { "ISO_IR 144", In(28595, "Иванов^Пётр"), "Иванов^Пётр" },
        { "ISO_IR 126", In(28597, "Διονυσιος^Α"), "Διονυσιος^Α" },
        { "ISO_IR 127", In(28596, "قباني^لنزار"), "قباني^لنزار" },
        { "ISO_IR 138", In(28598, "שרון^דבורה"), "שרון^דבורה" },
        { "ISO_IR 192", In(65001, "Łukasz^Żółć=山田^太郎"), "Łukasz^Żółć=山田^太郎" },
        { "ISO-IR-144", In(28595, "Иванов^Пётр"), "Иванов^Пётр" },
        { "iso8859-5", In(28595, "Иванов^Пётр"), "Иванов^Пётр" },
        { @"\ISO 2022 IR 149", In(51949, "Hong^Gildong=洪^吉洞"), "Hong^Gildong=洪^吉洞" },
        { @"ISO2022IR13\ISO2022IR87", "\u00D4\u00CF\u00C0\u00DE^\u00C0\u00DB\u00B3=\u001B$B;3ED\u001B(J^\u001B$BB@O:\u001B(J", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎" },
        { "KOI-7", "Müller^Jörg", "M\uFFFDller^J\uFFFDrg" },
        { "ISO_IR100", "Müller^Jörg", "Müller^Jörg" },
        { @"ISO 2022 IR 6\ISO 2022 IR 100", "Müller^Jörg", "Müller^Jörg" },
    };

    /// <summary>The cases 30a to 30j but 30h: which, (0008,0005), the bytes as Latin-1 text, the name, and words of it that a search finds it by.</summary>
    public static TheoryData<string, string, string, string, string> Cases => new()
    {
        { "30a", "", "Müller^Jörg", "Müller^Jörg", "müller" },
        { "30b", "ISO_IR 192", "Müller^Jörg", "M\uFFFDller^J\uFFFDrg", "\uFFFD" },
        { "30c", "ISO_IR 100", In(65001, "Müller^Jörg"), In(65001, "Müller^Jörg"), "ller" },
        { "30d", @"\ISO 2022 IR 87", "Yamada^Tarou=\u001B$B;3ED\u001B(B^\u001B$BB@O:\u001B(B=\u001B$B$d$^$@\u001B(B^\u001B$B$?$m$&\u001B(B", "Yamada^Tarou=山田^太郎=やまだ^たろう", "山田 太郎" },
        { "30e", "GB18030", In(54936, "Wang^XiaoDong=王^小东"), "Wang^XiaoDong=王^小东", "小东" },
        { "30f", @"\ISO 2022 IR 149", "Hong^Gildong=\u001B$)C\u00FB\u00F3^\u001B$)C\u00D1\u00CE\u00D4\u00D7=\u001B$)C\u00C8\u00AB^\u001B$)C\u00B1\u00E6\u00B5\u00BF", "Hong^Gildong=洪^吉洞=홍^길동", "洪 吉洞" },
        { "30g", "ISO_IR 144", In(28595, "Иванов^Пётр"), "Иванов^Пётр", "пётр" },
        { "30i", "ISO_IR100", "Müller^Jörg", "Müller^Jörg", "jörg" },
        { "30j", @"ISO 2022 IR 6\ISO 2022 IR 100", "Müller^Jörg", "Müller^Jörg", "jörg" },
    };

    /// <summary>A name's bytes in a code page, as Latin-1 text.</summary>
    public static string In(int codePage, string name) =>
        Encoding.Latin1.GetString((CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage)).GetBytes(name));
}
