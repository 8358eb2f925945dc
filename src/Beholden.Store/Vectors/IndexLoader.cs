using System.Collections.Concurrent;
using System.Data.Common;

namespace Beholden.Store.Vectors;

/// <summary>Fills an index: from its snapshot, and what that does not hold from the database.</summary>
/// <param name="folder">Where the snapshots are.</param>
/// <param name="keyMax">The highest key of a face when the database was opened.</param>
/// <param name="tell">Takes a sentence about a snapshot that could not be used.</param>
internal sealed class IndexLoader(
    DbDataSource source, VectorKeys keys, string folder, long keyMax, Action<string> tell)
{
    private const int KeysPerStep = 1_024;

    /// <summary>The collections that have a snapshot.</summary>
    public IReadOnlyList<long> Snapshots() =>
        [.. Directory.EnumerateFiles(folder, "*.faces")
            .Select(path => long.TryParse(Path.GetFileNameWithoutExtension(path), out var seq) ? seq : 0)
            .Where(seq => seq > 0).Order()];

    public void Delete(long collection) => File.Delete(PathOf(collection));

    public async Task Fill(ExactIndex index, long collection, VectorKind kind, CancellationToken cancelled)
    {
        await using var db = await source.OpenConnectionAsync(cancelled);
        var live = await VectorReader.Keys(db, collection, kind, cancelled);
        var missing = live;
        var kept = false;
        if (kind == VectorKind.Face && live.Length == 0)
        {
            Delete(collection);
        }

        var key = live.Length > 0 ? await keys.Key(collection, null, cancelled) : [];
        if (kind == VectorKind.Face && live.Length > 0
            && FromSnapshot(collection, key, live, cancelled) is var (snapshot, rows))
        {
            index.Load(rows.Blocks, snapshot.Dimension, snapshot);
            missing = rows.Missing();
            kept = true;
        }

        await FromRows(index, (collection, kind), missing, cancelled);
        index.EndLoading();
        if (kind == VectorKind.Face && !kept)
        {
            Begin(index, collection, key);
        }
    }

    /// <summary>Makes the snapshot of an index that has none, if it has rows to keep.</summary>
    public void Begin(ExactIndex index, long collection, byte[] key)
    {
        if (index.Dimension > 0 && key.Length > 0)
        {
            index.Keep(Snapshot.Create(PathOf(collection), key, index.Dimension));
        }
    }

    private (Snapshot Snapshot, SnapshotRows Rows)? FromSnapshot(
        long collection, byte[] key, long[] live, CancellationToken cancelled)
    {
        var path = PathOf(collection);
        if (Snapshot.Open(path, key) is not { } snapshot)
        {
            if (File.Exists(path))
            {
                tell($"The snapshot {path} has another format or another key than this folder's: "
                    + "it is made anew from the database.");
            }

            return null;
        }

        var rows = snapshot.Read(live, keyMax, cancelled);
        if (rows is null)
        {
            tell($"The snapshot {path} is of a later state than the database: it is made anew.");
        }
        else if (rows.Damaged > 0)
        {
            tell($"{rows.Damaged} of {snapshot.Records} records of the snapshot {path} are damaged: "
                + "those faces are read from the database.");
        }

        // More holes than rows: a new file is smaller and no slower to make than to read around them.
        if (rows is null || snapshot.Records > (2 * live.Length) + ExactIndex.SegmentRowsMax)
        {
            snapshot.Close(erase: true);
            return null;
        }

        return (snapshot, rows);
    }

    private async Task FromRows(
        ExactIndex index, (long Collection, VectorKind Kind) of, long[] missing, CancellationToken cancelled)
    {
        var options = new ParallelOptions
        {
            CancellationToken = cancelled,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        var steps = missing.Chunk(KeysPerStep);
        await Parallel.ForEachAsync(steps, options, async (step, _) =>
        {
            await using var db = await source.OpenConnectionAsync(cancelled);
            using var box = await keys.Of(of.Collection, null, cancelled);
            using var reader = new VectorReader(db, box, of.Kind);
            foreach (var key in step)
            {
                if (reader.Read(key) is { } vector)
                {
                    index.Load(key, vector);
                }
            }
        });
    }

    private string PathOf(long collection) => Path.Combine(folder, $"{collection}.faces");
}
