using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Beholden.Vision.Images;

namespace Beholden.Tests.Vision.Images;

/// <summary>Image files and pictures built byte by byte, for what no encoder at hand writes.</summary>
internal static class MadeImages
{
    private static readonly byte[] PngStart = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>A picture of reproducible noise.</summary>
    public static RgbImage Noise(int width, int height, int seed = 1)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        return new(width, height, pixels);
    }

    /// <summary>A PNG whose every row is the same.</summary>
    /// <param name="colour">PNG colour type: 0 grey, 2 RGB, 4 grey and alpha, 6 RGB and alpha.</param>
    /// <param name="row">One row of samples, without the filter byte.</param>
    public static byte[] Png(int width, int height, int bits, int colour, byte[] row) =>
        Png(width, height, bits, colour, _ => row);

    /// <summary>A PNG of given rows.</summary>
    /// <param name="row">Samples of the row at a height, without the filter byte.</param>
    public static byte[] Png(int width, int height, int bits, int colour, Func<int, byte[]> row)
    {
        using var file = new MemoryStream();
        file.Write(PngStart);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bits, (byte)colour);
        Chunk(file, "IHDR", header);
        Chunk(file, "IDAT", Rows(height, row));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Puts an EXIF segment with nothing but an orientation behind a JPEG's first marker.</summary>
    public static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        // TIFF, little-endian, one entry: tag 274 (orientation), type 3 (short), count 1, value; no next.
        byte[] tiff =
        [
            (byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0,
            1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0,
        ];
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        var length = body.Length + 2;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. body, .. jpeg.AsSpan(2)];
    }

    private static byte[] Rows(int height, Func<int, byte[]> row)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                zlib.Write(row(y));
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(type), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(named));
        file.Write(number);
    }

    /// <summary>CRC-32 as ISO 3309 has it, bit by bit.</summary>
    public static uint Crc(byte[] data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
            }
        }

        return ~crc;
    }
}
