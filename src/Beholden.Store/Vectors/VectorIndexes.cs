using System.Data.Common;
using Dapper;

namespace Beholden.Store.Vectors;

/// <summary>
/// The indexes of all collections: of their faces and of their users. Those of faces that have a snapshot
/// are read at the start, others when they are first asked for. The writer tells of every commit, in order,
/// what it changed; an index learns so from before its rows are read, hence it misses nothing and a row that
/// was removed meanwhile stays out.
/// </summary>
internal sealed class VectorIndexes : IAsyncDisposable
{
    // Rows in memory that the snapshot lacks; a start after a crash reads so many from the database.
    private const int UnsavedMax = 64;

    // Long enough for the disk; adds wait for it, searches do not.
    private const int RowsPerSave = 256;

    private readonly DbDataSource source;
    private readonly VectorKeys keys;
    private readonly IndexLoader loader;
    private readonly Action<string> tell;
    private readonly Lock guard = new();
    private readonly Dictionary<(long Collection, VectorKind Kind), Entry> entries = [];
    private readonly CancellationTokenSource stopping = new();
    private long rowsCompared;
    private long rowsReread;
    private long hiddenRowsCompared;

    public VectorIndexes(DbDataSource source, VectorKeys keys, IndexLoader loader, Action<string> tell)
    {
        (this.source, this.keys, this.loader, this.tell) = (source, keys, loader, tell);
        FromStart = loader.Snapshots();
        foreach (var collection in FromStart)
        {
            _ = Find(collection, VectorKind.Face, make: true);
        }
    }

    /// <summary>Collections with a snapshot, whose faces are read at the start.</summary>
    public IReadOnlyList<long> FromStart { get; }

    /// <summary>Work of all searches so far.</summary>
    public SearchCounts Counts => new(
        Volatile.Read(ref rowsCompared), Volatile.Read(ref rowsReread),
        Volatile.Read(ref hiddenRowsCompared));

    /// <summary>Waits until the indexes have heard of every commit that is on the disk.</summary>
    public Func<Task> Settle { get; set; } = () => Task.CompletedTask;

    /// <summary>The nearest vectors, highest cosine first; of equals, the lower key first.</summary>
    /// <param name="query">A unit vector.</param>
    /// <param name="hidden">Rows that are not compared.</param>
    public async Task<IReadOnlyList<Match>> Search(
        DbConnection db,
        (long Collection, VectorKind Kind) where,
        ReadOnlyMemory<float> query,
        int matchesMax,
        float cosineMin,
        RowMask hidden,
        CancellationToken cancelled)
    {
        var index = await Get(where.Collection, where.Kind, cancelled);
        var outcome = await index.Search(query, matchesMax, cosineMin, hidden);
        Interlocked.Add(ref rowsCompared, outcome.RowsCompared);
        Interlocked.Add(ref rowsReread, outcome.Keys.Count);
        if (outcome.Keys.Count == 0)
        {
            return [];
        }

        // The collection may have been deleted since.
        if (await keys.Find(where.Collection, cancelled) is not { } key)
        {
            return [];
        }

        using var box = keys.Box(key, where.Collection);
        using var reader = new VectorReader(db, box, where.Kind);
        var ranked = Ranking.Of(outcome.Keys, reader.Read, query.Span, matchesMax, cosineMin);
        await CountHidden(index, reader.Hidden);
        return ranked;
    }

    // A row that was hidden after the scan, or whose commit the index is just about to hear of, is none that
    // it failed to lose.
    private async Task CountHidden(ExactIndex index, List<long> hidden)
    {
        if (hidden.Exists(index.Holds))
        {
            await Settle();
            Interlocked.Add(ref hiddenRowsCompared, hidden.Count(index.Holds));
        }
    }

    /// <summary>The index of a collection, whole.</summary>
    public async Task<ExactIndex> Get(long collection, VectorKind kind, CancellationToken cancelled)
    {
        var entry = Find(collection, kind, make: true)!;
        await entry.Loaded.WaitAsync(cancelled);
        return entry.Index;
    }

