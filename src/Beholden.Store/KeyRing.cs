using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Beholden.Store;

/// <summary>The keys that sign, in memory, in step with the table: a lookup touches no disk.</summary>
internal sealed class KeyRing
{
    private readonly ConcurrentDictionary<string, SigningKey> keys = new(StringComparer.Ordinal);

    public SigningKey? Find(string accessKeyId) => keys.GetValueOrDefault(accessKeyId);

    public void Add(SigningKey key) => keys[key.Key.AccessKeyId] = key;

    public void Remove(string accessKeyId) => keys.TryRemove(accessKeyId, out _);

    /// <exception cref="FolderSecretException">They were sealed under another secret.</exception>
    public static async Task<KeyRing> Load(DbDataSource source, byte[] sealing, CancellationToken cancelled)
    {
        await using var db = await source.OpenConnectionAsync(cancelled);
        var rows = await db.QueryAsync<KeyStore.Row>(Sql.Read(
            $"{KeyStore.Rows} WHERE revoked_ms IS NULL", null, cancelled));
        var ring = new KeyRing();
        foreach (var row in rows)
        {
            ring.Add(new SigningKey(row.ToKey(), Open(sealing, row.AccessKeyId, row.SealedSecret)));
        }

        return ring;
    }

    /// <returns>Bound to the key's id, so that rows cannot be swapped.</returns>
    public static byte[] Seal(byte[] sealing, string accessKeyId, string secret)
    {
        using var box = new Sealed(sealing);
        return box.Seal(Encoding.UTF8.GetBytes(secret), accessKeyId);
    }

    private static string Open(byte[] sealing, string accessKeyId, byte[] sealedSecret)
    {
        using var box = new Sealed(sealing);
        try
        {
            return Encoding.UTF8.GetString(box.Open(sealedSecret, accessKeyId));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new FolderSecretException($"The access key {accessKeyId} was sealed with another secret "
                + "file than the folder has now. Put the folder's own one back from your backup.");
        }
    }
}
