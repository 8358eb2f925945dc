using System.Runtime.InteropServices;
using SkiaSharp;

namespace Beholden.Vision.Images;

/// <summary>Shrinks a large PNG while it is read, so that its full size never lies in memory.</summary>
internal static class BandReader
{
    /// <param name="shrink">Every square of this edge becomes one pixel, their mean.</param>
    /// <exception cref="UnreadableImageException">The data is damaged or ends too early.</exception>
    public static RgbImage Read(SKCodec codec, SKImageInfo info, int shrink)
    {
        var (width, height) = (info.Width / shrink, info.Height / shrink);
        var small = GC.AllocateUninitializedArray<byte>(checked(width * height * 4));
        var band = new byte[info.RowBytes * shrink];
        var pin = GCHandle.Alloc(band, GCHandleType.Pinned);
        try
        {
            Decode.Complete(codec.StartScanlineDecode(info));
            for (var y = 0; y < height; y++)
            {
                var rows = codec.GetScanlines(pin.AddrOfPinnedObject(), shrink, info.RowBytes);
                Decode.Complete(rows == shrink ? SKCodecResult.Success : SKCodecResult.IncompleteInput);
                Average(band, info.RowBytes, shrink, small.AsSpan(y * width * 4, width * 4));
            }
        }
        finally
        {
            pin.Free();
        }

        return Orientation.Upright(small, width, height, codec.EncodedOrigin);
    }

    private static void Average(ReadOnlySpan<byte> band, int stride, int shrink, Span<byte> row)
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
                    sum += band[from + (y * stride) + (x * 4)];
                }
            }

            row[i] = (byte)(sum / count);
        }
    }
}
