using System.Text.Json.Nodes;
using SkiaSharp;

namespace Beholden.Bench;

/// <summary>The pictures that are sent: the committed portrait in grey pictures of any size.</summary>
internal static class BenchPictures
{
    private const int JpegQuality = 90;

    /// <summary>The portrait as high as the picture, in its middle: one face.</summary>
    public static byte[] Jpeg(int width, int height)
    {
        using var portrait = SKImage.FromEncodedData(BenchFolders.Portrait);
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.Gray);
        surface.Canvas.DrawImage(
            portrait, SKRect.Create((width - height) / 2f, 0, height, height),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var drawn = surface.Snapshot();
        using var bytes = drawn.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return bytes.ToArray();
    }

    /// <summary>The contract's Image of these bytes.</summary>
    public static JsonObject Image(byte[] picture) => new() { ["Bytes"] = Convert.ToBase64String(picture) };
}
