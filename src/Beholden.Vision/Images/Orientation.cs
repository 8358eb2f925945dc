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
            Pack(row, pixels, start + (y * downStep), acrossStep);
        }

        return new(size.Width, size.Height, pixels);
    }

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
