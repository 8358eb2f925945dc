using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using Dapper;

namespace Beholden.Store;

/// <summary>
/// The key of each collection, under which the keys of its faces and users are sealed. It lies in a slot,
/// sealed under a key that is derived from the folder's secret.
/// </summary>
internal sealed class VectorKeys(DbDataSource source, KeySlots slots, byte[] root)
{
    public const string Sealing = "collection keys";

    private readonly ConcurrentDictionary<long, byte[]> known = [];

    public void Forget(long collection) => known.TryRemove(collection, out _);

    /// <summary>Gives a collection its key, within the change that makes the collection.</summary>
    public async Task Make(Change change, long collection)
    {
        using var under = new Sealed(root);
        var keySlot = slots.Draw(under, new byte[KeySlots.KeyBytes]);
        await change.Db.ExecuteAsync(change.In(
            "UPDATE collection SET key_slot = @keySlot WHERE seq = @collection",
            new { keySlot, collection }));
    }

    /// <summary>What opens and seals the vectors of a collection. For one thread at a time.</summary>
    /// <exception cref="FolderSecretException">The key was sealed under another secret.</exception>
    public async Task<VectorBox> Of(long collection, Change? change, CancellationToken cancelled) =>
        Box(await Key(collection, change, cancelled), collection);

    /// <param name="key">The collection's.</param>
    public VectorBox Box(byte[] key, long collection) => new(key, collection, slots);

    /// <exception cref="FolderSecretException">The key was sealed under another secret.</exception>
    public async Task<byte[]> Key(long collection, Change? change, CancellationToken cancelled) =>
        await Find(collection, change, cancelled)
            ?? throw new InvalidOperationException($"The collection {collection} has no key.");

    /// <returns>Null where the collection is gone.</returns>
    /// <exception cref="FolderSecretException">The key was sealed under another secret.</exception>
    public Task<byte[]?> Find(long collection, CancellationToken cancelled) =>
        Find(collection, null, cancelled);

    private async Task<byte[]?> Find(long collection, Change? change, CancellationToken cancelled)
    {
        if (known.TryGetValue(collection, out var key))
        {
            return key;
        }

        // A collection that was made in the same commit is seen by its own connection only.
        await using var own = change is null ? await source.OpenConnectionAsync(cancelled) : null;
        var keySlot = await (own ?? change!.Db).ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT key_slot FROM collection WHERE seq = @collection", new { collection },
            change?.Transaction, cancellationToken: cancelled));
        key = new byte[KeySlots.KeyBytes];
        if (keySlot is null || !Open(keySlot.Value, key))
        {
            return null;
        }

        // Not of a change that may yet be undone: its number may go to another collection.
        if (change is null)
        {
            known[collection] = key;
        }
        else
        {
            change.AfterCommit(() => known[collection] = key);
        }

        return key;
    }

    private bool Open(long keySlot, byte[] key)
    {
        using var under = new Sealed(root);
        try
        {
            return slots.Open(keySlot, under, key);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new FolderSecretException("A collection's key was sealed with another secret file than "
                + "the folder has now. Put the folder's own one back from your backup.");
        }
    }
}
