using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BilskyWeb.Features.Accounts;

/// <summary>What whoever has it may do something with: a key, a link. It is shown once, and only its SHA-256 is kept.</summary>
internal static class Secret
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>256 random bits: a plain hash cannot be guessed backwards.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
