using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Beholden.Store.Vectors;

/// <summary>
/// The float32 product that ranks faces. It adds in a fixed order, so it is the same at every call.
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

    /// <returns>The length that rows of so many floats have in memory.</returns>
    public static int Width(int dimension) => (dimension + Lanes - 1) / Lanes * Lanes;

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
}
