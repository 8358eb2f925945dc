using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;

namespace Beholden.Store.FaceSets;

/// <summary>
/// The face sets of all collections. Those with a snapshot are read from the database at the start, others
/// when their root is first asked for. The writer tells of every commit, in order, which faces it added or
/// deleted; a set learns so from before its rows are read, hence it misses nothing.
/// </summary>
internal sealed class CollectionSets : IAsyncDisposable
{
    private readonly DbDataSource source;
    private readonly Lock guard = new();
    private readonly Dictionary<long, Entry> entries = [];
    private readonly CancellationTokenSource stopping = new();

    /// <param name="known">Collections that are read at the start.</param>
    public CollectionSets(DbDataSource source, IEnumerable<long> known)
    {
        this.source = source;
        foreach (var collection in known)
        {
            _ = Find(collection);
        }
    }

    /// <returns>Of the last commit that was answered, or a later one; null: no such collection.</returns>
    /// <exception cref="DbException">The faces could not be read; the next call tries again.</exception>
    public async Task<FaceSetRoot?> Root(long collection, CancellationToken cancelled)
    {
        var entry = Find(collection);
        await entry.Loaded.WaitAsync(cancelled);
        return entry.Set.Root;
    }

    /// <summary>Of one commit, which added all of the faces or deleted all of them.</summary>
    public void Change(long collection, IReadOnlyCollection<string> faceIds, bool isAdded)
    {
        Entry? entry;
        lock (guard)
        {
            entries.TryGetValue(collection, out entry);
        }

        entry?.Set.Change(faceIds, isAdded);
    }

    /// <summary>Drops the set of a collection that was deleted.</summary>
    public void Forget(long collection)
    {
        lock (guard)
        {
            entries.Remove(collection);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        List<Task> loading;
        lock (guard)
        {
            loading = [.. entries.Values.Select(entry => entry.Loaded)];
        }

        foreach (var one in loading)
        {
            await one.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        stopping.Dispose();
    }

    private Entry Find(long collection)
    {
        lock (guard)
        {
            if (!entries.TryGetValue(collection, out var entry))
            {
                // Not under the caller's token: others may come to wait for the same set.
                entry = new Entry(new FaceSet());
                entries.Add(collection, entry);
                var set = entry.Set;
                entry.Loaded = Task.Run(() => Load(collection, set), stopping.Token);
            }

            return entry;
        }
    }

    private async Task Load(long collection, FaceSet set)
    {
        var stays = false;
        try
        {
            if (await Read(collection) is { } stored)
            {
                set.Load(CollectionsMarshal.AsSpan(stored));
                stays = true;
            }
        }
        finally
        {
            if (!stays)
            {
                Forget(collection);
            }
        }
    }

    /// <returns>
    /// Null where the collection was deleted after its seq was found, of which this may have heard too
    /// early. One that is deleted later is forgotten then.
    /// </returns>
    private async Task<List<FaceHash>?> Read(long collection)
    {
        await using var db = await source.OpenConnectionAsync(stopping.Token);
        var count = await db.ExecuteScalarAsync<int?>(Sql.Read(
            "SELECT face_count FROM collection WHERE seq = @collection", new { collection }, stopping.Token));
        if (count is null)
        {
            return null;
        }

        var stored = new List<FaceHash>(count.Value);
        await using var rows = await db.ExecuteReaderAsync(Sql.Read(
            "SELECT face_id FROM face WHERE collection_seq = @collection AND hidden_ms IS NULL",
            new { collection }, stopping.Token));
        while (rows.Read())
        {
            stopping.Token.ThrowIfCancellationRequested();
            stored.Add(FaceHash.Leaf(rows.GetString(0)));
        }

        return stored;
    }

    private sealed class Entry(FaceSet set)
    {
        public FaceSet Set => set;

        public Task Loaded { get; set; } = Task.CompletedTask;
    }
}
