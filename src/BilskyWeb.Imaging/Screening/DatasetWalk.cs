using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>
/// Walks a data set with its own stack, so that nesting costs heap and not thread stack. Each byte is passed once.
/// Bytes that are opaque to us but look like a sequence (UN, or unknown attributes in implicit encoding) are walked too, because
/// a reader with a full dictionary would descend into them; if they turn out to be none, they stay opaque.
/// </summary>
internal sealed class DatasetWalk(ByteWindow window, TransferSyntax syntax, ScreeningLimits limits)
{
    private const int KeptOverhead = 64;

    private static readonly Finding End = new("", "");

    private readonly Level[] _levels = new Level[(limits.MaxDepth * 2) + 1];
    private readonly int[] _children = new int[(limits.MaxDepth * 2) + 1];
    private readonly HashSet<uint> _rootTags = [];
    private int _top;
    private int _speculative = -1;
    private int _elements;
    private int _keptBytes;

    /// <summary>The wanted attributes of the outermost level.</summary>
    internal KeptAttributes Kept { get; } = new();

    /// <summary>The pixel data of the outermost level.</summary>
    internal PixelElement? Pixels { get; private set; }

    /// <summary>Where the data set ends: before padding, if there is some.</summary>
    internal long EndPosition { get; private set; }

    /// <summary>True when the outermost level has the attribute.</summary>
    internal bool Has(DicomTag tag) => _rootTags.Contains(tag.Number);

    /// <summary>Walks to the end of the data set.</summary>
    /// <param name="cancellation">Stops the walk.</param>
    /// <returns>What is wrong, or null.</returns>
    internal async ValueTask<Finding?> RunAsync(CancellationToken cancellation)
    {
        _levels[0] = new Level(false, ElementHeader.Undefined, window.Length, window.Length, syntax.IsImplicit, syntax.IsBigEndian, Kept, null);
        while (true)
        {
            if (_top > 0 && !_levels[_top].IsUndefined && window.Position == _levels[_top].EndPosition)
            {
                Close();
                continue;
            }

            var finding = _levels[_top].IsSequence
                ? await StepItemAsync(cancellation).ConfigureAwait(false)
                : await StepElementAsync(cancellation).ConfigureAwait(false);
            if (finding is null)
            {
                continue;
            }

            if (ReferenceEquals(finding, End))
            {
                return null;
            }

            if (window.IsOverBudget)
            {
                return Finding.InflatesTooFar;
            }

            if (finding.IsFinal || _speculative < 0)
            {
                return finding;
            }

            // No sequence after all: on to its end. Nothing is read twice, so a flood of such bytes costs nothing more.
            var end = _levels[_speculative].EndPosition;
            _top = _speculative - 1;
            _speculative = -1;
            if (end < window.Position || !await window.SkipAsync(end - window.Position, cancellation).ConfigureAwait(false))
            {
                return Finding.Truncated;
            }
        }
    }

    private async ValueTask<Finding?> StepElementAsync(CancellationToken cancellation)
    {
        await window.EnsureAsync(ElementHeader.MaxSize, cancellation).ConfigureAwait(false);
        var level = _levels[_top];
        if (window.Span.Length < ElementHeader.MinSize)
        {
            return _top == 0 && !window.IsOverBudget && window.Span.Trim((byte)0).IsEmpty ? Finish() : Finding.Truncated;
        }

        if (ElementHeader.Read(window.Span, level.IsImplicit, level.IsBigEndian, out var header) is { } broken)
        {
            return _top == 0 && await IsPaddingAsync(cancellation).ConfigureAwait(false) ? End : broken;
        }

        if (_top == 0 && header.Tag.Group == 0)
        {
            return await IsPaddingAsync(cancellation).ConfigureAwait(false) ? End : Finding.Malformed("a command stands where the image's attributes should");
        }

        if (_top == 0 && header.Tag == DicomTag.DataSetTrailingPadding)
        {
            return await EndAtPaddingAsync(header, cancellation).ConfigureAwait(false);
        }

        if (header.Size > level.Limit - window.Position)
        {
            return Beyond(level);
        }

        if (header.Tag.Group == 0xFFFE)
        {
            if (header.Tag != DicomTag.ItemDelimitation || _top == 0 || !level.IsUndefined)
            {
                return Finding.Malformed("an item mark stands outside a sequence");
            }

            window.Advance(header.Size);
            Close();
            return null;
        }

        if (Count() is { } flood)
        {
            return flood;
        }

        if (header.Tag.Group is 0 or 2)
        {
            return Finding.Malformed("the file's head appears again among the image's attributes");
        }

        if (_top == 0 && !_rootTags.Add(header.Tag.Number))
        {
            return Finding.DuplicateElement;
        }

        window.Advance(header.Size);
        return header.IsUndefined
            ? await EnterUndefinedAsync(level, header, cancellation).ConfigureAwait(false)
            : await EnterDefinedAsync(level, header, cancellation).ConfigureAwait(false);
    }

