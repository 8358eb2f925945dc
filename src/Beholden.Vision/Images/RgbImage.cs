namespace Beholden.Vision.Images;

/// <summary>A decoded picture, upright.</summary>
/// <param name="width">Pixels, at least 1.</param>
/// <param name="height">Pixels, at least 1.</param>
/// <param name="pixels">Shape [height, width, 3], RGB, 8 bits, row-major, no padding between rows.</param>
public sealed class RgbImage(int width, int height, byte[] pixels)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>
    /// Shape [Height, Width, 3], RGB, row-major. Read only by agreement: pictures are shared.
    /// </summary>
    public byte[] Pixels { get; } = pixels.Length == checked(width * height * 3)
        ? pixels
        : throw new ArgumentException($"{width}x{height} needs {width * height * 3} bytes.", nameof(pixels));
}
