namespace BilskyWeb.Features.Intake.ChangeFeed;

/// <summary>How far the archive's change feed has been read, so that a restart misses nothing.</summary>
public sealed class ArchiveCursor
{
    /// <summary>Identity of the archive (its own database id), so that another archive starts from zero.</summary>
    public required string Archive { get; set; }
    public long LastChange { get; set; }
}
