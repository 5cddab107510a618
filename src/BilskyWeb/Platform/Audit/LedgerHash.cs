using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BilskyWeb.Platform.Audit;

/// <summary>
/// What a seal's hash is made of: SHA-256 over the hash before (hex), the position, the time of sealing in microseconds since 1970 and the record, each
/// field with its length in UTF-8 bytes before it, so that no two records read the same. The functions <c>bilsky_ledger_content</c> and <c>bilsky_ledger_seal</c> do
/// the same in the database.
/// </summary>
internal static class LedgerHash
{
    /// <summary>What the first record is chained to.</summary>
    public static byte[] Beginning { get; } = new byte[SHA256.HashSizeInBytes];

    public static byte[] Of(ReadOnlySpan<byte> before, long position, DateTimeOffset sealedAt, AuditEvent record) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(before)};{position};{Microseconds(sealedAt)};{Content(record)}")));

    /// <summary>A record as text.</summary>
    internal static string Content(AuditEvent record)
    {
        var text = new StringBuilder("bilsky-ledger-1;");
        foreach (var field in new[]
        {
            record.Id.ToString(CultureInfo.InvariantCulture),
            Microseconds(record.At).ToString(CultureInfo.InvariantCulture),
            record.ActorId?.ToString("D"),
            record.ActorName,
            record.Action,
            record.StudyId?.ToString("D"),
            record.Model,
            record.Detail,
            record.Facts,
        })
        {
            _ = field is null ? text.Append('-') : text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(field)}:").Append(field);
            text.Append(';');
        }

        return text.ToString();
    }

    // PostgreSQL keeps microseconds.
    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
