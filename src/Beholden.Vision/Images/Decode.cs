using System.Numerics;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace Beholden.Vision.Images;

/// <summary>From the bytes of a JPEG or PNG file to an upright picture.</summary>
/// <remarks>
/// The content decides, never a name: other formats that the codec library knows are refused by their first
/// bytes. Colours are taken as stored, without a colour profile: the networks were trained on such pixels.
/// Transparent pixels are laid on white, as a page shows them. A file that ends early or breaks off is
/// refused whole: half a picture would give an answer about people who may be in the other half. A flipped
/// byte inside JPEG data is not noticeable and decodes.
/// </remarks>
public static class Decode
{
    private static ReadOnlySpan<byte> JpegStart => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> PngStart => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>The upright picture's size in the file, from the header alone.</summary>
    /// <exception cref="UnreadableImageException">Not JPEG or PNG, or the header is damaged.</exception>
    /// <exception cref="OversizedImageException">A side is longer than the limit.</exception>
    public static ImageSize Size(ReadOnlyMemory<byte> file) =>
        WithCodec(file, codec => Upright(codec.Info.Width, codec.Info.Height, codec.EncodedOrigin));

    /// <summary>
    /// Decodes and turns upright (EXIF orientation 1 to 8). Its longest side is at most
    /// <see cref="Limits.SidePixelsKept"/>; larger pictures come shrunk, with the same proportions. The bytes
    /// must not change while the picture is in use: of a large JPEG, all pixels are decoded when needed.
    /// </summary>
    /// <exception cref="UnreadableImageException">Not JPEG or PNG, or not all of it decodes.</exception>
    /// <exception cref="OversizedImageException">A side is longer than the limit.</exception>
    public static RgbImage Upright(ReadOnlyMemory<byte> file) =>
        WithCodec(file, codec => ReadPixels(file, codec));

    internal static ImageSize Upright(int width, int height, SKEncodedOrigin origin) =>
        origin >= SKEncodedOrigin.LeftTop ? new(height, width) : new(width, height);

    private static unsafe T WithCodec<T>(ReadOnlyMemory<byte> file, Func<SKCodec, T> read)
    {
        var bytes = file.Span;
        if (!bytes.StartsWith(JpegStart) && !bytes.StartsWith(PngStart))
        {
            throw new UnreadableImageException("The image is neither JPEG nor PNG.");
        }

        // The data object borrows the bytes: they stay pinned until the codec is gone.
        fixed (byte* start = bytes)
        {
            using var data = SKData.Create((nint)start, bytes.Length);
            using var codec = SKCodec.Create(data)
                ?? throw new UnreadableImageException("The image's header is damaged.");
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if (width > Limits.SidePixelsMax || height > Limits.SidePixelsMax)
            {
                throw new OversizedImageException(width, height);
            }

            return width > 0 && height > 0
                ? read(codec)
                : throw new UnreadableImageException("The image has no pixels.");
        }
    }

    private static RgbImage ReadPixels(ReadOnlyMemory<byte> file, SKCodec codec)
    {
        var longest = Math.Max(codec.Info.Width, codec.Info.Height);
        var shrink = (longest + Limits.SidePixelsKept - 1) / Limits.SidePixelsKept;
        if (codec.EncodedFormat != SKEncodedImageFormat.Jpeg)
        {
            return shrink == 1
                ? ReadWhole(codec, codec.Info.Size)
                : BandReader.Read(codec, PixelInfo(codec, codec.Info.Size), shrink);
        }

        var eighths = EighthsOf(shrink);
        return CoarseEighths(longest, eighths) is { } fewer
            ? ReadCoarse(file, codec, eighths, fewer)
            : ReadWhole(codec, Scaled(codec, eighths));
    }

    // JPEG's transform knows eighths: 1/2 for 2, 3/8 for 3 (sides up to 10,000 need no more).
    private static int EighthsOf(int shrink) => shrink switch { 1 => 8, 2 => 4, _ => 3 };

    /// <summary>The smallest of 1/2, 1/4 and 1/8, which decode fast, that detectors look at first.</summary>
    private static int? CoarseEighths(int longest, int eighths)
    {
        int? fewest = null;
        for (var fewer = 4; fewer > 0; fewer /= 2)
        {
            if (fewer < eighths && longest * fewer / 8 >= Limits.SidePixelsCoarseMin)
            {
                fewest = fewer;
            }
        }

        return fewest;
    }

    /// <summary>
    /// A damaged file is refused now: at any scale the codec reads the whole file, and leaves out only work.
    /// </summary>
    private static RgbImage ReadCoarse(ReadOnlyMemory<byte> file, SKCodec codec, int eighths, int fewer)
    {
        var kept = Scaled(codec, eighths);
        var size = Upright(kept.Width, kept.Height, codec.EncodedOrigin);
        var coarse = ReadWhole(codec, Scaled(codec, fewer));
        var scale = fewer / (float)eighths;
        var over = new Vector2(coarse.Width - (size.Width * scale), coarse.Height - (size.Height * scale));
        return new(
            size,
            new(coarse, scale, over * Orientation.EndsFirst(codec.EncodedOrigin)),
            () => WithCodec(file, again => ReadWhole(again, Scaled(again, eighths))));
    }

    private static SKSizeI Scaled(SKCodec codec, int eighths) =>
        eighths == 8 ? codec.Info.Size : codec.GetScaledDimensions(eighths / 8f);

    private static unsafe RgbImage ReadWhole(SKCodec codec, SKSizeI size)
    {
        var info = PixelInfo(codec, size);
        var stride = info.RowBytes;
        var length = (nuint)stride * (nuint)info.Height;
        var rgba = NativeMemory.Alloc(length);
        try
        {
            var result = codec.GetPixels(info, (nint)rgba, stride, new SKCodecOptions(SKZeroInitialized.No));
            Complete(result);
            return Orientation.Upright(
                new ReadOnlySpan<byte>(rgba, checked((int)length)),
                info.Width,
                info.Height,
                codec.EncodedOrigin);
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }

    internal static void Complete(SKCodecResult result)
    {
        if (result != SKCodecResult.Success)
        {
            throw new UnreadableImageException(result == SKCodecResult.IncompleteInput
                ? "The image's data ends too early."
                : "The image's data is damaged.");
        }
    }

    /// <summary>Four bytes a pixel, alpha not multiplied in; no colour space, so none is converted.</summary>
    private static SKImageInfo PixelInfo(SKCodec codec, SKSizeI size) => new(
        size.Width,
        size.Height,
        SKColorType.Rgba8888,
        codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
}
