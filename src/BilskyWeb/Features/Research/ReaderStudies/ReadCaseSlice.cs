using System.Buffers.Binary;
using System.Text;
using BilskyWeb.Core;
using BilskyWeb.Data;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Auth;
using Microsoft.EntityFrameworkCore;

namespace BilskyWeb.Features.Research.ReaderStudies;

/// <summary>
/// Gives a reader a slice of a case's stack as intensities, so that the window is the reader's own. What leaves is a size, a spacing, a window, the region and grey values: nothing of the patient, the model or
/// another reader, and no identifier.
/// </summary>
internal sealed class ReadCaseSlice(IDbContextFactory<BilskyDbContext> contexts, DicomWebArchive archive)
{
    private const int HeaderBytes = 88;

    /// <summary>Of the letters at one edge.</summary>
    private const int LetterBytes = 4;

    /// <param name="actor">A reader of the study, or an admin.</param>
    /// <param name="readerStudyId">The reader study.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="offset">Steps from the slice to grade; negative towards the head.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>
    /// Little endian: width and height in pixels (32-bit); column and row spacing in millimetres, centre and width of the window, intercept and slope, the region's left, top, width and height in pixels (64-bit floating point); then row by row a 16-bit number per
    /// pixel, of which intercept + slope × number is the intensity; then, four ASCII characters each and filled with NUL, what lies at the left, top, right and bottom edge (R, A, L, P; nothing where the file does not say).
    /// </returns>
    public async Task<Result<byte[]>> HandleAsync(Actor actor, Guid readerStudyId, Guid caseId, int offset, CancellationToken cancellationToken)
    {
        Result<CaseStack> stack;
        await using (var database = await contexts.CreateDbContextAsync(cancellationToken))
        {
            stack = await CaseStack.ReadAsync(database, actor, readerStudyId, caseId, cancellationToken);
        }

        if (!stack.IsOk)
        {
            return stack.Error!;
        }

        if (stack.Value.Slices.FirstOrDefault(s => s.Offset == offset) is not { } slice)
        {
            return new CaseNotFound();
        }

        var picture = await CasePicture.ReadAsync(archive, slice.Image, slice.Frame, stack.Value.Roi, cancellationToken);
        return picture.IsOk ? Write(picture.Value) : picture.Error!;
    }

    internal static byte[] Write(CasePicture picture)
    {
        var (image, window, roi) = picture;
        var (least, most) = (image.Pixels.Min(), image.Pixels.Max());
        var slope = most > least ? (most - (double)least) / ushort.MaxValue : 1;
        var bytes = new byte[HeaderBytes + (2 * image.Pixels.Length) + (4 * LetterBytes)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), image.Height);
        double[] numbers = [image.ColumnSpacingMm, image.RowSpacingMm, window.Centre, window.Width, least, slope, roi.X, roi.Y, roi.Width, roi.Height];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 + (8 * i)), numbers[i]);
        }

        for (var i = 0; i < image.Pixels.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(HeaderBytes + (2 * i)), (ushort)Math.Round((image.Pixels[i] - least) / slope));
        }

        if (picture.Letters is { } letters)
        {
            string[] edges = [letters.Left, letters.Top, letters.Right, letters.Bottom];
            for (var edge = 0; edge < edges.Length; edge++)
            {
                Encoding.ASCII.GetBytes(edges[edge].AsSpan(0, Math.Min(LetterBytes, edges[edge].Length)), bytes.AsSpan(^((edges.Length - edge) * LetterBytes)..));
            }
        }

        return bytes;
    }
}
