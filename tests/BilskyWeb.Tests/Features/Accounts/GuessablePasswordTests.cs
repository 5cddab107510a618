using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Accounts.Passwords;

namespace BilskyWeb.Tests.Features.Accounts;

public sealed class GuessablePasswordTests
{
    private static readonly BilskyUser Jane = new() { UserName = "jane.doe@hospital.example", Email = "jane.doe@hospital.example", DisplayName = "Dr Jane Doe" };

    [Theory]
    [InlineData("password1234")]
    [InlineData("Password2026!")]
    [InlineData("P@ssw0rd1234")]
    [InlineData("passwordpassword")]
    [InlineData("iloveyou1234")]
    [InlineData("qwertyuiop12")]
    [InlineData("qwertzuiop12")]
    [InlineData("123456789012")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abcabcabcabc")]
    [InlineData("abcdefghijkl")]
    [InlineData("bilskybilsky")]
    [InlineData("BilskyWeb2026")]
    [InlineData("jane.doe.2026")]
    [InlineData("hospital1234")]
    [InlineData("sunshine monkey")]
    [InlineData("Welcome12345!")]
    [InlineData("letmeinletmein")]
    [InlineData("")]
    public void IsGuessable_CommonOrBuiltOfWhatIsKnown_IsRefused(string password) => Assert.True(GuessablePassword.IsGuessable(password, Jane));

    [Theory]
    [InlineData("a long enough password")]
    [InlineData("correct horse battery staple")]
    [InlineData("xk3-vr9q-tm2w")]
    [InlineData("Znf8#qLw2!vRt")]
    [InlineData("вишнёвый самокат у реки")]
    [InlineData("7b2f6f0e-39a8-4a52-b0a3-1d6a0f9f4c11")]
    public void IsGuessable_WordsThatDoNotBelongTogetherOrChance_IsTaken(string password) => Assert.False(GuessablePassword.IsGuessable(password, Jane));
}
