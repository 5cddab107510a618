using SkiaSharp;

namespace BilskyWeb.Imaging.Rendering;

/// <summary>A picture as samples of 8 bits, red, green and blue after each other.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Samples">3 × width × height bytes, row by row.</param>
internal sealed record RgbPixels(int Width, int Height, byte[] Samples)
{
    /// <summary>Reads a PNG file; what is transparent becomes black, as the pictures' ground is.</summary>
    /// <exception cref="ArgumentException">The file is no picture.</exception>
    public static RgbPixels Decode(byte[] png)
    {
        using var decoded = SKBitmap.Decode(png) ?? throw new ArgumentException("The file is no picture.", nameof(png));
        using var bitmap = new SKBitmap(new SKImageInfo(decoded.Width, decoded.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Black);
            canvas.DrawBitmap(decoded, 0, 0, SKSamplingOptions.Default);
        }

        var rgba = bitmap.GetPixelSpan();
        var samples = new byte[bitmap.Width * bitmap.Height * 3];
        for (int from = 0, to = 0; to < samples.Length; from += 4, to += 3)
        {
            rgba.Slice(from, 3).CopyTo(samples.AsSpan(to));
        }

        return new RgbPixels(bitmap.Width, bitmap.Height, samples);
    }
}
