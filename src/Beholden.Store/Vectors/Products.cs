using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Beholden.Store.Vectors;

/// <summary>
/// Integer products of rows of codes with queries: what a scan spends its time on. Compiled well from the
/// first call: the first search after a start already passes over every row.
/// </summary>
internal static class Products
{
    // Two rows by four queries: eight sums, two rows and a query fit the registers of every width, and a
    // row is widened once for four queries.
    private const int QueriesTogether = 4;

    /// <summary>Bits of the widest path that this processor has; 0 where it has none.</summary>
    public static int WidthBits => Lanes512.IsSupported ? 512
        : Lanes256.IsSupported ? 256
        : Lanes128.IsSupported ? 128 : 0;

    /// <summary>Products by whatever this processor does best.</summary>
    /// <param name="codes">Rows, one after the other, of <paramref name="width"/> codes each.</param>
    /// <param name="queries">Queries, one after the other, of the same width.</param>
    /// <param name="products">Those of query q begin at <c>q * stride</c>, one per row.</param>
    public static void Of(
        ref sbyte codes, int rows, int width, short[] queries, Span<int> products, int stride)
    {
        if (Lanes512.IsSupported)
        {
            Of<Lanes512, Vector512<short>, Vector512<int>>(
                ref codes, rows, width, queries, products, stride);
        }
        else if (Lanes256.IsSupported)
        {
            Of<Lanes256, Vector256<short>, Vector256<int>>(
                ref codes, rows, width, queries, products, stride);
        }
        else if (Lanes128.IsSupported)
        {
            Of<Lanes128, Vector128<short>, Vector128<int>>(
                ref codes, rows, width, queries, products, stride);
        }
        else
        {
            Of<ScalarLanes, int, int>(ref codes, rows, width, queries, products, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Of<TLanes, TWide, TSum>(
        ref sbyte codes, int rows, int width, short[] queries, Span<int> products, int stride)
        where TLanes : ILanes<TWide, TSum>
        where TSum : struct
    {
        var count = queries.Length / width;
        var query = 0;
        for (; query + QueriesTogether <= count; query += QueriesTogether)
        {
            ref var first = ref queries[query * width];
            var row = 0;
            for (; row + 2 <= rows; row += 2)
            {
                TwoByFour<TLanes, TWide, TSum>(
                    ref Unsafe.Add(ref codes, row * width), ref first, (nuint)width,
                    products[((query * stride) + row)..], stride);
            }

            for (; row < rows; row++)
            {
                for (var one = 0; one < QueriesTogether; one++)
                {
                    products[((query + one) * stride) + row] = One<TLanes, TWide, TSum>(
                        ref Unsafe.Add(ref codes, row * width), ref Unsafe.Add(ref first, one * width),
                        (nuint)width);
                }
            }
        }

        for (; query < count; query++)
        {
            for (var row = 0; row < rows; row++)
            {
                products[(query * stride) + row] = One<TLanes, TWide, TSum>(
                    ref Unsafe.Add(ref codes, row * width), ref queries[query * width], (nuint)width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int One<TLanes, TWide, TSum>(ref sbyte codes, ref short query, nuint width)
        where TLanes : ILanes<TWide, TSum>
        where TSum : struct
    {
        TSum even = default, odd = default;
        for (nuint at = 0; at < width; at += 2 * TLanes.Step)
        {
            var next = at + TLanes.Step;
            even = TLanes.Add(
                even, TLanes.Widen(ref Unsafe.Add(ref codes, at)), ref Unsafe.Add(ref query, at));
            odd = TLanes.Add(
                odd, TLanes.Widen(ref Unsafe.Add(ref codes, next)), ref Unsafe.Add(ref query, next));
        }

        return TLanes.Total(even) + TLanes.Total(odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoByFour<TLanes, TWide, TSum>(
        ref sbyte codes, ref short query, nuint width, Span<int> products, int stride)
        where TLanes : ILanes<TWide, TSum>
        where TSum : struct
    {
        TSum a0 = default, a1 = default, a2 = default, a3 = default;
        TSum b0 = default, b1 = default, b2 = default, b3 = default;
        for (nuint at = 0; at < width; at += TLanes.Step)
        {
            var a = TLanes.Widen(ref Unsafe.Add(ref codes, at));
            var b = TLanes.Widen(ref Unsafe.Add(ref codes, at + width));
            ref var q = ref Unsafe.Add(ref query, at);
            a0 = TLanes.Add(a0, a, ref q);
            b0 = TLanes.Add(b0, b, ref q);
            q = ref Unsafe.Add(ref q, width);
            a1 = TLanes.Add(a1, a, ref q);
            b1 = TLanes.Add(b1, b, ref q);
            q = ref Unsafe.Add(ref q, width);
            a2 = TLanes.Add(a2, a, ref q);
            b2 = TLanes.Add(b2, b, ref q);
            q = ref Unsafe.Add(ref q, width);
            a3 = TLanes.Add(a3, a, ref q);
            b3 = TLanes.Add(b3, b, ref q);
        }

        products[0] = TLanes.Total(a0);
        products[1] = TLanes.Total(b0);
        products[stride] = TLanes.Total(a1);
        products[stride + 1] = TLanes.Total(b1);
        products[2 * stride] = TLanes.Total(a2);
        products[(2 * stride) + 1] = TLanes.Total(b2);
        products[3 * stride] = TLanes.Total(a3);
        products[(3 * stride) + 1] = TLanes.Total(b3);
    }
}
