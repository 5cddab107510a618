namespace BilskyWeb.Imaging.Screening;

/// <summary>Finds where a data set ends: at the end of the file, or before padding, which is no content.</summary>
internal sealed class DatasetEnd(ByteWindow window)
{
    /// <summary>Where the data set ends.</summary>
    internal long Position { get; private set; }

    /// <summary>The data set ends here.</summary>
    internal void Mark() => Position = window.Position;

    /// <summary>Zeros up to the end of the file, as tapes and some copying programs leave them.</summary>
    internal async ValueTask<bool> IsPaddingAsync(CancellationToken cancellation)
    {
        Mark();
        while (await window.EnsureAsync(1, cancellation).ConfigureAwait(false))
        {
            if (window.Span.ContainsAnyExcept((byte)0))
            {
                return false;
            }

            window.Advance(window.Span.Length);
        }

        return !window.IsOverBudget;
    }

    /// <summary>Data Set Trailing Padding, behind which nothing but zeros may stand.</summary>
    /// <returns>What is wrong, or null.</returns>
    internal async ValueTask<Finding?> PassPaddingAsync(ElementHeader header, CancellationToken cancellation)
    {
        var end = window.Position;
        window.Advance(header.Size);
        if (header.IsUndefined || header.Length > window.Length - window.Position || !await window.SkipAsync(header.Length, cancellation).ConfigureAwait(false))
        {
            return Finding.Truncated;
        }

        if (!await IsPaddingAsync(cancellation).ConfigureAwait(false))
        {
            return Finding.Malformed("something stands behind the end of the image's attributes");
        }

        Position = end;
        return null;
    }
}
