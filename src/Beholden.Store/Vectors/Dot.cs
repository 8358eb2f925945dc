using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Beholden.Store.Vectors;

/// <summary>
/// Inner products of rows whose length is a multiple of <see cref="Lanes"/>. The integer one is exact, so it
/// is the same on every processor; the float one adds in a fixed order, so it is the same at every call.
/// </summary>
internal static class Dot
{
    /// <summary>Rows are padded with zeros to a multiple of this.</summary>
    public const int Lanes = 64;

    /// <summary>
    /// The most that <see cref="Float"/> of two unit vectors differs from the true product: each of 32
    /// running sums takes width / 32 products and is folded in 5 more steps; for rows of 1,024 that is 37
    /// roundings of at most 2^-24, and the sum of |a·b| is at most 1 (Cauchy and Schwarz).
    /// </summary>
    public const float FloatErrorMax = 37f / (1 << 24);

    /// <summary>The longest row for which <see cref="FloatErrorMax"/> holds.</summary>
    public const int WidthMax = 1024;

    public static float Float(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(b.Length, a.Length);
        var even = Vector512<float>.Zero;
        var odd = Vector512<float>.Zero;
        ref var left = ref Unsafe.AsRef(in a[0]);
        ref var right = ref Unsafe.AsRef(in b[0]);
        for (nuint at = 0; at < (nuint)a.Length; at += 32)
        {
            even = Vector512.FusedMultiplyAdd(
                Vector512.LoadUnsafe(ref left, at), Vector512.LoadUnsafe(ref right, at), even);
            odd = Vector512.FusedMultiplyAdd(
                Vector512.LoadUnsafe(ref left, at + 16), Vector512.LoadUnsafe(ref right, at + 16), odd);
        }

        return Vector512.Sum(even + odd);
    }

    /// <summary>Codes times query, by whatever this processor does best.</summary>
    public static int Codes(ref sbyte codes, ref short query, int width)
    {
        if (Avx512BW.IsSupported)
        {
            return Codes512(ref codes, ref query, (nuint)width);
        }

        if (Avx2.IsSupported)
        {
            return Codes256(ref codes, ref query, (nuint)width);
        }

        return AdvSimd.IsSupported
            ? Codes128(ref codes, ref query, (nuint)width)
            : CodesPlain(ref codes, ref query, width);
    }

    /// <summary>The naive twin, and what a processor without any of the others runs.</summary>
    internal static int CodesPlain(ref sbyte codes, ref short query, int width)
    {
        var sum = 0;
        for (var at = 0; at < width; at++)
        {
            sum += Unsafe.Add(ref codes, at) * Unsafe.Add(ref query, at);
        }

        return sum;
    }

    internal static int Codes512(ref sbyte codes, ref short query, nuint width)
    {
        var even = Vector512<int>.Zero;
        var odd = Vector512<int>.Zero;
        for (nuint at = 0; at < width; at += 64)
        {
            even += Avx512BW.MultiplyAddAdjacent(
                Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref codes, at)),
                Vector512.LoadUnsafe(ref query, at));
            odd += Avx512BW.MultiplyAddAdjacent(
                Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref codes, at + 32)),
                Vector512.LoadUnsafe(ref query, at + 32));
        }

        return Vector512.Sum(even + odd);
    }

    internal static int Codes256(ref sbyte codes, ref short query, nuint width)
    {
        var even = Vector256<int>.Zero;
        var odd = Vector256<int>.Zero;
        for (nuint at = 0; at < width; at += 32)
        {
            even += Avx2.MultiplyAddAdjacent(
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref codes, at)),
                Vector256.LoadUnsafe(ref query, at));
            odd += Avx2.MultiplyAddAdjacent(
                Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref codes, at + 16)),
                Vector256.LoadUnsafe(ref query, at + 16));
        }

        return Vector256.Sum(even + odd);
    }

    internal static int Codes128(ref sbyte codes, ref short query, nuint width)
    {
        var even = Vector128<int>.Zero;
        var odd = Vector128<int>.Zero;
        for (nuint at = 0; at < width; at += 8)
        {
            var wide = AdvSimd.SignExtendWideningLower(Vector64.LoadUnsafe(ref codes, at));
            var other = Vector128.LoadUnsafe(ref query, at);
            even = AdvSimd.MultiplyWideningLowerAndAdd(even, wide.GetLower(), other.GetLower());
            odd = AdvSimd.MultiplyWideningUpperAndAdd(odd, wide, other);
        }

        return Vector128.Sum(even + odd);
    }
}
