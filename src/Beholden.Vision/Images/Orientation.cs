using System.Numerics;
using System.Runtime.Intrinsics;
using SkiaSharp;

namespace Beholden.Vision.Images;

/// <summary>Packs decoded pixels into an <see cref="RgbImage"/>, turned as EXIF says.</summary>
internal static class Orientation
{
    /// <param name="rgba">Shape [height, width, 4], alpha not multiplied in, as the file stores rows.</param>
    /// <param name="origin">
    /// EXIF 2.3, tag 274: where the file's first row and first column lie in the upright picture.
    /// </param>
    public static RgbImage Upright(ReadOnlySpan<byte> rgba, int width, int height, SKEncodedOrigin origin)
    {
        var size = Decode.Upright(width, height, origin);
        var pixels = GC.AllocateUninitializedArray<byte>(checked(size.Width * size.Height * 3));
        var (start, acrossStep, downStep) = Walk(size.Width, size.Height, origin);
        for (var y = 0; y < height; y++)
        {
            var row = rgba.Slice(y * width * 4, width * 4);
            var to = start + (y * downStep);
            var done = acrossStep == 3 ? PackByFour(row, pixels.AsSpan(to)) : 0;
            Pack(row[(done * 4)..], pixels, to + (done * acrossStep), acrossStep);
        }

        return new(size.Width, size.Height, pixels);
    }

    /// <summary>
    /// 1 on an axis whose far end in the file comes first in the upright picture; otherwise 0.
    /// </summary>
    public static Vector2 EndsFirst(SKEncodedOrigin origin) => new(
        origin is SKEncodedOrigin.TopRight or SKEncodedOrigin.BottomRight
            or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom ? 1 : 0,
        origin is SKEncodedOrigin.BottomLeft or SKEncodedOrigin.BottomRight
            or SKEncodedOrigin.LeftBottom or SKEncodedOrigin.RightBottom ? 1 : 0);

    /// <summary>
    /// Where the file's first pixel goes, and how far a step along its row or column moves.
    /// </summary>
    /// <returns>Byte offsets into the upright picture.</returns>
    private static (int Start, int Across, int Down) Walk(int width, int height, SKEncodedOrigin origin)
    {
        var (column, row) = (3, width * 3);
        var (lastColumn, lastRow) = ((width - 1) * column, (height - 1) * row);
        return origin switch
        {
            SKEncodedOrigin.TopRight => (lastColumn, -column, row),
            SKEncodedOrigin.BottomRight => (lastColumn + lastRow, -column, -row),
            SKEncodedOrigin.BottomLeft => (lastRow, column, -row),
            SKEncodedOrigin.LeftTop => (0, row, column),
            SKEncodedOrigin.RightTop => (lastColumn, row, -column),
            SKEncodedOrigin.RightBottom => (lastColumn + lastRow, -row, -column),
            SKEncodedOrigin.LeftBottom => (lastRow, -row, column),
            _ => (0, column, row),
        };
    }

    /// <summary>Four opaque pixels a step: 16 bytes in, 12 and four of no account out.</summary>
    /// <returns>Pixels done; the last two of a row are never, so that no step writes beyond it.</returns>
    private static int PackByFour(ReadOnlySpan<byte> row, Span<byte> pixels)
    {
        var colours = Vector128.Create(0x00FFFFFFu).AsByte();
        var lanes = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
        var done = 0;
        for (; (done * 4) + 24 <= row.Length; done += 4)
        {
            var four = Vector128.Create(row.Slice(done * 4, 16));
            if ((four | colours) != Vector128<byte>.AllBitsSet)
            {
                break;
            }

            Vector128.Shuffle(four, lanes).CopyTo(pixels[(done * 3)..]);
        }

        return done;
    }

    private static void Pack(ReadOnlySpan<byte> row, Span<byte> pixels, int to, int step)
    {
        for (var from = 0; from < row.Length; from += 4, to += step)
        {
            var alpha = row[from + 3];
            if (alpha == 255)
            {
                pixels[to] = row[from];
                pixels[to + 1] = row[from + 1];
                pixels[to + 2] = row[from + 2];
                continue;
            }

            pixels[to] = OnWhite(row[from], alpha);
            pixels[to + 1] = OnWhite(row[from + 1], alpha);
            pixels[to + 2] = OnWhite(row[from + 2], alpha);
        }
    }

    private static byte OnWhite(int value, int alpha) =>
        (byte)(((value * alpha) + (255 * (255 - alpha)) + 127) / 255);
}
