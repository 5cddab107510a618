using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>Passes the offset table and the fragments of encapsulated pixel data (PS3.5 annex A.4).</summary>
internal sealed class PixelFragments(ByteWindow window, int mostFragments, ContentDigest? digest)
{
    /// <summary>Fragments behind the offset table.</summary>
    internal int Count { get; private set; }

    /// <summary>Bytes of them.</summary>
    internal long Bytes { get; private set; }

    /// <summary>The data end behind a whole fragment, without the mark that ends the sequence.</summary>
    internal bool LacksEnd { get; private set; }

    /// <returns>What is wrong, or null.</returns>
    internal async ValueTask<Finding?> PassAsync(WalkLevel level, CancellationToken cancellation)
    {
        for (var count = -1; ; count++)
        {
            if (level.Limit - window.Position < ElementHeader.MinSize || !await window.EnsureAsync(ElementHeader.MinSize, cancellation).ConfigureAwait(false))
            {
                LacksEnd = count >= 1 && window.Span.IsEmpty && !window.IsOverBudget;
                Count = count;
                return LacksEnd ? null : level.Beyond(window);
            }

            _ = ElementHeader.Read(window.Span, true, level.IsBigEndian, out var header);
            window.Advance(header.Size);
            if (header.Tag == DicomTag.SequenceDelimitation)
            {
                Count = Math.Max(0, count);
                return null;
            }

            if (header.Tag != DicomTag.Item || header.IsUndefined)
            {
                return Finding.Malformed("compressed pixel data holds something that is no fragment");
            }

            if (count >= mostFragments)
            {
                return Finding.TooManyElements(mostFragments);
            }

            // The offset table says how the fragments are written, not what they are.
            if (header.Length > level.Limit - window.Position
                || !await ContentDigest.PassAsync(window, header.Length, count < 0 ? null : digest, cancellation).ConfigureAwait(false))
            {
                return level.Beyond(window);
            }

            Bytes += count < 0 ? 0 : header.Length;
        }
    }
}
