namespace BilskyWeb.Imaging.Intake;

/// <summary>What one act of handing over files may cost. Every number is a hard stop, none a guess about the sender's honesty.</summary>
public sealed record IntakeLimits
{
    /// <summary>Most files (ZIP entries included) of one intake.</summary>
    public int MaxFiles { get; init; } = 50_000;

    /// <summary>Most bytes of one file after unpacking.</summary>
    public long MaxFileBytes { get; init; } = 4L << 30;

    /// <summary>Most bytes of all files after unpacking, staged or only read.</summary>
    public long MaxTotalBytes { get; init; } = 32L << 30;

    /// <summary>Most bytes of a ZIP's table of contents.</summary>
    public int MaxZipDirectoryBytes { get; init; } = 32 << 20;

    /// <summary>Unpacked size over packed size above which an entry is a bomb, once it is larger than <see cref="RatioFreeBytes"/>.
    /// Deflate reaches 1032; a slice of black pixels reaches that honestly but is small.</summary>
    public double MaxRatio { get; init; } = 200;

    /// <summary>Unpacked bytes of an entry, or of a whole ZIP, below which the ratio is not looked at.</summary>
    public long RatioFreeBytes { get; init; } = 64L << 20;

    /// <summary>Free bytes that the staging disk must keep.</summary>
    public long MinFreeBytes { get; init; } = 1L << 30;
}
