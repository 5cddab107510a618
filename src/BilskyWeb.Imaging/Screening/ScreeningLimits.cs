namespace BilskyWeb.Imaging.Screening;

/// <summary>How much one file may ask of us, and of the archive behind us. The defaults leave room for every spine MR known to the authors.</summary>
public sealed record ScreeningLimits
{
    /// <summary>Largest file, in bytes. The archive holds a file whole while it stores it.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Sequences within sequences. Recursive readers (the archive's among them) spend stack on each level, and DICOM JSON
    /// nests three deep for one sequence: 16 stays within the 64 levels that System.Text.Json reads. Structured reports use about 10.</summary>
    public int MaxDepth { get; init; } = 16;

    /// <summary>Attributes and items in the whole file, at every level. An enhanced MR has about 60 for each frame.</summary>
    public int MaxElements { get; init; } = 250_000;

    /// <summary>Attributes of one data set, or items of one sequence. The archive's time grows with the square of this: Debian's
    /// Orthanc 1.10 took 0.3 s for 5,000 empty items, 4 s for 20,000 and 150 s for 100,000.</summary>
    public int MaxChildren { get; init; } = 5_000;

    /// <summary>Attributes other than pixel and waveform data: bytes of one value.</summary>
    public long MaxValueBytes { get; init; } = 32L << 20;

    /// <summary>Deflated files: bytes after inflation.</summary>
    public long MaxInflatedBytes { get; init; } = 1L << 30;

    /// <summary>Deflated files: bytes after inflation per byte before it. MR deflates two- to threefold; empty overlays a few hundredfold.</summary>
    public int MaxInflationRatio { get; init; } = 200;

    /// <summary>Rows and Columns, each.</summary>
    public int MaxImageSide { get; init; } = 8192;

    /// <summary>Bytes of one frame after decompression.</summary>
    public long MaxFrameBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of all frames after decompression.</summary>
    public long MaxPixelBytes { get; init; } = 4L << 30;

    /// <summary>Frames in one file.</summary>
    public int MaxFrames { get; init; } = 5_000;

    /// <summary>Fragments of encapsulated pixel data.</summary>
    public int MaxFragments { get; init; } = 100_000;

    /// <summary>Bytes of one value that is read for the header; a longer one is left unread. At most 65536.</summary>
    public int MaxKeptValueBytes { get; init; } = 4096;

    /// <summary>Bytes of the values that are read from the functional groups of an enhanced object; frames beyond are walked and not read.</summary>
    public int MaxKeptBytes { get; init; } = 4 << 20;
}
