namespace BilskyWeb.Core.Clinical;

/// <summary>Who an image says it shows. The sender's word, not verified. Whether two of them are one person says <see cref="IdentityComparison"/>.</summary>
public sealed record PatientIdentity
{
    /// <summary>Identifier that the sending institution gave; empty when it gave none.</summary>
    public required string PatientId { get; init; }

    /// <summary>As DICOM writes it: family^given^middle^prefix^suffix, other writings behind <c>=</c>; empty when not given.</summary>
    public required string PatientName { get; init; }

    /// <summary>Birth date, when given.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>M, F or O, when given.</summary>
    public string? Sex { get; init; }

    /// <summary>Who gave <see cref="PatientId"/> (0010,0021), when given: two institutions may give one number to two people.</summary>
    public string? Issuer { get; init; }
}
