using SkiaSharp;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>A mask read from a PNG file.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Inside">Row-major, length width × height; true where a pixel is not black.</param>
public sealed record MaskImage(int Width, int Height, bool[] Inside);

/// <summary>Reads masks from PNG files: whatever is not black lies inside.</summary>
public static class MaskPng
{
    /// <summary>No mask of a clinical image is larger.</summary>
    public const int MaxSide = 4096;

    private const int BitDepthOffset = 24;

    /// <summary>Size of a mask, without its pixels.</summary>
    /// <exception cref="InvalidDataException">The file is no PNG of a usable size; the message names it.</exception>
    public static (int Width, int Height) SizeOf(string path)
    {
        using var codec = Open(path);
        return (codec.Info.Width, codec.Info.Height);
    }

    /// <summary>Reads a mask.</summary>
    /// <exception cref="InvalidDataException">The file is no PNG of a usable size, or damaged; the message names it.</exception>
    public static MaskImage Read(string path)
    {
        using var codec = Open(path);
        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Bgra8888, SKAlphaType.Unpremul));
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
            throw new InvalidDataException($"{path}: the PNG file is damaged or cut off. Write it again.");

        var inside = new bool[bitmap.Width * bitmap.Height];
        var pixels = bitmap.GetPixelSpan();
        for (var row = 0; row < bitmap.Height; row++)
        {
            for (var column = 0; column < bitmap.Width; column++)
            {
                var at = (row * bitmap.RowBytes) + (column * 4);
                inside[(row * bitmap.Width) + column] = pixels[at + 3] > 0 && (pixels[at] | pixels[at + 1] | pixels[at + 2]) > 0;
            }
        }

        return new MaskImage(bitmap.Width, bitmap.Height, inside);
    }

    private static SKCodec Open(string path)
    {
        // Sixteen bits are read as eight, and a label of 1 would become 0.
        Span<byte> head = stackalloc byte[BitDepthOffset + 1];
        using (var file = File.OpenRead(path))
        {
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head[..8].SequenceEqual((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
                throw new InvalidDataException($"{path} is not a PNG file.");
        }

        if (head[BitDepthOffset] == 16)
            throw new InvalidDataException($"{path} has 16 bits a pixel. Write masks with 8 bits, 0 outside and anything else inside.");
        var codec = SKCodec.Create(path) ?? throw new InvalidDataException($"{path} is not a PNG file that can be read.");
        if (codec.Info is { Width: > 0 and <= MaxSide, Height: > 0 and <= MaxSide })
            return codec;
        var size = $"{codec.Info.Width} × {codec.Info.Height}";
        codec.Dispose();
        throw new InvalidDataException($"{path} has {size} pixels; a mask has 1 to {MaxSide} on each side.");
    }
}
