using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Beholden.Vision.Images;

/// <summary>From interleaved bytes to the three planes of floats that networks take.</summary>
internal static class Planes
{
    /// <summary>Splits one run of pixels; every value becomes (v - mean) * scale.</summary>
    /// <param name="rgb">Shape [n, 3].</param>
    /// <param name="red">At least n; likewise green and blue. Swap them for BGR networks.</param>
    public static void Split(
        ReadOnlySpan<byte> rgb, Span<float> red, Span<float> green, Span<float> blue, float mean, float scale)
    {
        var count = rgb.Length / 3;
        var done = Vector128.IsHardwareAccelerated
            ? SplitBySixteen(rgb, red[..count], green[..count], blue[..count], mean, scale)
            : 0;
        for (var i = done; i < count; i++)
        {
            red[i] = (rgb[3 * i] - mean) * scale;
            green[i] = (rgb[(3 * i) + 1] - mean) * scale;
            blue[i] = (rgb[(3 * i) + 2] - mean) * scale;
        }
    }

    /// <returns>Pixels done: the largest multiple of 16.</returns>
    private static int SplitBySixteen(
        ReadOnlySpan<byte> rgb, Span<float> red, Span<float> green, Span<float> blue, float mean, float scale)
    {
        var done = 0;
        for (; done + 16 <= red.Length; done += 16)
        {
            // 48 bytes are 16 pixels: lane i of a plane comes from byte 3i + c of the three vectors.
            var bytes = rgb.Slice(done * 3, 48);
            var a = Vector128.Create(bytes);
            var b = Vector128.Create(bytes[16..]);
            var c = Vector128.Create(bytes[32..]);
            Widen(Gather(a, b, c, 0), red[done..], mean, scale);
            Widen(Gather(a, b, c, 1), green[done..], mean, scale);
            Widen(Gather(a, b, c, 2), blue[done..], mean, scale);
        }

        return done;
    }

    /// <summary>Shuffle gives 0 for an index beyond 15, so each vector adds only its own lanes.</summary>
    private static Vector128<byte> Gather(
        Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, byte channel)
    {
        var lanes = Vector128.Create((byte)0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45)
            + Vector128.Create(channel);
        return Vector128.Shuffle(a, lanes)
            | Vector128.Shuffle(b, lanes - Vector128.Create((byte)16))
            | Vector128.Shuffle(c, lanes - Vector128.Create((byte)32));
    }

    private static void Widen(Vector128<byte> bytes, Span<float> plane, float mean, float scale)
    {
        var (low, high) = Vector128.Widen(bytes);
        Store(low, plane, mean, scale);
        Store(high, plane[8..], mean, scale);
    }

    private static void Store(Vector128<ushort> values, Span<float> plane, float mean, float scale)
    {
        var (low, high) = Vector128.Widen(values);
        var (m, s) = (Vector128.Create(mean), Vector128.Create(scale));
        ref var to = ref MemoryMarshal.GetReference(plane[..8]);
        ((Vector128.ConvertToSingle(low.AsInt32()) - m) * s).StoreUnsafe(ref to);
        ((Vector128.ConvertToSingle(high.AsInt32()) - m) * s).StoreUnsafe(ref to, 4);
    }
}
