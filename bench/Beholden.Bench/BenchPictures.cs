using System.Text.Json.Nodes;
using SkiaSharp;

namespace Beholden.Bench;

/// <summary>The pictures that are sent: the committed portrait in grey pictures of any size.</summary>
internal static class BenchPictures
{
    private const int JpegQuality = 90, GrainMax = 8, Seed = 23;

    private static readonly SKRect Head = SKRect.Create(124, 20, 200, 200);

    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>The portrait as high as the picture, in its middle: one face.</summary>
    public static byte[] Jpeg(int width, int height)
    {
        using var portrait = SKImage.FromEncodedData(BenchFolders.Portrait);
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.Gray);
        surface.Canvas.DrawImage(
            portrait, SKRect.Create((width - height) / 2f, 0, height, height),
            Smooth);
        using var drawn = surface.Snapshot();
        using var bytes = drawn.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return bytes.ToArray();
    }

    /// <summary>As from a telephone: grain over all of it, some 2 bits a pixel, faces in a grid.</summary>
    /// <param name="across">Portraits beside each other; as many rows as fit.</param>
    /// <param name="isClose">Whether only the head is shown and little around it.</param>
    public static byte[] Photo(int width, int height, int across, bool isClose)
    {
        using var portrait = SKImage.FromEncodedData(BenchFolders.Portrait);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Gray);
        var edge = Math.Min(width / across, height);
        for (var top = 0; top + edge <= height; top += edge)
        {
            for (var column = 0; column < across; column++)
            {
                var left = (column * edge) + ((width - (across * edge)) / 2);
                var from = isClose ? Head : SKRect.Create(portrait.Width, portrait.Height);
                canvas.DrawImage(portrait, from, SKRect.Create(left, top, edge, edge), Smooth);
            }
        }

        AddGrain(bitmap.GetPixelSpan());
        using var bytes = bitmap.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return bytes.ToArray();
    }

    private static void AddGrain(Span<byte> pixels)
    {
        var random = new Random(Seed);
        for (var i = 0; i < pixels.Length; i += 4)
        {
            var grain = random.Next(-GrainMax, GrainMax + 1);
            for (var channel = i; channel < i + 3; channel++)
            {
                pixels[channel] = (byte)Math.Clamp(pixels[channel] + grain, 0, 255);
            }
        }
    }

    /// <summary>The contract's Image of these bytes.</summary>
    public static JsonObject Image(byte[] picture) => new() { ["Bytes"] = Convert.ToBase64String(picture) };
}