    private async ValueTask<Finding?> EnterUndefinedAsync(Level level, ElementHeader header, CancellationToken cancellation)
    {
        if (header.Vr == "SQ" || (level.IsImplicit && header.Vr is null))
        {
            return Open(level, header, level.EndPosition, level.IsImplicit, level.IsBigEndian);
        }

        if (header.Vr == "UN")
        {
            // PS3.5 section 6.2.2: a sequence of unknown representation is in implicit little endian, whatever is around it.
            return Open(level, header, level.EndPosition, true, false);
        }

        if (header.Tag != DicomTag.PixelData || header.Vr is not ("OB" or "OW") || level.IsImplicit || !syntax.IsEncapsulated)
        {
            return Finding.Malformed("an attribute that is no sequence has no length");
        }

        return await StepFragmentsAsync(level, header, cancellation).ConfigureAwait(false);
    }

    private async ValueTask<Finding?> EnterDefinedAsync(Level level, ElementHeader header, CancellationToken cancellation)
    {
        if (header.Length > level.Limit - window.Position)
        {
            return Beyond(level);
        }

        var end = window.Position + header.Length;
        if (header.Vr == "SQ")
        {
            return Open(level, header, end, level.IsImplicit, level.IsBigEndian);
        }

        if (header.Vr is "UN" or null && header.Length >= ElementHeader.MinSize
            && await window.EnsureAsync(4, cancellation).ConfigureAwait(false) && window.Span.StartsWith<byte>([0xFE, 0xFF, 0x00, 0xE0]))
        {
            var isOutermost = _speculative < 0;
            var finding = Open(level, header, end, true, false);
            _speculative = isOutermost && finding is null ? _top : _speculative;
            return finding;
        }

        var isPixels = header.Tag == DicomTag.PixelData || header.Tag == DicomTag.FloatPixelData || header.Tag == DicomTag.DoubleFloatPixelData;
        if (isPixels && _top == 0)
        {
            if (syntax.IsEncapsulated)
            {
                return Finding.Malformed("its pixel data is not compressed although the file says so");
            }

            Pixels = new PixelElement(header.Tag, header.Length, null);
        }
        else if (header.Length > limits.MaxValueBytes)
        {
            return Finding.ValueTooLong(limits.MaxValueBytes);
        }

        if (level.Kept is { } kept && header.Vr is { } vr && KeptAttributes.Wants(header.Tag, vr) && MayKeep(header.Length))
        {
            if (!await window.EnsureAsync((int)header.Length, cancellation).ConfigureAwait(false))
            {
                return Finding.Truncated;
            }

            kept.Add(header.Tag, vr, window.Span[..(int)header.Length], level.IsBigEndian);
        }

        return await window.SkipAsync(header.Length, cancellation).ConfigureAwait(false) ? null : Finding.Truncated;
    }

    private async ValueTask<Finding?> StepItemAsync(CancellationToken cancellation)
    {
        var level = _levels[_top];
        if (level.Limit - window.Position < ElementHeader.MinSize || !await window.EnsureAsync(ElementHeader.MinSize, cancellation).ConfigureAwait(false))
        {
            return Beyond(level);
        }

        _ = ElementHeader.Read(window.Span, true, level.IsBigEndian, out var header);
        window.Advance(header.Size);
        if (header.Tag == DicomTag.SequenceDelimitation && level.IsUndefined)
        {
            Close();
            return null;
        }

        if (header.Tag != DicomTag.Item)
        {
            return Finding.Malformed("a sequence holds something that is no item");
        }

        if (!header.IsUndefined && header.Length > level.Limit - window.Position)
        {
            return Beyond(level);
        }

        KeptAttributes? kept = null;
        if (level.KeptItems is { } items && MayKeep(0))
        {
            kept = new KeptAttributes();
            items.Add(kept);
        }

        if (Count() is { } flood)
        {
            return flood;
        }

        var end = header.IsUndefined ? level.Limit : window.Position + header.Length;
        Push(new Level(false, header.Length, end, end, level.IsImplicit, level.IsBigEndian, kept, null));
        return null;
    }

