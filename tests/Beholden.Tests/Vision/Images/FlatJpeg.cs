namespace Beholden.Tests.Vision.Images;

/// <summary>The smallest baseline JPEG: 8 by 8 pixels of one colour, any number of components.</summary>
internal static class FlatJpeg
{
    /// <param name="adobe">Adds Adobe's marker, as CMYK files have it (inverted inks, no transform).</param>
    /// <param name="components">
    /// One value each, 0..255. Quantisers are 8, so that a coefficient of one step is one level.
    /// </param>
    public static byte[] Encode(bool adobe, params ReadOnlySpan<byte> components)
    {
        List<byte> file = [0xFF, 0xD8];
        if (adobe)
        {
            Segment(file, 0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]);
        }

        // One table of quantisers: 64 times 8, so DC = level - 128 exactly.
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]);
        Segment(file, 0xC0, [8, 0, 8, 0, 8, (byte)components.Length, .. Each(components.Length, [0x11, 0])]);

        // DC: sizes 0..8, all with codes of four bits in order. AC: only end of block, the one-bit code 0.
        Segment(file, 0xC4, [0x00, 0, 0, 0, 9, .. new byte[12], 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0]);
        Segment(file, 0xDA, [(byte)components.Length, .. Each(components.Length, [0x00]), 0, 63, 0]);
        file.AddRange(Scan(components));
        file.AddRange([0xFF, 0xD9]);
        return [.. file];
    }

    private static byte[] Scan(ReadOnlySpan<byte> components)
    {
        var bits = new List<bool>();
        foreach (var component in components)
        {
            var level = component - 128;
            var size = 32 - int.LeadingZeroCount(Math.Abs(level));
            Append(bits, size, 4);
            Append(bits, level < 0 ? level + (1 << size) - 1 : level, size);
            bits.Add(false);
        }

        while (bits.Count % 8 != 0)
        {
            bits.Add(true);
        }

        return [.. bits.Chunk(8).SelectMany(Stuffed)];
    }

    /// <summary>A byte of ones is followed by a zero, so that it is no marker.</summary>
    private static byte[] Stuffed(bool[] bits)
    {
        var value = (byte)bits.Aggregate(0, (sum, bit) => (2 * sum) + (bit ? 1 : 0));
        return value == 0xFF ? [0xFF, 0] : [value];
    }

    private static void Append(List<bool> bits, int value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            bits.Add(((value >> i) & 1) == 1);
        }
    }

    private static IEnumerable<byte> Each(int count, byte[] rest) =>
        Enumerable.Range(1, count).SelectMany(id => (byte[])[(byte)id, .. rest]);

    private static void Segment(List<byte> file, byte marker, byte[] body)
    {
        var length = body.Length + 2;
        file.AddRange([0xFF, marker, (byte)(length >> 8), (byte)length, .. body]);
    }
}
