namespace BilskyWeb.Imaging.Screening;

/// <summary>
/// Walks an uploaded DICOM file (PS3.10) within <see cref="ScreeningLimits"/> before anything else may read it.
/// Decodes no pixels, holds a small window of the file in memory, takes time linear in the file's size. Thread-safe.
/// </summary>
/// <param name="limits">How much one file may ask.</param>
public sealed class Part10Screener(ScreeningLimits limits)
{
    /// <summary>How much one file may ask.</summary>
    public ScreeningLimits Limits { get; } = limits;

    /// <summary>Screens one file. Hostile content gives a result, never an exception.</summary>
    /// <param name="file">Readable and seekable; read from its beginning; stays open.</param>
    /// <param name="cancellation">Stops the walk.</param>
    /// <exception cref="IOException">The stream itself failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<ScreeningResult> ScreenAsync(Stream file, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        cancellation.ThrowIfCancellationRequested();
        throw new NotSupportedException($"The walk within {Limits} is on its way.");
    }

    /// <summary>
    /// Writes an accepted file onward with the preamble zeroed, a meta header made anew and nothing behind the data set,
    /// so that no other format can hide around the DICOM (the PS3.10 preamble attack). The data set's bytes are unchanged.
    /// </summary>
    /// <param name="file">The stream that was screened.</param>
    /// <param name="header">What screening returned for it.</param>
    /// <param name="output">Receives the file; need not be seekable; stays open.</param>
    /// <param name="cancellation">Stops the copy.</param>
    /// <exception cref="IOException">A stream failed, or the file has become shorter since it was screened.</exception>
    public static Task CopyAsync(Stream file, ScreenedHeader header, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(output);
        return ScreenedCopy.WriteAsync(file, header, output, cancellation);
    }

    /// <summary>The bytes that <see cref="CopyAsync"/> will write.</summary>
    public static long CopyLength(ScreenedHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return ScreenedCopy.Length(header);
    }
}
