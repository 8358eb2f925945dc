using SkiaSharp;

namespace Beholden.Vision.Images;

/// <summary>Files made of pixels alone: nothing of any other file is in them.</summary>
public static class Encode
{
    private const int JpegQualityPercent = 92;

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G'];

    /// <summary>PNG where the original is PNG, else JPEG; upright, without metadata.</summary>
    /// <param name="original">The file whose format is kept; only its first bytes are read.</param>
    public static byte[] Like(ReadOnlySpan<byte> original, RgbImage image)
    {
        using var bitmap = ToBitmap(image);
        using var data = original.StartsWith(PngStart)
            ? bitmap.Encode(SKEncodedImageFormat.Png, quality: 100)
            : bitmap.Encode(SKEncodedImageFormat.Jpeg, JpegQualityPercent);
        return data.ToArray();
    }

    /// <summary>A JPEG file, without metadata.</summary>
    public static byte[] Jpeg(RgbImage image, int qualityPercent)
    {
        using var bitmap = ToBitmap(image);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, qualityPercent);
        return data.ToArray();
    }

    internal static SKBitmap ToBitmap(RgbImage image)
    {
        var bitmap = new SKBitmap(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var to = bitmap.GetPixelSpan();
        var from = image.Pixels.AsSpan();
        for (int i = 0, j = 0; j < from.Length; i += 4, j += 3)
        {
            (to[i], to[i + 1], to[i + 2], to[i + 3]) = (from[j], from[j + 1], from[j + 2], 255);
        }

        return bitmap;
    }
}
