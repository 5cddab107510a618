namespace BilskyWeb.Features.Oversight.Audit;

/// <summary>Which records somebody wants to see. All that is said has to hold.</summary>
internal sealed record LedgerFilter
{
    /// <summary>One of <see cref="Platform.Audit.AuditAction"/>.</summary>
    public string? Action { get; init; }

    /// <summary>Part of a person's name or address.</summary>
    public string Person { get; init; } = "";

    /// <summary>Our id of a study, or its Study Instance UID.</summary>
    public string Study { get; init; } = "";

    /// <summary>The beginning of a model's SHA-256.</summary>
    public string Model { get; init; } = "";

    /// <summary>The same as it narrows: with 6 digits or more; null when it does not.</summary>
    public string? ModelBeginning => Model.Trim() is { Length: >= 6 } digits ? digits.ToLowerInvariant() : null;

    /// <summary>First day, UTC.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day, UTC.</summary>
    public DateOnly? To { get; init; }
}

/// <summary>Where a page of records ends and the next begins.</summary>
public sealed record LedgerPlace(DateTimeOffset At, long Id);
