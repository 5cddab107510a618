using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Core.Tests.Clinical.Scores;

namespace BilskyWeb.Core.Tests.Clinical.Facts;

public sealed class ClinicalFieldsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void All_Fields_AreThereOnceWithACodeOfTheirOwn()
    {
        Assert.Equal(Enum.GetValues<ClinicalField>().Order(), ClinicalFields.All.Select(r => r.Field).Order());
        Assert.Distinct(ClinicalFields.All.Select(r => r.Code));
        Assert.All(ClinicalFields.All, r => Assert.Equal(r.Kind == FieldKind.Choice, r.Options.Count > 0));
    }

    /// <summary>What can be chosen can be read back, in the very word that is stored.</summary>
    [Fact]
    public void Read_EveryOption_IsTaken() => Assert.All(
        ClinicalFields.All.SelectMany(r => r.Options.Select(o => (Rule: r, o.Code))), o => Assert.Equal(o.Code, FieldValue.Read(o.Rule, o.Code, Now).Value.Text));

    [Theory]
    [InlineData("urgency", "Emergency")]
    [InlineData("urgency", "0")]
    [InlineData("power", "F")]
    [InlineData("sensory-level", "T13")]
    [InlineData("pain-since", "2026-02-30")]
    [InlineData("pain-since", "30.11.2026")]
    [InlineData("pain-since", "2026-12-02")]
    [InlineData("pain-since", "0001-01-01")]
    [InlineData("suspected-at", "2026-11-30T10:00:00")]
    [InlineData("suspected-at", "2026-11-30T13:00:00Z")]
    [InlineData("suspected-at", "yesterday")]
    [InlineData("karnofsky", "85")]
    [InlineData("karnofsky", "0")]
    [InlineData("karnofsky", "110")]
    [InlineData("karnofsky", "-80")]
    [InlineData("albumin", "3.5")]
    [InlineData("albumin", "999999999999")]
    public void Read_WrongValue_IsRefusedWithTheFieldsName(string code, string value)
    {
        var rule = ClinicalFields.Find(code)!;

        Assert.Contains(rule.Label, FieldValue.Read(rule, value, Now).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("suspected-at", "2026-11-30T10:00:00Z", "2026-11-30T10:00:00Z")]
    [InlineData("suspected-at", "2026-11-30T10:00+01:00", "2026-11-30T09:00:00Z")]
    [InlineData("suspected-at", "2026-11-30T00:30:00.1234567-05:00", "2026-11-30T05:30:00Z")]
    [InlineData("pain-since", "2026-12-01", "2026-12-01")]
    [InlineData("contact", "  Dr Ng, 4711  ", "Dr Ng, 4711")]
    [InlineData("contact", "   ", null)]
    [InlineData("contact", null, null)]
    [InlineData("note", "two\r\nlines\tand a tab", "two\nlines\tand a tab")]
    [InlineData("note", "NUL\0, bell\u0007, escape\u001b[31m", "NUL, bell, escape[31m")]
    [InlineData("note", "\u202Etxet\u202C and \u2066isolated\u2069", "txet and isolated")]
    [InlineData("note", "שלום, עמוד שדרה", "שלום, עמוד שדרה")]
    [InlineData("note", "half \ud83d of a pair, whole \ud83d\udc4d", "half  of a pair, whole \ud83d\udc4d")]
    [InlineData("note", "<script>alert(1)</script>", "<script>alert(1)</script>")]
    public void Read_Value_IsTidied(string code, string? value, string? stored) => Assert.Equal(stored, FieldValue.Read(ClinicalFields.Find(code)!, value, Now).Value.Text);

    [Theory]
    [InlineData("note", 4000)]
    [InlineData("contact", 200)]
    [InlineData("treatment", 400)]
    public void Read_TextAtAndOverItsLength_IsTakenAndRefused(string code, int most)
    {
        var rule = ClinicalFields.Find(code)!;

        Assert.True(FieldValue.Read(rule, new string('a', most), Now).IsOk);
        Assert.Contains($"{most + 1:N0}", FieldValue.Read(rule, new string('a', most + 1), Now).Error!.Message, StringComparison.Ordinal);
        Assert.False(FieldValue.Read(rule, new string('a', 10_000), Now).IsOk);
    }

    /// <summary>What is required depends on the urgency alone.</summary>
    [Theory]
    [InlineData(null, "")]
    [InlineData("planned", "")]
    [InlineData("urgent", "contact pain")]
    [InlineData("emergency", "contact power gait bladder")]
    public void MissingRequired_ByUrgency_IsTheTable(string? urgency, string codes)
    {
        string[] written = urgency is null ? ["primary=breast"] : [$"urgency={urgency}", "primary=breast"];

        Assert.Equal(codes, string.Join(' ', FactsOf.The(written).MissingRequired.Select(f => ClinicalFields.RuleOf(f).Code)));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("pain=mechanical", null)]
    [InlineData("bladder=catheter", null)]
    [InlineData("power=e", false)]
    [InlineData("urgency=urgent", false)]
    [InlineData("urgency=emergency", true)]
    [InlineData("urgency=planned gait=unable", true)]
    [InlineData("urgency=urgent power=d", true)]
    [InlineData("power=e bladder=retention", true)]
    [InlineData("power=e sensory-level=t10", true)]
    [InlineData("power=e sensory-level=none", false)]
    public void HasNeurology_AnySign_OutweighsWhatIsNormal(string written, bool? expected) =>
        Assert.Equal(expected, FactsOf.The(written.Split(' ', StringSplitOptions.RemoveEmptyEntries)).HasNeurology);

    [Fact]
    public void Vocabulary_ValueLeftOut_IsRefusedAtStart() =>
        Assert.Throws<ArgumentException>(() => new Vocabulary<Gait>((Gait.Unaided, "a", ""), (Gait.WithAid, "b", "")));
}
