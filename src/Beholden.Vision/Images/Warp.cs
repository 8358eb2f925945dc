using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Beholden.Vision.Images;

/// <summary>Lays part of a picture into a crop by an affine map.</summary>
public static class Warp
{
    // A face 900 pixels wide gives 8 source pixels per pixel of a 112-pixel crop: beyond, 64 samples do.
    private const int SamplesPerAxisMax = 8;

    // Two pixels beside each other, and one byte that is read and not used.
    private const int PairBytes = 7;

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
                var mean = Mean(image, toImage, x, y, samples) + Vector128.Create(0.5f);
                var at = ((y * width) + x) * 3;
                (crop[at], crop[at + 1], crop[at + 2]) = ((byte)mean[0], (byte)mean[1], (byte)mean[2]);
            }
        }

        return crop;
    }

    /// <returns>Red, green, blue, and a number without meaning.</returns>
    private static Vector128<float> Mean(RgbImage image, Matrix3x2 toImage, int x, int y, int samples)
    {
        if (samples == 1)
        {
            return Sample(image, Vector2.Transform(new(x, y), toImage));
        }

        var sum = Vector128<float>.Zero;
        for (var i = 0; i < samples * samples; i++)
        {
            var offset = new Vector2(i % samples, i / samples) + new Vector2(0.5f);
            sum += Sample(
                image, Vector2.Transform(new Vector2(x - 0.5f, y - 0.5f) + (offset / samples), toImage));
        }

        return sum / Vector128.Create((float)(samples * samples));
    }

    private static Vector128<float> Sample(RgbImage image, Vector2 at)
    {
        // Not a number, or far outside: no pixel. Also keeps the integers below in range.
        if (!(at.X > -1 && at.Y > -1 && at.X < image.Width && at.Y < image.Height))
        {
            return Vector128<float>.Zero;
        }

        var (x, y) = ((int)MathF.Floor(at.X), (int)MathF.Floor(at.Y));
        var (right, down) = (Vector128.Create(at.X - x), Vector128.Create(at.Y - y));
        var rowBytes = image.Width * 3;
        var first = (y * rowBytes) + (x * 3);
        if (x >= 0 && y >= 0 && x + 1 < image.Width && first + rowBytes + PairBytes <= image.Pixels.Length)
        {
            var upper = image.Pixels.AsSpan(first, PairBytes);
            var lower = image.Pixels.AsSpan(first + rowBytes, PairBytes);
            return Vector128.Lerp(
                Vector128.Lerp(Floats(upper), Floats(upper[3..]), right),
                Vector128.Lerp(Floats(lower), Floats(lower[3..]), right),
                down);
        }

        // At an edge, where not all four are there.
        var top = Vector128.Lerp(Pixel(image, x, y), Pixel(image, x + 1, y), right);
        var bottom = Vector128.Lerp(Pixel(image, x, y + 1), Pixel(image, x + 1, y + 1), right);
        return Vector128.Lerp(top, bottom, down);
    }

    /// <summary>Four bytes are read several times as fast as three; the last is left unused.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Floats(ReadOnlySpan<byte> pixel)
    {
        var four = Vector128.CreateScalarUnsafe(BinaryPrimitives.ReadUInt32LittleEndian(pixel)).AsByte();
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(four)).AsInt32());
    }

    private static Vector128<float> Pixel(RgbImage image, int x, int y)
    {
        if ((uint)x >= (uint)image.Width || (uint)y >= (uint)image.Height)
        {
            return Vector128<float>.Zero;
        }

        var at = ((y * image.Width) + x) * 3;
        var pixels = image.Pixels;
        return Vector128.Create(pixels[at], pixels[at + 1], pixels[at + 2], 0f);
    }
}