    /// <summary>Passes the offset table and the fragments of encapsulated pixel data.</summary>
    private async ValueTask<Finding?> StepFragmentsAsync(Level level, ElementHeader pixels, CancellationToken cancellation)
    {
        long bytes = 0;
        for (var count = -1; ; count++)
        {
            if (level.Limit - window.Position < ElementHeader.MinSize || !await window.EnsureAsync(ElementHeader.MinSize, cancellation).ConfigureAwait(false))
            {
                return Beyond(level);
            }

            _ = ElementHeader.Read(window.Span, true, level.IsBigEndian, out var header);
            window.Advance(header.Size);
            if (header.Tag == DicomTag.SequenceDelimitation)
            {
                if (_top == 0)
                {
                    Pixels = new PixelElement(pixels.Tag, bytes, Math.Max(0, count));
                }

                return null;
            }

            if (header.Tag != DicomTag.Item || header.IsUndefined)
            {
                return Finding.Malformed("compressed pixel data holds something that is no fragment");
            }

            if (count >= limits.MaxFragments)
            {
                return Finding.TooManyElements(limits.MaxFragments);
            }

            if (header.Length > level.Limit - window.Position || !await window.SkipAsync(header.Length, cancellation).ConfigureAwait(false))
            {
                return Beyond(level);
            }

            bytes += count < 0 ? 0 : header.Length;
        }
    }

    private Finding? Open(Level level, ElementHeader header, long end, bool isImplicit, bool isBigEndian)
    {
        // Levels alternate: data set, sequence, item's data set … so a sequence always sits at an odd place.
        if (_top + 2 >= _levels.Length)
        {
            return Finding.TooDeep(limits.MaxDepth);
        }

        var items = level.Kept is { } kept && KeptAttributes.WantsSequence(header.Tag) ? kept.AddSequence(header.Tag) : null;
        var limit = header.IsUndefined ? level.Limit : end;
        Push(new Level(true, header.Length, end, limit, isImplicit, isBigEndian, null, items));
        return null;
    }

    private void Push(Level level)
    {
        _levels[++_top] = level;
        _children[_top] = 0;
    }

    private void Close()
    {
        if (_top == _speculative)
        {
            _speculative = -1;
        }

        _top--;
    }

    /// <summary>Takes from the budget. The outermost level is not charged: each attribute is there once, and frames must not crowd out identity.</summary>
    private bool MayKeep(uint length)
    {
        if (length > limits.MaxKeptValueBytes || (_top > 0 && _keptBytes + length + KeptOverhead > limits.MaxKeptBytes))
        {
            return false;
        }

        _keptBytes += _top > 0 ? (int)length + KeptOverhead : 0;
        return true;
    }

    /// <summary>Counts one more attribute or item of the present level.</summary>
    private Finding? Count() =>
        ++_children[_top] > limits.MaxChildren ? Finding.TooManyElements(limits.MaxChildren)
        : ++_elements > limits.MaxElements ? Finding.TooManyElements(limits.MaxElements)
        : null;

    private Finding Beyond(Level level) =>
        level.Limit == window.Length ? Finding.Truncated : Finding.Malformed("something is longer than the sequence it is in");

    private Finding Finish()
    {
        EndPosition = window.Position;
        return End;
    }

    /// <summary>Zeros up to the end of the file, as tapes and some copying programs leave them, are no content.</summary>
    private async ValueTask<bool> IsPaddingAsync(CancellationToken cancellation)
    {
        Finish();
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

    private async ValueTask<Finding?> EndAtPaddingAsync(ElementHeader header, CancellationToken cancellation)
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

        EndPosition = end;
        return End;
    }

    /// <summary>A data set or a sequence that the walk is in.</summary>
    /// <param name="IsSequence">Holds items rather than attributes.</param>
    /// <param name="Length">As written.</param>
    /// <param name="EndPosition">Where it ends, when its length is written.</param>
    /// <param name="Limit">Where the nearest enclosing thing with a length ends.</param>
    /// <param name="IsImplicit">Encoding of what is in it.</param>
    /// <param name="IsBigEndian">Encoding of what is in it.</param>
    /// <param name="Kept">Receives wanted attributes; null when none are wanted here.</param>
    /// <param name="KeptItems">Receives the items of a wanted sequence.</param>
    private readonly record struct Level(
        bool IsSequence, uint Length, long EndPosition, long Limit, bool IsImplicit, bool IsBigEndian, KeptAttributes? Kept, List<KeptAttributes>? KeptItems)
    {
        internal bool IsUndefined => Length == ElementHeader.Undefined;
    }
}