    public void Set(long collection, VectorKind kind, long key, ReadOnlyMemory<float> vector)
    {
        if (Find(collection, kind, make: false) is { } entry)
        {
            entry.Index.Set(key, vector.Span);
            if (kind == VectorKind.Face && entry.Index.Unsaved >= UnsavedMax
                && entry.Loaded.IsCompletedSuccessfully)
            {
                Save(collection, entry);
            }
        }
    }

    public void Remove(long collection, VectorKind kind, params IReadOnlyCollection<long> rows) =>
        Find(collection, kind, make: false)?.Index.Remove(rows);

    /// <summary>Drops the indexes and the snapshot of a collection that was deleted.</summary>
    public void Forget(long collection)
    {
        lock (guard)
        {
            foreach (var kind in Enum.GetValues<VectorKind>())
            {
                if (entries.Remove((collection, kind), out var entry))
                {
                    entry.Index.Close(erase: true);
                }
            }
        }

        keys.Forget(collection);
        loader.Delete(collection);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        List<Entry> all;
        lock (guard)
        {
            all = [.. entries.Values];
        }

        foreach (var entry in all)
        {
            await entry.Loaded.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await entry.Saving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            entry.Index.Dispose();
        }

        stopping.Dispose();
    }

    private Entry? Find(long collection, VectorKind kind, bool make)
    {
        lock (guard)
        {
            if (!entries.TryGetValue((collection, kind), out var entry) && make)
            {
                // Not under the caller's token: others may come to wait for the same index.
                entry = new Entry(new ExactIndex());
                entries.Add((collection, kind), entry);
                var mine = entry;
                entry.Loaded = Task.Run(() => Load(collection, kind, mine), stopping.Token);
            }

            return entry;
        }
    }

    private async Task Load(long collection, VectorKind kind, Entry entry)
    {
        var stays = false;
        try
        {
            await loader.Fill(entry.Index, collection, kind, stopping.Token);

            // A search may have found the collection just before its deletion dropped its indexes.
            await using var db = await source.OpenConnectionAsync(stopping.Token);
            stays = await db.ExecuteScalarAsync<bool>(Sql.Read(
                "SELECT COUNT(*) FROM collection WHERE seq = @collection",
                new { collection }, stopping.Token));
            if (stays && kind == VectorKind.Face)
            {
                Save(collection, entry);
            }
        }
        finally
        {
            if (!stays)
            {
                lock (guard)
                {
                    entries.Remove((collection, kind));
                }

                // Where the server merely stops, the snapshot is still good.
                entry.Index.Close(erase: false);
                if (!stopping.IsCancellationRequested)
                {
                    loader.Delete(collection);
                }
            }
        }
    }

    /// <summary>Lets one task write what the snapshot lacks, if none does so already.</summary>
    private void Save(long collection, Entry entry)
    {
        lock (guard)
        {
            if (entry.Saving.IsCompleted && !stopping.IsCancellationRequested)
            {
                entry.Saving = Task.Run(() => SaveAll(collection, entry));
            }
        }
    }

    private async Task SaveAll(long collection, Entry entry)
    {
        try
        {
            if (!entry.Index.IsKept)
            {
                loader.Begin(entry.Index, collection, await keys.Key(collection, null, stopping.Token));
            }

            while (!stopping.IsCancellationRequested && entry.Index.Save(RowsPerSave))
            {
                await Task.Yield();
            }
        }
        catch (IOException failure)
        {
            tell($"A snapshot could not be written ({failure.Message}); the next start reads the database.");
            entry.Index.Close(erase: true);
        }
    }

    private sealed class Entry(ExactIndex index)
    {
        public ExactIndex Index => index;

        public Task Loaded { get; set; } = Task.CompletedTask;

        public Task Saving { get; set; } = Task.CompletedTask;
    }
}
