using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>
/// Walks a data set with its own stack, so that nesting costs heap and not thread stack. Each byte is passed once.
/// Bytes that are opaque to us but look like a sequence (UN, or unknown attributes in implicit encoding) are walked too, because
/// a reader with a full dictionary would descend into them; if they turn out to be none, they stay opaque.
/// </summary>
/// <param name="window">Stands at the data set's beginning.</param>
/// <param name="syntax">How it is encoded.</param>
/// <param name="limits">How much it may ask.</param>
/// <param name="digest">Told of everything passed; null when nobody asks for a digest, and values are then skipped instead of read.</param>
/// <param name="stopBefore">The walk ends before the first attribute of the outermost level from this one on.</param>
internal sealed class DatasetWalk(ByteWindow window, TransferSyntax syntax, ScreeningLimits limits, ContentDigest? digest = null, DicomTag? stopBefore = null)
{
    private static readonly Finding End = new("", "");

    private readonly WalkStack _stack = new(limits);
    private readonly DatasetEnd _end = new(window);
    private readonly HashSet<uint> _rootTags = [];

    /// <summary>The wanted attributes of the outermost level.</summary>
    internal KeptAttributes Kept { get; } = new();

    /// <summary>The pixel data of the outermost level.</summary>
    internal PixelElement? Pixels { get; private set; }

    /// <summary>Where the data set ends: before padding, if there is some.</summary>
    internal long EndPosition => _end.Position;

    /// <summary>End marks of sequences and items that are missing at the very end of the data, which viewers pass over and strict readers refuse.</summary>
    internal byte[] MissingEnd { get; private set; } = [];

    /// <summary>Attributes of the outermost level in the file's order, and where each begins.</summary>
    internal List<(DicomTag Tag, long Start)> Outermost { get; } = [];

    /// <summary>True when the outermost level has the attribute.</summary>
    internal bool Has(DicomTag tag) => _rootTags.Contains(tag.Number);

    /// <summary>Walks to the end of the data set.</summary>
    /// <param name="cancellation">Stops the walk.</param>
    /// <returns>What is wrong, or null.</returns>
    internal async ValueTask<Finding?> RunAsync(CancellationToken cancellation)
    {
        _stack.Begin(new WalkLevel(false, ElementHeader.Undefined, window.Length, window.Length, syntax.IsImplicit, syntax.IsBigEndian, Kept, null));
        while (true)
        {
            if (!_stack.IsOutermost && !_stack.Current.IsUndefined && window.Position == _stack.Current.EndPosition)
            {
                Close();
                continue;
            }

            var finding = _stack.Current.IsSequence
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

            if (finding.IsFinal || !_stack.IsGuessing)
            {
                return finding;
            }

            // No sequence after all: on to its end. Nothing is read twice, so a flood of such bytes costs nothing more.
            digest?.Spoil();
            var end = _stack.GiveUpGuess();
            if (end < window.Position || !await window.SkipAsync(end - window.Position, cancellation).ConfigureAwait(false))
            {
                return Finding.Truncated;
            }
        }
    }

    private async ValueTask<Finding?> StepElementAsync(CancellationToken cancellation)
    {
        await window.EnsureAsync(ElementHeader.MaxSize, cancellation).ConfigureAwait(false);
        var level = _stack.Current;
        if (window.Span.Length < ElementHeader.MinSize)
        {
            return _stack.IsOutermost && !window.IsOverBudget && window.Span.Trim((byte)0).IsEmpty ? Finish() : LeaveOpen() ?? Finding.Truncated;
        }

        if (ElementHeader.Read(window.Span, level.IsImplicit, level.IsBigEndian, out var header) is { } broken)
        {
            return _stack.IsOutermost && await _end.IsPaddingAsync(cancellation).ConfigureAwait(false) ? End : broken;
        }

        if (_stack.IsOutermost && header.Tag.Group == 0)
        {
            return await _end.IsPaddingAsync(cancellation).ConfigureAwait(false) ? End : Finding.Malformed("a command stands where the image's attributes should");
        }

        if (_stack.IsOutermost && header.Tag == DicomTag.DataSetTrailingPadding)
        {
            return await _end.PassPaddingAsync(header, cancellation).ConfigureAwait(false) ?? End;
        }

        if (_stack.IsOutermost && header.Tag >= stopBefore)
        {
            return Finish();
        }

        if (header.Size > level.Limit - window.Position)
        {
            return level.Beyond(window);
        }

        if (header.Tag.Group == 0xFFFE)
        {
            if (header.Tag != DicomTag.ItemDelimitation || _stack.IsOutermost || !level.IsUndefined)
            {
                return Finding.Malformed("an item mark stands outside a sequence");
            }

            window.Advance(header.Size);
            Close();
            return null;
        }

        if (_stack.Count() is { } flood)
        {
            return flood;
        }

        if (header.Tag.Group is 0 or 2)
        {
            return Finding.Malformed("the file's head appears again among the image's attributes");
        }

        if (_stack.IsOutermost)
        {
            if (!_rootTags.Add(header.Tag.Number))
            {
                return Finding.DuplicateElement;
            }

            Outermost.Add((header.Tag, window.Position));
        }

        window.Advance(header.Size);
        digest?.Attribute(header.Tag);
        return header.IsUndefined
            ? await EnterUndefinedAsync(level, header, cancellation).ConfigureAwait(false)
            : await EnterDefinedAsync(level, header, cancellation).ConfigureAwait(false);
    }

