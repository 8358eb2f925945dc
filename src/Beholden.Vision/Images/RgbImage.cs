using System.Numerics;
using Beholden.Vision.Faces;

namespace Beholden.Vision.Images;

/// <summary>A decoded picture, upright.</summary>
/// <remarks>
/// A large JPEG comes at a coarser scale at first, which its transform gives for half the time and a quarter
/// of the memory. The rest is decoded when something needs finer pixels: decision page 0023.
/// </remarks>
public sealed class RgbImage
{
    private readonly byte[]? ready;
    private readonly Lazy<byte[]>? later;
    private readonly ImageLevel? coarse;

    /// <param name="width">Pixels, at least 1.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="pixels">
    /// Shape [height, width, 3], RGB, 8 bits, row-major, no padding between rows.
    /// </param>
    public RgbImage(int width, int height, byte[] pixels)
    {
        (Width, Height) = (width, height);
        ready = pixels.Length == checked(width * height * 3)
            ? pixels
            : throw new ArgumentException(
                $"{width}x{height} needs {width * height * 3} bytes.", nameof(pixels));
    }

    /// <param name="coarse">The same picture with fewer pixels.</param>
    /// <param name="decode">The picture itself; called at most once.</param>
    internal RgbImage(ImageSize size, ImageLevel coarse, Func<RgbImage> decode)
    {
        (Width, Height) = (size.Width, size.Height);
        (this.coarse, later) = (coarse, new(() => decode().Pixels));
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>
    /// Shape [Height, Width, 3], RGB, row-major. Read only by agreement: pictures are shared.
    /// </summary>
    /// <remarks>Decodes what is not decoded yet; where only less is needed, ask <see cref="For"/>.</remarks>
    public byte[] Pixels => ready ?? later!.Value;

    /// <summary>The picture, or a coarser one that has all the detail that is asked for.</summary>
    /// <param name="zoom">Output pixels for one pixel of this picture.</param>
    internal ImageLevel For(float zoom) =>
        // Also when the whole is there by now: an answer must not depend on what was asked before.
        coarse is { } level && zoom <= level.Scale ? level : new(this, 1, Vector2.Zero);
}

/// <summary>A picture at one of the scales that it is decoded at.</summary>
/// <param name="Scale">Pixels of <paramref name="Image"/> for one of the picture; at most 1.</param>
/// <param name="Offset">
/// Pixels of <paramref name="Image"/>: where the picture's top left corner lies. Not 0 where a part of a
/// pixel was left over at the file's end, and EXIF turns that end to the front.
/// </param>
internal readonly record struct ImageLevel(RgbImage Image, float Scale, Vector2 Offset)
{
    /// <summary>The same place in <see cref="Image"/>.</summary>
    public PixelBox Map(PixelBox box) => new(
        (box.Left * Scale) + Offset.X, (box.Top * Scale) + Offset.Y, box.Width * Scale, box.Height * Scale);

    /// <summary>From the picture's pixels to those of <see cref="Image"/>; centres are integers.</summary>
    public Matrix3x2 Map() => Matrix3x2.CreateScale(Scale)
        * Matrix3x2.CreateTranslation(new Vector2((Scale - 1) / 2) + Offset);
}
