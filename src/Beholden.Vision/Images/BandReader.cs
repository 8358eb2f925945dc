using System.Runtime.InteropServices;
using SkiaSharp;

namespace Beholden.Vision.Images;

/// <summary>Shrinks a large PNG while it is read, so that its full size never lies in memory.</summary>
/// <remarks>
/// The codec can only start at the top, so band k costs the decoding of all above it: at most four bands
/// for the largest picture, which costs 2.5 times the time and a quarter of the memory.
/// </remarks>
internal static class BandReader
{
    // 10,000 pixels of 4 bytes times 3,200 rows.
    private const int BandBytesMax = 128_000_000;

    /// <param name="shrink">Every square of this edge becomes one pixel, their mean.</param>
    /// <exception cref="UnreadableImageException">The data is damaged or ends too early.</exception>
    public static unsafe RgbImage Read(SKCodec codec, SKImageInfo info, int shrink)
    {
        var (width, height) = (info.Width / shrink, info.Height / shrink);
        var small = GC.AllocateUninitializedArray<byte>(checked(width * height * 4));
        var rowsMax = Math.Min(BandBytesMax / info.RowBytes / shrink, height);
        var band = NativeMemory.Alloc((nuint)(rowsMax * shrink * info.RowBytes));
        try
        {
            for (var y = 0; y < height; y += rowsMax)
            {
                var rows = Math.Min(rowsMax, height - y);
                Fill(codec, info, y * shrink, rows * shrink, (nint)band);
                for (var i = 0; i < rows; i++)
                {
                    var from = (byte*)band + ((long)i * shrink * info.RowBytes);
                    var strip = new ReadOnlySpan<byte>(from, shrink * info.RowBytes);
                    Average(strip, info.RowBytes, shrink, small.AsSpan((y + i) * width * 4, width * 4));
                }
            }
        }
        finally
        {
            NativeMemory.Free(band);
        }

        return Orientation.Upright(small, width, height, codec.EncodedOrigin);
    }

    private static void Fill(SKCodec codec, SKImageInfo info, int top, int rows, nint band)
    {
        // The size stays the whole picture's; the part says which rows are written.
        var part = new SKCodecOptions(new SKRectI(0, top, info.Width, top + rows));
        Decode.Complete(codec.StartIncrementalDecode(info, band, info.RowBytes, part));
        Decode.Complete(codec.IncrementalDecode(out _));
    }

    private static void Average(ReadOnlySpan<byte> strip, int stride, int shrink, Span<byte> row)
    {
        var (count, half) = (shrink * shrink, shrink * shrink / 2);
        for (var i = 0; i < row.Length; i++)
        {
            var from = ((i >> 2) * shrink * 4) + (i & 3);
            var sum = half;
            for (var y = 0; y < shrink; y++)
            {
                for (var x = 0; x < shrink; x++)
                {
                    sum += strip[from + (y * stride) + (x * 4)];
                }
            }

            row[i] = (byte)(sum / count);
        }
    }
}
