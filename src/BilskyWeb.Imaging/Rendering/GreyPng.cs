using System.Runtime.InteropServices;
using SkiaSharp;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>Writes 8-bit grey pixels as PNG; the same pixels always give the same bytes.</summary>
public static class GreyPng
{
    /// <summary>Encodes a grey picture.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">Row-major, 0 black to 255 white, length width × height.</param>
    /// <returns>The PNG file's bytes.</returns>
    /// <exception cref="ArgumentException">The length does not fit the size.</exception>
    public static byte[] Encode(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != (long)width * height)
        {
            throw new ArgumentException($"{pixels.LongLength} pixels do not make a {width} × {height} picture.", nameof(pixels));
        }

        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        for (var row = 0; row < height; row++)
        {
            Marshal.Copy(pixels, row * width, bitmap.GetPixels() + (row * bitmap.RowBytes), width);
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
