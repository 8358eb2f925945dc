using System.Diagnostics;

namespace Beholden.Store.Vectors;

/// <summary>A vector's key and its cosine with the query, in float32.</summary>
internal readonly record struct Match(long Key, float Cosine);

/// <summary>
/// The vectors of one collection, in memory. A search compares the query with every one of them and returns
/// what a plain float32 scan would: int8 codes with an error bound say which rows cannot be among the best,
/// and the others are compared in float32.
/// </summary>
/// <remarks>
/// The bound: with x = x̂ + d and q = q̂ + e, x·q and x̂·q̂ differ by d·q + x̂·e, which is at most
/// |d||q| + (|x| + |d|)|e|. Searches take no lock: they read blocks that only grow.
/// </remarks>
internal sealed class ExactIndex
{
    // 4,096 rows of 512 are 8 MB of floats: large enough to scan without a pause, small enough to copy.
    private const int SegmentRowsMax = 4_096;
    private const int SegmentRowsMin = 64;

    // Below this a second thread costs more than it saves (docs/decisions/0006-exact-search.md).
    private const int RowsPerThreadMin = 8_192;

    // Unit vectors arrive rounded; the stores refuse those whose length is off by more than this.
    public const float LengthTolerance = 1e-3f;

    private readonly Lock writing = new();
    private readonly Dictionary<long, (Segment Segment, int Row)> places = [];
    private HashSet<long>? removedWhileLoading = [];
    private Segment[] segments = [];
    private int dimension;

    /// <summary>Floats per vector, as the first one had; 0 while there is none.</summary>
    public int Dimension => Volatile.Read(ref dimension);

    public int Count
    {
        get
        {
            lock (writing)
            {
                return places.Count;
            }
        }
    }

    /// <summary>Adds a vector, or replaces the one of that key. The next search sees it.</summary>
    public void Set(long key, ReadOnlySpan<float> vector)
    {
        lock (writing)
        {
            Drop(key);
            Append(key, vector);
        }
    }

    /// <summary>Removes a vector, if it is there. No search that begins later sees it.</summary>
    public void Remove(long key)
    {
        lock (writing)
        {
            Drop(key);
            removedWhileLoading?.Add(key);
        }
    }

    /// <summary>Adds a row of an older state of the database; what was learnt since then stands.</summary>
    public void Load(long key, ReadOnlySpan<float> vector)
    {
        lock (writing)
        {
            Debug.Assert(removedWhileLoading is not null, "Loading has ended.");
            if (!removedWhileLoading.Contains(key) && !places.ContainsKey(key))
            {
                Append(key, vector);
            }
        }
    }

    public void EndLoading()
    {
        lock (writing)
        {
            removedWhileLoading = null;
        }
    }

    /// <summary>The nearest vectors, highest cosine first; of equals, the lower key first.</summary>
    /// <param name="query">A unit vector.</param>
    /// <param name="exceptKey">A vector that is not compared.</param>
    public IReadOnlyList<Match> Search(
        ReadOnlySpan<float> query, int matchesMax, float cosineMin, long exceptKey = Segment.Removed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(matchesMax, 1);
        var all = Volatile.Read(ref segments);
        if (all.Length == 0)
        {
            return [];
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Length, Dimension);
        var values = new float[Width(query.Length)];
        query.CopyTo(values);
        var codes = new short[values.Length];
        var (scale, residual) = Quantised.Query(values, codes);
        var asked = new Query(values, codes, scale, residual, exceptKey);

        var shortlist = Scan(all, asked, matchesMax, cosineMin);
        var matches = new List<Match>();
        foreach (var candidate in shortlist.Rest())
        {
            var key = candidate.Segment.Key(candidate.Row);
            var cosine = Dot.Float(candidate.Segment.Values(candidate.Row), values);
            if (key != Segment.Removed && cosine >= cosineMin)
            {
                matches.Add(new Match(key, cosine));
            }
        }

        matches.Sort((a, b) => a.Cosine != b.Cosine ? b.Cosine.CompareTo(a.Cosine) : a.Key.CompareTo(b.Key));
        return matches.Count > matchesMax ? matches[..matchesMax] : matches;
    }

    private static Shortlist Scan(Segment[] all, Query query, int matchesMax, float cosineMin)
    {
        var rows = all.Sum(segment => segment.Count);
        var threads = Math.Clamp(rows / RowsPerThreadMin, 1, Environment.ProcessorCount);
        var lists = new Shortlist[threads];
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            var list = lists[thread] = new Shortlist(matchesMax, cosineMin);
            for (var at = thread; at < all.Length; at += threads)
            {
                Scan(all[at], query, list);
            }
        });

        foreach (var other in lists.AsSpan(1))
        {
            lists[0].Join(other);
        }

        return lists[0];
    }

    private static void Scan(Segment segment, Query query, Shortlist list)
    {
        const float lengthMax = 1 + LengthTolerance;
        var count = segment.Count;
        for (var row = 0; row < count; row++)
        {
            var product = Dot.Codes(ref segment.Codes(row), ref query.Codes[0], query.Codes.Length);
            var cosine = product * (segment.Scale(row) * query.Scale);
            var residual = segment.Residual(row);
            var error = (residual * lengthMax) + ((lengthMax + residual) * query.Residual) + Rounding;
            if (cosine + error < list.Floor)
            {
                continue;
            }

            var key = segment.Key(row);
            if (key != Segment.Removed && key != query.ExceptKey)
            {
                list.Offer(cosine - error, cosine + error, segment, row);
            }
        }
    }

    private static int Width(int dimension) => (dimension + Dot.Lanes - 1) / Dot.Lanes * Dot.Lanes;

    // What float32 adds to the bound: the comparison itself, and a handful of roundings of numbers near 1
    // on the way from the integer product to the bounds.
    private const float Rounding = Dot.FloatErrorMax + (16f / (1 << 24));

    private void Append(long key, ReadOnlySpan<float> vector)
    {
        if (dimension == 0)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(vector.Length, Dot.WidthMax);
            dimension = vector.Length;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, dimension);
        var all = segments;
        if (all.Length == 0 || all[^1].IsFull)
        {
            var rows = all.Length == 0 ? SegmentRowsMin : Math.Min(2 * all[^1].RowsMax, SegmentRowsMax);
            all = [.. all, new Segment(Math.Max(rows, SegmentRowsMin), Width(dimension))];
            Volatile.Write(ref segments, all);
        }

        places[key] = (all[^1], all[^1].Append(key, vector));
    }

    private void Drop(long key)
    {
        if (!places.Remove(key, out var place))
        {
            return;
        }

        place.Segment.Remove(place.Row);
        if (place.Segment.IsFull && place.Segment.Live <= place.Segment.RowsMax / 2)
        {
            Compact(place.Segment);
        }
    }

    // Readers may hold the old block: it stays as it is, and goes when the last of them has ended.
    private void Compact(Segment old)
    {
        var kept = new Segment(old.Live, Width(dimension));
        for (var row = 0; row < old.Count; row++)
        {
            var key = old.Key(row);
            if (key != Segment.Removed)
            {
                places[key] = (kept, kept.Append(key, old.Values(row)));
            }
        }

        Volatile.Write(ref segments, kept.Live == 0
            ? [.. segments.Where(segment => segment != old)]
            : [.. segments.Select(segment => segment == old ? kept : segment)]);
    }

    private sealed record Query(
        float[] Values, short[] Codes, float Scale, float Residual, long ExceptKey);
}
