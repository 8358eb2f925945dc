using System.Diagnostics;

namespace Beholden.Store.Vectors;

/// <summary>A vector's key and its cosine with the query, in float32.</summary>
internal readonly record struct Match(long Key, float Cosine);

/// <summary>
/// The codes of one collection's vectors, in memory. A search compares the query with every row and returns
/// the keys of those that can be among the best; whoever has their float32 values ranks them, and so gets
/// what a plain float32 scan would return. Searches take no lock: they read blocks that only grow.
/// </summary>
internal sealed class ExactIndex : IDisposable
{
    // 4,096 rows of 512 are 2 MB: large enough to scan without a pause, small enough to copy.
    public const int SegmentRowsMax = 4_096;
    private const int SegmentRowsMin = 64;

    // Only users' vectors are replaced, and small scans are over before the next change comes.
    private const int ScansMax = 8;

    private readonly Lock writing = new();
    private readonly ScanQueue scans;
    private HashSet<long>? changedWhileLoading = [];
    private Segment[] segments = [];
    private Snapshot? snapshot;
    private int dimension;
    private int live;
    private int unsaved;
    private int replaced;
    private bool closed;

    public ExactIndex() => scans = new ScanQueue(() => Volatile.Read(ref segments));

    /// <summary>Floats per vector, as the first one had; 0 while there is none.</summary>
    public int Dimension => Volatile.Read(ref dimension);

    public int Count => Volatile.Read(ref live);

    /// <summary>Rows that the snapshot does not hold yet.</summary>
    public int Unsaved => Volatile.Read(ref unsaved);

    public bool IsKept
    {
        get
        {
            lock (writing)
            {
                return snapshot is not null || closed;
            }
        }
    }

    /// <summary>Adds a vector, or replaces the one of that key. The next search sees it.</summary>
    public void Set(long key, ReadOnlySpan<float> vector)
    {
        lock (writing)
        {
            if (Drop(key))
            {
                Volatile.Write(ref replaced, replaced + 1);
            }

            changedWhileLoading?.Add(key);
            Room(vector.Length).Append(key, vector);
            Counted(1, unsaved: 1);
        }
    }

    /// <summary>
    /// Removes vectors, those that are there. No search that begins later sees them, and no snapshot file
    /// holds them once this returns.
    /// </summary>
    public void Remove(IReadOnlyCollection<long> keys)
    {
        lock (writing)
        {
            foreach (var key in keys)
            {
                changedWhileLoading?.Add(key);
                _ = Drop(key);
            }

            OnSnapshot(file => file.Flush());
        }
    }

    public bool Holds(long key)
    {
        lock (writing)
        {
            return Array.Exists(segments, segment => segment.Find(key) >= 0);
        }
    }

    /// <summary>Adds a row of an older state of the database; what was learnt since then stands.</summary>
    public void Load(long key, ReadOnlySpan<float> vector)
    {
        lock (writing)
        {
            Debug.Assert(changedWhileLoading is not null, "Loading has ended.");
            if (!changedWhileLoading.Contains(key))
            {
                Room(vector.Length).Append(key, vector);
                Counted(1, unsaved: 1);
            }
        }
    }

    /// <summary>Adds blocks that a snapshot holds, and keeps that snapshot from now on.</summary>
    /// <param name="blocks">None of their rows is in the index already, but for those that changed.</param>
    public void Load(IReadOnlyList<Segment> blocks, int vectorDimension, Snapshot from)
    {
        lock (writing)
        {
            Debug.Assert(changedWhileLoading is not null, "Loading has ended.");
            KeepOrClose(from);
            dimension = vectorDimension;
            foreach (var block in blocks.Where(block => block.Count > 0))
            {
                for (var row = 0; row < block.Count; row++)
                {
                    if (changedWhileLoading.Contains(block.Key(row)))
                    {
                        var record = block.Record(row);
                        OnSnapshot(file => file.Erase(record));
                        block.Remove(row);
                    }
                }

                Counted(block.Live, unsaved: 0);
            }

            Volatile.Write(ref segments, [.. blocks.Where(block => block.Live > 0), .. segments]);
            OnSnapshot(file => file.Flush());
        }
    }

    public void EndLoading()
    {
        lock (writing)
        {
            changedWhileLoading = null;
        }
    }

    /// <summary>Keeps a new snapshot, which holds nothing yet.</summary>
    public void Keep(Snapshot empty)
    {
        lock (writing)
        {
            KeepOrClose(empty);
        }
    }

