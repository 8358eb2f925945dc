using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Dapper;

namespace Beholden.Store;

/// <summary>
/// The key of each collection, under which its vectors are sealed in the database. A key lies beside the
/// collection, sealed itself under a key that is derived from the folder's secret; with the collection's row
/// the key goes, and with the key everything that was sealed under it.
/// </summary>
internal sealed class VectorKeys(DbDataSource source, byte[] root)
{
    public const string Sealing = "collection keys";

    private const int KeyBytes = 32;

    private readonly ConcurrentDictionary<long, byte[]> known = [];

    public void Forget(long collection) => known.TryRemove(collection, out _);

    /// <summary>Gives a collection its key, within the change that makes the collection.</summary>
    public async Task Make(DbConnection db, DbTransaction transaction, long collection)
    {
        using var box = new Sealed(root);
        var sealedKey = box.Seal(RandomNumberGenerator.GetBytes(KeyBytes), KeyOf(collection));
        await db.ExecuteAsync(
            "UPDATE collection SET sealed_key = @sealedKey WHERE seq = @collection",
            new { sealedKey, collection }, transaction);
    }

    /// <summary>What opens and seals the vectors of a collection. For one thread at a time.</summary>
    /// <exception cref="FolderSecretException">The key was sealed under another secret.</exception>
    public async Task<VectorBox> Of(long collection, Change? change, CancellationToken cancelled) =>
        new(await Key(collection, change, cancelled), collection);

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
        var sealedKey = await (own ?? change!.Db).ExecuteScalarAsync<byte[]?>(new CommandDefinition(
            "SELECT sealed_key FROM collection WHERE seq = @collection", new { collection },
            change?.Transaction, cancellationToken: cancelled));
        if (sealedKey is null)
        {
            return null;
        }

        using var box = new Sealed(root);
        try
        {
            key = box.Open(sealedKey, KeyOf(collection));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new FolderSecretException("A collection's key was sealed with another secret file than "
                + "the folder has now. Put the folder's own one back from your backup.");
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

    private static string KeyOf(long collection) => $"key of collection {collection}";
}

/// <summary>Seals and opens the vectors of one collection. For one thread at a time.</summary>
internal sealed class VectorBox(byte[] key, long collection) : IDisposable
{
    private readonly Sealed box = new(key);

    public byte[] SealFace(ReadOnlySpan<float> vector, string faceId) =>
        box.Seal(MemoryMarshal.AsBytes(vector), Face(faceId));

    /// <exception cref="AuthenticationTagMismatchException">Not that face's of this collection.</exception>
    public float[] OpenFace(byte[] vector, string faceId) => Sql.Floats(box.Open(vector, Face(faceId)));

    public byte[] SealUser(ReadOnlySpan<float> vector, string userId) =>
        box.Seal(MemoryMarshal.AsBytes(vector), User(userId));

    /// <exception cref="AuthenticationTagMismatchException">Not that user's of this collection.</exception>
    public float[] OpenUser(byte[] vector, string userId) => Sql.Floats(box.Open(vector, User(userId)));

    public void Dispose() => box.Dispose();

    private string Face(string faceId) => $"face {collection} {faceId}";

    private string User(string userId) => $"user {collection} {userId}";
}
