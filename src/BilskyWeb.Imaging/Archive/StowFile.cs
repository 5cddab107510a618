namespace BilskyWeb.Imaging.Archive;

/// <summary>A Part 10 file on disk to be stored.</summary>
/// <param name="Path">The file. It must not change while it is sent.</param>
/// <param name="SopInstanceUid">Its SOP instance UID, as screening read it: the archive's answer names instances, not files.</param>
public sealed record StowFile(string Path, string SopInstanceUid);

/// <summary>What became of a file that was sent to the archive.</summary>
public enum StoreStatus
{
    /// <summary>The archive holds the instance now (it may have held it before).</summary>
    Stored,

    /// <summary>Stored, with a warning in <see cref="StoreOutcome.Message"/>.</summary>
    StoredWithWarning,

    /// <summary>The archive refuses the instance, and will again.</summary>
    Refused,

    /// <summary>The archive did not answer, or was out of room; sending again later may work.</summary>
    Unavailable,
}

/// <summary>The outcome for one file.</summary>
/// <param name="File">The file as given.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Message">For people: what happened and what to do; empty when simply stored.</param>
/// <param name="ReasonCode">The archive's failure or warning reason (0008,1197) or (0008,1196), PS3.18 10.5.3; null when it gave none.</param>
public sealed record StoreOutcome(StowFile File, StoreStatus Status, string Message, int? ReasonCode);
