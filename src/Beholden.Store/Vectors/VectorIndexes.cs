using System.Data.Common;
using Dapper;

namespace Beholden.Store.Vectors;

internal enum VectorKind
{
    Face,
    User,
}

/// <summary>
/// The indexes of all collections: of their faces and of their users. Each is built from rows when it is
/// first asked for. The writer tells of every commit, in order, what it changed; an index learns so from
/// before its rows are read, hence it misses nothing and a row that was removed meanwhile stays out.
/// </summary>
internal sealed class VectorIndexes(DbDataSource source) : IAsyncDisposable
{
    private readonly Lock guard = new();
    private readonly Dictionary<(long CollectionSeq, VectorKind Kind), Entry> entries = [];
    private readonly CancellationTokenSource stopping = new();

    /// <summary>The index of a collection, whole.</summary>
    public async Task<ExactIndex> Get(long collectionSeq, VectorKind kind, CancellationToken cancelled)
    {
        Entry? entry;
        lock (guard)
        {
            if (!entries.TryGetValue((collectionSeq, kind), out entry))
            {
                // Not under the caller's token: others may come to wait for the same index.
                entry = new Entry(new ExactIndex());
                entry.Loaded = Task.Run(() => Load(collectionSeq, kind, entry), stopping.Token);
                entries.Add((collectionSeq, kind), entry);
            }
        }

        await entry.Loaded.WaitAsync(cancelled);
        return entry.Index;
    }

    public void Set(long collectionSeq, VectorKind kind, long key, ReadOnlyMemory<float> vector) =>
        Find(collectionSeq, kind)?.Set(key, vector.Span);

    public void Remove(long collectionSeq, VectorKind kind, long key) =>
        Find(collectionSeq, kind)?.Remove(key);

    /// <summary>Drops the indexes of a collection that was deleted.</summary>
    public void Forget(long collectionSeq)
    {
        lock (guard)
        {
            entries.Remove((collectionSeq, VectorKind.Face));
            entries.Remove((collectionSeq, VectorKind.User));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        Task[] loads;
        lock (guard)
        {
            loads = [.. entries.Values.Select(entry => entry.Loaded)];
        }

        await Task.WhenAll(loads).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private ExactIndex? Find(long collectionSeq, VectorKind kind)
    {
        lock (guard)
        {
            return entries.GetValueOrDefault((collectionSeq, kind))?.Index;
        }
    }

    private async Task Load(long collectionSeq, VectorKind kind, Entry entry)
    {
        var stays = false;
        try
        {
            await using var db = await source.OpenConnectionAsync(stopping.Token);
            await IndexBuilder.Fill(entry.Index, db, collectionSeq, kind, stopping.Token);
            entry.Index.EndLoading();

            // A search may have found the collection just before its deletion dropped its indexes.
            stays = await db.ExecuteScalarAsync<bool>(Sql.Read(
                "SELECT COUNT(*) FROM collection WHERE seq = @collectionSeq",
                new { collectionSeq }, stopping.Token));
        }
        finally
        {
            if (!stays)
            {
                lock (guard)
                {
                    entries.Remove((collectionSeq, kind));
                }
            }
        }
    }

    private sealed class Entry(ExactIndex index)
    {
        public ExactIndex Index => index;

        public Task Loaded { get; set; } = Task.CompletedTask;
    }
}
