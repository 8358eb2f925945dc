using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Beholden.Store.Vectors;

/// <summary>One search, as a scan sees it.</summary>
/// <param name="Codes">The query's codes, padded with zeros to the width of a row.</param>
/// <param name="Residual">The length of what the codes miss of the query.</param>
/// <param name="Hidden">Rows that are not compared.</param>
internal sealed record ScanQuery(
    short[] Codes, float Scale, float Residual, int MatchesMax, float CosineMin, RowMask Hidden);

/// <summary>What a scan leaves: the keys of the rows that can be among the best.</summary>
internal sealed record ScanOutcome(IReadOnlyList<long> Keys, long RowsCompared);

/// <summary>
/// One pass over the codes for several queries at once, on all cores. The bound: with x = x̂ + d and
/// q = q̂ + e, x·q and x̂·q̂ differ by d·q + x̂·e, which is at most |d||q| + (|x| + |d|)|e|.
/// </summary>
internal static class Scan
{
    // A tile of rows stays in the second cache while the queries pass over it, and a mask of it is a ulong.
    private const int TileRows = 64;

    // Below this a second thread costs more than it saves (docs/decisions/0006-exact-search.md).
    private const int RowsPerThreadMin = 8_192;

    // Unit vectors arrive rounded; the stores refuse those whose length is off by more than this.
    public const float LengthTolerance = 1e-3f;

    // What float32 adds to the bound: the comparison itself, and a handful of roundings of numbers near 1
    // on the way from the integer product to the bounds.
    private const float Rounding = Dot.FloatErrorMax + (16f / (1 << 24));

    private const float LengthMax = 1 + LengthTolerance;

    public static ScanOutcome[] Run(Segment[] segments, IReadOnlyList<ScanQuery> queries)
    {
        var rows = segments.Sum(segment => segment.Count);
        var threads = Math.Clamp(rows / RowsPerThreadMin, 1, Environment.ProcessorCount);
        var width = queries[0].Codes.Length;
        var codes = new short[queries.Count * width];
        for (var at = 0; at < queries.Count; at++)
        {
            queries[at].Codes.CopyTo(codes, at * width);
        }

        var lists = new Shortlist[threads][];
        var next = -1;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            var mine = lists[thread] = [.. queries.Select(one => new Shortlist(one))];
            var products = new int[queries.Count * TileRows];
            for (int at; (at = Interlocked.Increment(ref next)) < segments.Length;)
            {
                Block(segments[at], codes, width, mine, products);
            }
        });

        return [.. queries.Select((_, query) =>
            Shortlist.Joined([.. lists.Select(list => list[query])]))];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(Segment segment, short[] codes, int width, Shortlist[] lists, int[] products)
    {
        var count = segment.Count;
        var whole = !lists.Any(list => list.Query.Hidden.Touches(segment.KeyMin, segment.KeyMax));
        for (var first = 0; first < count; first += TileRows)
        {
            var rows = Math.Min(TileRows, count - first);
            if (whole)
            {
                Products.Of(ref segment.Codes(first), rows, width, codes, products, TileRows);
                for (var at = 0; at < lists.Length; at++)
                {
                    Offer(segment, first, rows, products.AsSpan(at * TileRows, rows), lists[at]);
                }

                continue;
            }

            foreach (var list in lists)
            {
                Visible(segment, first, rows, width, list, products);
            }
        }
    }

    /// <summary>Compares the runs of rows that one query may see.</summary>
    private static void Visible(
        Segment segment, int first, int rows, int width, Shortlist list, int[] products)
    {
        var seen = 0UL;
        for (var row = 0; row < rows; row++)
        {
            seen |= list.Query.Hidden.Hides(segment.Key(first + row)) ? 0 : 1UL << row;
        }

        while (seen != 0)
        {
            var start = BitOperations.TrailingZeroCount(seen);
            var run = BitOperations.TrailingZeroCount(~(seen >> start));
            Products.Of(
                ref segment.Codes(first + start), run, width, list.Query.Codes, products, TileRows);
            Offer(segment, first + start, run, products.AsSpan(0, run), list);
            seen = run + start == 64 ? 0 : seen >> (start + run) << (start + run);
        }
    }

    /// <summary>Most rows fall behind; sixteen at a time are told so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Offer(Segment segment, int first, int rows, Span<int> products, Shortlist list)
    {
        list.RowsCompared += rows;
        var query = list.Query;
        var scales = segment.Scales.Slice(first, rows);
        var residuals = segment.Residuals.Slice(first, rows);
        var constant = (LengthMax * query.Residual) + Rounding;
        var row = 0;
        for (; row + 16 <= rows; row += 16)
        {
            var cosine = Vector512.ConvertToSingle(Load(products, row)) * (Load(scales, row) * query.Scale);
            var error = (Load(residuals, row) * (LengthMax + query.Residual))
                + Vector512.Create(constant);
            var ahead = Vector512.GreaterThanOrEqual(cosine + error, Vector512.Create(list.Floor))
                .ExtractMostSignificantBits();
            for (; ahead != 0; ahead &= ahead - 1)
            {
                var one = BitOperations.TrailingZeroCount(ahead);
                list.Offer(segment, first + row + one, cosine[one], error[one]);
            }
        }

        for (; row < rows; row++)
        {
            var cosine = products[row] * (scales[row] * query.Scale);
            var error = (residuals[row] * (LengthMax + query.Residual)) + constant;
            list.Offer(segment, first + row, cosine, error);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Load<T>(ReadOnlySpan<T> values, int at) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Load(Span<int> values, int at) => Load((ReadOnlySpan<int>)values, at);
}
