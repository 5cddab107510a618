using System.Buffers.Binary;
using System.Security.Cryptography;
using BilskyWeb.Imaging.Datasets;

namespace BilskyWeb.Imaging.Screening;

/// <summary>
/// SHA-256 of what a data set says, not of how it is written: the same with explicit or implicit representations, with or without
/// lengths of sequences and groups, whatever head the file has. Pixel data counts as its bytes, so the same picture compressed is another.
/// </summary>
/// <param name="withoutPatient">Leaves out who the patient is (group 0010 of the outermost data set).</param>
internal sealed class ContentDigest(bool withoutPatient) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _depth;
    private bool _isPatient;
    private bool _isLeftOut;
    private bool _isSpoilt;

    internal void Attribute(DicomTag tag)
    {
        if (_depth == 0)
        {
            _isPatient = withoutPatient && tag.Group == 0x0010;
        }

        // A group's length (element 0000, retired) says how it is written.
        _isLeftOut = _isPatient || tag.Element == 0;
        Append('A', tag.Number);
    }

    /// <summary>Goes past a value, and takes it into the digest when one is wanted.</summary>
    /// <returns>False when the data ends before.</returns>
    internal static async ValueTask<bool> PassAsync(ByteWindow window, long length, ContentDigest? digest, CancellationToken cancellation)
    {
        if (digest is null)
        {
            return await window.SkipAsync(length, cancellation).ConfigureAwait(false);
        }

        digest.Append('V', length);
        for (var left = length; left > 0;)
        {
            if (!await window.EnsureAsync((int)Math.Min(left, ByteWindow.Size), cancellation).ConfigureAwait(false))
            {
                return false;
            }

            var atHand = (int)Math.Min(left, window.Span.Length);
            if (!digest._isLeftOut)
            {
                digest._hash.AppendData(window.Span[..atHand]);
            }

            window.Advance(atHand);
            left -= atHand;
        }

        return true;
    }

    internal void Item()
    {
        _depth++;
        Append('I', 0);
    }

    /// <summary>An item or a sequence ends; items are counted by what they are in, so only their own end lowers the depth.</summary>
    internal void Close(bool isItem)
    {
        _depth -= isItem ? 1 : 0;
        Append('C', 0);
    }

    /// <summary>Part of the data set was passed without being understood: no digest can be given.</summary>
    internal void Spoil() => _isSpoilt = true;

    /// <summary>The digest, or null when there is none.</summary>
    internal byte[]? Finish() => _isSpoilt ? null : _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();

    private void Append(char kind, long number)
    {
        if (_isLeftOut)
        {
            return;
        }

        Span<byte> mark = stackalloc byte[9];
        mark[0] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(mark[1..], number);
        _hash.AppendData(mark);
    }
}
