using BilskyWeb.Core;

namespace BilskyWeb.Imaging.Intake;

/// <summary>The staging disk would be too full.</summary>
public sealed record StagingDiskFull() : UnavailableError("intake.disk_full",
    "The server's disk is too full to take these files. Nothing was kept. Tell the administrator, then upload again.");

/// <summary>More bytes than one intake may hold.</summary>
public sealed record IntakeTooLarge(long MaxBytes) : InvalidInputError("intake.too_large",
    $"The files are larger than {MaxBytes / (1 << 20):N0} MB together once unpacked. Nothing was kept. Upload fewer at a time.");

/// <summary>More files than one intake may hold.</summary>
public sealed record IntakeTooMany(int MaxFiles) : InvalidInputError("intake.too_many_files",
    $"There are more than {MaxFiles:N0} files. Nothing was kept. Upload fewer at a time.");
