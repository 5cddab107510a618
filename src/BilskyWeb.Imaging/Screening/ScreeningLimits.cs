namespace BilskyWeb.Imaging.Screening;

/// <summary>How much one file may ask of us, and of the archive behind us. The defaults leave room for every spine MR known to the authors.</summary>
public sealed record ScreeningLimits
{
    /// <summary>Largest file, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 4L << 30;

    /// <summary>Sequences within sequences. Recursive readers (the archive's among them) spend stack on each level.</summary>
    public int MaxDepth { get; init; } = 24;

    /// <summary>Attributes and items in the whole file, at every level. Enhanced MR with thousands of frames stays below.</summary>
    public int MaxElements { get; init; } = 1_000_000;

    /// <summary>Attributes other than pixel and waveform data: bytes of one value.</summary>
    public long MaxValueBytes { get; init; } = 64L << 20;

    /// <summary>Deflated files: bytes after inflation.</summary>
    public long MaxInflatedBytes { get; init; } = 1L << 30;

    /// <summary>Deflated files: bytes after inflation per byte before it. MR deflates two- to threefold; empty overlays a few hundredfold.</summary>
    public int MaxInflationRatio { get; init; } = 200;

    /// <summary>Rows and Columns, each.</summary>
    public int MaxImageSide { get; init; } = 8192;

    /// <summary>Bytes of one frame after decompression.</summary>
    public long MaxFrameBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of all frames after decompression.</summary>
    public long MaxPixelBytes { get; init; } = 8L << 30;

    /// <summary>Frames in one file.</summary>
    public int MaxFrames { get; init; } = 100_000;

    /// <summary>Fragments of encapsulated pixel data.</summary>
    public int MaxFragments { get; init; } = 1_000_000;

    /// <summary>Bytes of one value that is read for the header; a longer one is left unread.</summary>
    public int MaxKeptValueBytes { get; init; } = 4096;

    /// <summary>Bytes of all values that are read for the header, frames of an enhanced object included.</summary>
    public int MaxKeptBytes { get; init; } = 4 << 20;
}