    /// <summary>Writes rows to the snapshot that it does not hold yet.</summary>
    /// <returns>Whether there are more.</returns>
    public bool Save(int rowsMax)
    {
        lock (writing)
        {
            if (snapshot is null)
            {
                return false;
            }

            var left = rowsMax;
            for (var at = segments.Length - 1; at >= 0 && left > 0 && unsaved > 0; at--)
            {
                var saved = snapshot.Append(segments[at], left);
                (left, unsaved) = (left - saved, unsaved - saved);
            }

            // Rows that were removed before they were saved are counted off as they go.
            return unsaved > 0 && left < rowsMax;
        }
    }

    /// <summary>The keys of the rows that can be among the best, in no order.</summary>
    /// <param name="query">A unit vector.</param>
    /// <param name="hidden">Rows that are not compared.</param>
    public async Task<ScanOutcome> Search(
        ReadOnlyMemory<float> query, int matchesMax, float cosineMin, RowMask hidden)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(matchesMax, 1);
        if (Volatile.Read(ref segments).Length == 0)
        {
            return new ScanOutcome([], 0);
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Length, Dimension);
        var codes = new short[Dot.Width(query.Length)];
        var (scale, residual) = Quantised.Query(query.Span, codes);
        var asked = new ScanQuery(codes, scale, residual, matchesMax, cosineMin, hidden);
        for (var scan = 1; ; scan++)
        {
            // A vector that was replaced meanwhile may have been met twice, or at neither place.
            var before = Volatile.Read(ref replaced);
            var outcome = await scans.Run(asked);
            if (scan == ScansMax || before == Volatile.Read(ref replaced))
            {
                return outcome;
            }
        }
    }

    /// <summary>Closes the snapshot's file. With <paramref name="erase"/>, it is gone.</summary>
    public void Close(bool erase)
    {
        lock (writing)
        {
            closed = true;
            snapshot?.Close(erase);
            snapshot = null;
        }
    }

    public void Dispose() => Close(erase: false);

    private void KeepOrClose(Snapshot file)
    {
        if (closed)
        {
            file.Close(erase: true);
        }
        else
        {
            snapshot = file;
        }
    }

    // A file that cannot be changed any more would keep what was removed, so it goes. The commit behind this
    // call is done, so it cannot fail.
    private void OnSnapshot(Action<Snapshot> act)
    {
        if (snapshot is null)
        {
            return;
        }

        try
        {
            act(snapshot);
        }
        catch (IOException)
        {
            closed = true;
            GiveUp(snapshot);
            snapshot = null;
        }
    }

    private static void GiveUp(Snapshot file)
    {
        try
        {
            file.Close(erase: true);
        }
        catch (IOException)
        {
            // Then the next start overwrites what the database does not have.
        }
    }

    private void Counted(int more, int unsaved)
    {
        live += more;
        this.unsaved += unsaved;
    }

    private Segment Room(int length)
    {
        if (dimension == 0)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Dot.WidthMax);
            dimension = length;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(length, dimension);
        if (segments.Length == 0 || segments[^1].IsFull)
        {
            var rows = segments.Length == 0 ? SegmentRowsMin : 2 * segments[^1].RowsMax;
            rows = Math.Clamp(rows, SegmentRowsMin, SegmentRowsMax);
            Volatile.Write(ref segments, [.. segments, new Segment(rows, Dot.Width(dimension))]);
        }

        return segments[^1];
    }

    /// <returns>Whether the key was there.</returns>
    private bool Drop(long key)
    {
        foreach (var segment in segments)
        {
            if (segment.Find(key) is >= 0 and var row)
            {
                var record = segment.Record(row);
                OnSnapshot(file => file.Erase(record));
                segment.Remove(row);
                Counted(-1, unsaved: record == Segment.Unsaved ? -1 : 0);
                if ((segment.IsFull || segment != segments[^1]) && segment.Live <= segment.Count / 2)
                {
                    Compact(segment);
                }

                return true;
            }
        }

        return false;
    }

    // Readers may hold the old block: it stays as it is, and goes when the last of them has ended.
    private void Compact(Segment old)
    {
        var kept = new Segment(old.Live, Dot.Width(dimension));
        for (var row = 0; row < old.Count; row++)
        {
            if (old.Key(row) is not Segment.Removed and var key)
            {
                kept.Append(key, old.Row(row), old.Record(row));
            }
        }

        Volatile.Write(ref segments, kept.Live == 0
            ? [.. segments.Where(segment => segment != old)]
            : [.. segments.Select(segment => segment == old ? kept : segment)]);
    }
}
