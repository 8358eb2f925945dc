using System.Numerics;

namespace Beholden.Vision.Images;

/// <summary>Lays part of a picture into a crop by an affine map.</summary>
public static class Warp
{
    // A face 900 pixels wide gives 8 source pixels per pixel of a 112-pixel crop: beyond, 64 samples do.
    private const int SamplesPerAxisMax = 8;

    /// <param name="toCrop">From picture pixels to crop pixels; must be invertible.</param>
    /// <returns>Shape [height, width, 3], RGB. Black where the picture ends, as in training.</returns>
    /// <exception cref="ArgumentException">The map flattens the picture.</exception>
    /// <remarks>
    /// Bilinear, integer coordinates at pixel centres. When the crop is much coarser than the picture, each
    /// crop pixel is the mean of a grid of samples inside it.
    /// </remarks>
    public static byte[] Affine(RgbImage image, Matrix3x2 toCrop, int width, int height)
    {
        if (!Matrix3x2.Invert(toCrop, out var toImage))
        {
            throw new ArgumentException("The map has no inverse.", nameof(toCrop));
        }

        // Source pixels per crop pixel along an axis, from the change of area.
        var step = MathF.Sqrt(Math.Abs(toImage.GetDeterminant()));
        var level = image.For(1 / step);
        (image, step, toImage) = (level.Image, step * level.Scale, toImage * level.Map());
        var samples = (int)Math.Clamp(MathF.Round(step), 1, SamplesPerAxisMax);
        var crop = GC.AllocateUninitializedArray<byte>(checked(width * height * 3));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var mean = Mean(image, toImage, x, y, samples) + new Vector3(0.5f);
                var at = ((y * width) + x) * 3;
                (crop[at], crop[at + 1], crop[at + 2]) = ((byte)mean.X, (byte)mean.Y, (byte)mean.Z);
            }
        }

        return crop;
    }

    private static Vector3 Mean(RgbImage image, Matrix3x2 toImage, int x, int y, int samples)
    {
        if (samples == 1)
        {
            return Sample(image, Vector2.Transform(new(x, y), toImage));
        }

        var sum = Vector3.Zero;
        for (var i = 0; i < samples * samples; i++)
        {
            var offset = new Vector2(i % samples, i / samples) + new Vector2(0.5f);
            sum += Sample(
                image, Vector2.Transform(new Vector2(x - 0.5f, y - 0.5f) + (offset / samples), toImage));
        }

        return sum / (samples * samples);
    }

    private static Vector3 Sample(RgbImage image, Vector2 at)
    {
        // Not a number, or far outside: no pixel. Also keeps the integers below in range.
        if (!(at.X > -1 && at.Y > -1 && at.X < image.Width && at.Y < image.Height))
        {
            return Vector3.Zero;
        }

        var (x, y) = ((int)MathF.Floor(at.X), (int)MathF.Floor(at.Y));
        var (right, down) = (at.X - x, at.Y - y);
        var top = Vector3.Lerp(Pixel(image, x, y), Pixel(image, x + 1, y), right);
        var bottom = Vector3.Lerp(Pixel(image, x, y + 1), Pixel(image, x + 1, y + 1), right);
        return Vector3.Lerp(top, bottom, down);
    }

    private static Vector3 Pixel(RgbImage image, int x, int y)
    {
        if ((uint)x >= (uint)image.Width || (uint)y >= (uint)image.Height)
        {
            return Vector3.Zero;
        }

        var at = ((y * image.Width) + x) * 3;
        var pixels = image.Pixels;
        return new(pixels[at], pixels[at + 1], pixels[at + 2]);
    }
}
