using Microsoft.AspNetCore.Identity;

namespace BilskyWeb.Features.Accounts.Passwords;

/// <summary>
/// Refuses a password that is common or easy to guess, whatever kinds of characters it mixes (NIST SP 800-63B section 3.1.1.2: compare with a list of
/// common, expected and context-specific ones; ask for no mixture).
/// </summary>
internal sealed class GuessablePassword : IPasswordValidator<BilskyUser>
{
    /// <summary>From a hundred million guesses on a password stands against a guesser who is slowed (zxcvbn's third of four steps).</summary>
    public const double LeastPowerOfTen = 8;

    private static readonly string[] Ours = ["bilskyweb", "bilsky", "spine", "spinal", "tumour", "tumor", "oncology", "radiology", "referrer", "reviewer", "mescc"];
    private static readonly Lazy<PasswordGuesses> Guesses = new(PasswordGuesses.FromCommonPasswords);

    public Task<IdentityResult> ValidateAsync(UserManager<BilskyUser> manager, BilskyUser user, string? password) =>
        Task.FromResult(IsGuessable(password ?? "", user)
            ? IdentityResult.Failed(new IdentityError
            {
                Code = "GuessablePassword",
                Description = "This password is common or easy to guess. Take four or more words that do not belong together, or let a password manager make one.",
            })
            : IdentityResult.Success);

    internal static bool IsGuessable(string password, BilskyUser user) => Guesses.Value.PowerOfTen(password, [.. Ours, .. WordsOf(user)]) < LeastPowerOfTen;

    private static string[] WordsOf(BilskyUser user) =>
        $"{user.Email} {user.UserName} {user.DisplayName}".Split([' ', '.', '@', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries);
}