    private async ValueTask<Finding?> EnterUndefinedAsync(WalkLevel level, ElementHeader header, CancellationToken cancellation)
    {
        if (header.Vr == "SQ" || (level.IsImplicit && header.Vr is null))
        {
            return _stack.Open(header, level.EndPosition, level.IsImplicit, level.IsBigEndian);
        }

        if (header.Vr == "UN")
        {
            // PS3.5 section 6.2.2: a sequence of unknown representation is in implicit little endian, whatever is around it.
            return _stack.Open(header, level.EndPosition, true, false);
        }

        if (header.Tag != DicomTag.PixelData || header.Vr is not ("OB" or "OW") || level.IsImplicit || !syntax.IsEncapsulated)
        {
            return Finding.Malformed("an attribute that is no sequence has no length");
        }

        var fragments = new PixelFragments(window, limits.MaxFragments, digest);
        var finding = await fragments.PassAsync(level, cancellation).ConfigureAwait(false);
        MissingEnd = fragments.LacksEnd && _stack.IsOutermost ? ElementHeader.Mark(DicomTag.SequenceDelimitation, level.IsBigEndian) : [];
        finding ??= fragments.LacksEnd && !_stack.IsOutermost ? Finding.Truncated : null;
        Pixels = _stack.IsOutermost && finding is null ? new PixelElement(header.Tag, fragments.Bytes, fragments.Count) : Pixels;
        return finding;
    }

    private async ValueTask<Finding?> EnterDefinedAsync(WalkLevel level, ElementHeader header, CancellationToken cancellation)
    {
        if (header.Length > level.Limit - window.Position)
        {
            return level.Beyond(window);
        }

        var end = window.Position + header.Length;
        if (header.Vr == "SQ")
        {
            return _stack.Open(header, end, level.IsImplicit, level.IsBigEndian);
        }

        if (header.Vr is "UN" or null && header.Length >= ElementHeader.MinSize
            && await window.EnsureAsync(4, cancellation).ConfigureAwait(false) && window.Span.StartsWith<byte>([0xFE, 0xFF, 0x00, 0xE0]))
        {
            return _stack.Open(header, end, true, false, isGuess: true);
        }

        var isPixels = header.Tag == DicomTag.PixelData || header.Tag == DicomTag.FloatPixelData || header.Tag == DicomTag.DoubleFloatPixelData;
        if (isPixels && _stack.IsOutermost)
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

        if (level.Kept is { } kept && header.Vr is { } vr && KeptAttributes.Wants(header.Tag, vr) && _stack.MayKeep(header.Length))
        {
            if (!await window.EnsureAsync((int)header.Length, cancellation).ConfigureAwait(false))
            {
                return Finding.Truncated;
            }

            kept.Add(header.Tag, vr, window.Span[..(int)header.Length], level.IsBigEndian);
        }

        return await ContentDigest.PassAsync(window, header.Length, digest, cancellation).ConfigureAwait(false) ? null : Finding.Truncated;
    }

    private async ValueTask<Finding?> StepItemAsync(CancellationToken cancellation)
    {
        var level = _stack.Current;
        if (level.Limit - window.Position < ElementHeader.MinSize || !await window.EnsureAsync(ElementHeader.MinSize, cancellation).ConfigureAwait(false))
        {
            return LeaveOpen() ?? level.Beyond(window);
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
            return level.Beyond(window);
        }

        KeptAttributes? kept = null;
        if (level.KeptItems is { } items && _stack.MayKeep(0))
        {
            kept = new KeptAttributes();
            items.Add(kept);
        }

        if (_stack.Count() is { } flood)
        {
            return flood;
        }

        var end = header.IsUndefined ? level.Limit : window.Position + header.Length;
        digest?.Item();
        _stack.Push(new WalkLevel(false, header.Length, end, end, level.IsImplicit, level.IsBigEndian, kept, null));
        return null;
    }

    /// <summary>The data end where only end marks can follow: nothing of it is missing. Before the pixel data it is a file cut off.</summary>
    private Finding? LeaveOpen()
    {
        if (_stack.IsOutermost || !window.Span.IsEmpty || window.IsOverBudget || !_stack.IsOpenEnded || (Pixels is null && !_stack.Current.IsSequence))
        {
            return null;
        }

        var marks = new List<byte>();
        while (!_stack.IsOutermost)
        {
            marks.AddRange(ElementHeader.Mark(_stack.Current.IsSequence ? DicomTag.SequenceDelimitation : DicomTag.ItemDelimitation, _stack.Current.IsBigEndian));
            Close();
        }

        MissingEnd = [.. marks];
        return Finish();
    }

    private void Close()
    {
        digest?.Close(isItem: !_stack.Current.IsSequence);
        _stack.Close();
    }

    private Finding Finish()
    {
        _end.Mark();
        return End;
    }
}
