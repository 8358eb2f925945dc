using System.Text.Json.Nodes;
using SkiaSharp;

namespace Beholden.Tests.Support;

/// <summary>
/// The pictures of the tests: NASA's portrait of the astronaut Eileen Collins, in the public domain, and
/// what can be drawn.
/// </summary>
internal static class Pictures
{
    /// <summary>JPEG, 512 by 512 pixels, one face.</summary>
    public static byte[] Portrait { get; } =
        File.ReadAllBytes(
            Path.Combine(TestFolders.Checkout, "tests", "Beholden.Tests", "Pictures", "astronaut.jpg"));

    /// <summary>A smooth picture without a face.</summary>
    public static byte[] Empty(
        int width = 320, int height = 240, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
        => Draw(width, height, canvas => canvas.Clear(SKColors.SteelBlue), format);

    /// <summary>The portrait, drawn into a picture of any size.</summary>
    public static byte[] PortraitAt(
        int width, int height, SKRect place, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
        => Draw(width, height, canvas =>
        {
            using var portrait = SKImage.FromEncodedData(Portrait);
            canvas.Clear(SKColors.Gray);
            canvas.DrawImage(portrait, place, new SKSamplingOptions(SKCubicResampler.Mitchell));
        }, format);

    /// <summary>The contract's Image of these bytes.</summary>
    public static JsonObject Image(byte[] bytes) => new() { ["Bytes"] = Convert.ToBase64String(bytes) };

    public static byte[] Draw(
        int width, int height, Action<SKCanvas> draw, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        draw(surface.Canvas);
        using var picture = surface.Snapshot();
        using var bytes = picture.Encode(format, 90);
        return bytes.ToArray();
    }
}
