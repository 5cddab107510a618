using BilskyWeb.Core.Clinical;

namespace BilskyWeb.Core.Tests.Clinical;

public sealed class IdentityComparisonTests
{
    private static readonly PatientIdentity Jane = new() { PatientId = "A-1", PatientName = "Doe^Jane", BirthDate = new DateOnly(1960, 2, 3), Sex = "F" };

    /// <summary>Every cell of the table: each line gives the verdict for the sex agreeing, differing, on one side, on neither.</summary>
    [Theory]
    [InlineData(Likeness.Agree, Likeness.Agree, Likeness.Agree, "same different same same")]
    [InlineData(Likeness.Agree, Likeness.Agree, Likeness.Differ, "different different different different")]
    [InlineData(Likeness.Agree, Likeness.Agree, Likeness.OneMissing, "open different open open")]
    [InlineData(Likeness.Agree, Likeness.Agree, Likeness.BothMissing, "same different open same")]
    [InlineData(Likeness.Agree, Likeness.Differ, Likeness.Agree, "different different different different")]
    [InlineData(Likeness.Agree, Likeness.Differ, Likeness.Differ, "different different different different")]
    [InlineData(Likeness.Agree, Likeness.Differ, Likeness.OneMissing, "different different different different")]
    [InlineData(Likeness.Agree, Likeness.Differ, Likeness.BothMissing, "different different different different")]
    [InlineData(Likeness.Agree, Likeness.OneMissing, Likeness.Agree, "open different open open")]
    [InlineData(Likeness.Agree, Likeness.OneMissing, Likeness.Differ, "different different different different")]
    [InlineData(Likeness.Agree, Likeness.OneMissing, Likeness.OneMissing, "open different open open")]
    [InlineData(Likeness.Agree, Likeness.OneMissing, Likeness.BothMissing, "open different open open")]
    [InlineData(Likeness.Agree, Likeness.BothMissing, Likeness.Agree, "open different open open")]
    [InlineData(Likeness.Agree, Likeness.BothMissing, Likeness.Differ, "different different different different")]
    [InlineData(Likeness.Agree, Likeness.BothMissing, Likeness.OneMissing, "open different open open")]
    [InlineData(Likeness.Agree, Likeness.BothMissing, Likeness.BothMissing, "open different open open")]
    [InlineData(Likeness.Agree, Likeness.Unreadable, Likeness.Agree, "open different open open")]
    [InlineData(Likeness.Agree, Likeness.Unreadable, Likeness.Differ, "different different different different")]
    [InlineData(Likeness.Agree, Likeness.Unreadable, Likeness.OneMissing, "open different open open")]
    [InlineData(Likeness.Agree, Likeness.Unreadable, Likeness.BothMissing, "open different open open")]
    public void Verdict_NumbersAgree_IsTheTables(Likeness number, Likeness name, Likeness birthDate, string bySex) =>
        Assert.Equal(bySex, string.Join(' ', Sexes.Select(sex => Word(new IdentityComparison(number, name, birthDate, sex).Verdict))));

    [Theory]
    [InlineData(Likeness.Differ, "different")]
    [InlineData(Likeness.OneMissing, "open")]
    [InlineData(Likeness.BothMissing, "open")]
    [InlineData(Likeness.Unreadable, "open")]
    public void Verdict_NumbersDoNotAgree_IsNeverTheSame(Likeness number, string whenNothingElseDiffers)
    {
        foreach (var (name, birthDate, sex) in from name in Enum.GetValues<Likeness>() from born in Dates from sex in Sexes select (name, born, sex))
        {
            var differs = name == Likeness.Differ || birthDate == Likeness.Differ || sex == Likeness.Differ;
            Assert.Equal(differs ? "different" : whenNothingElseDiffers, Word(new IdentityComparison(number, name, birthDate, sex).Verdict));
        }
    }

    [Theory]
    [InlineData("A-1 ", "same")]
    [InlineData("a-1", "different")]
    [InlineData("A-2", "different")]
    [InlineData("", "open")]
    public void Of_AnotherNumber_IsJudgedByIt(string patientId, string expected) => Both(Jane with { PatientId = patientId }, expected);

    [Fact]
    public void Of_NoNumberAnywhere_IsLeftOpen() => Assert.Equal(
        IdentityVerdict.NotComparable, IdentityComparison.Of(Jane with { PatientId = "" }, Jane with { PatientId = "" }).Verdict);

    [Fact]
    public void Of_OneNumberByTwoIssuers_IsLeftOpen()
    {
        Assert.Equal(IdentityVerdict.NotComparable, IdentityComparison.Of(Jane with { Issuer = "NORTH" }, Jane with { Issuer = "SOUTH" }).Verdict);
        Both(Jane with { Issuer = "NORTH" }, "same");
        Assert.Equal(IdentityVerdict.Same, IdentityComparison.Of(Jane with { Issuer = "North" }, Jane with { Issuer = "NORTH " }).Verdict);
    }

    [Fact]
    public void Of_BirthDateMissingOrAnother_IsNeverTheSame()
    {
        Both(Jane with { BirthDate = null }, "open");
        Both(Jane with { BirthDate = new DateOnly(1960, 3, 2) }, "different");
        Assert.Equal(IdentityVerdict.Same, IdentityComparison.Of(Jane with { BirthDate = null }, Jane with { BirthDate = null }).Verdict);
    }

    [Fact]
    public void Of_AnotherSex_IsAnotherPerson()
    {
        Both(Jane with { Sex = "M" }, "different");
        Both(Jane with { Sex = "f" }, "same");
        Both(Jane with { Sex = null }, "same");
    }

    [Fact]
    public void Of_TwoUnreadableNamesUnderOneNumber_AreNotOnePerson() => Assert.Equal(
        IdentityVerdict.NotComparable, IdentityComparison.Of(Jane with { PatientName = "^" }, Jane with { PatientName = "^" }).Verdict);

    [Fact]
    public void Of_TwoCyrillicNamesUnderOneNumber_AreTwoPeople() => Assert.Equal(
        IdentityVerdict.Different, IdentityComparison.Of(Jane with { PatientName = "Иванов^Пётр" }, Jane with { PatientName = "Сидорова^Анна" }).Verdict);

    private static Likeness[] Dates => [Likeness.Agree, Likeness.Differ, Likeness.OneMissing, Likeness.BothMissing];

    private static Likeness[] Sexes => [Likeness.Agree, Likeness.Differ, Likeness.OneMissing, Likeness.BothMissing];

    private static void Both(PatientIdentity other, string expected)
    {
        Assert.Equal(expected, Word(IdentityComparison.Of(Jane, other).Verdict));
        Assert.Equal(expected, Word(IdentityComparison.Of(other, Jane).Verdict));
    }

    private static string Word(IdentityVerdict verdict) => verdict switch
    {
        IdentityVerdict.Same => "same",
        IdentityVerdict.Different => "different",
        _ => "open",
    };
}
