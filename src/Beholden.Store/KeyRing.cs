using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Beholden.Store;

/// <summary>The keys that sign, in memory, in step with the table: a lookup touches no disk.</summary>
internal sealed class KeyRing
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

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

    /// <returns>
    /// Nonce, tag, ciphertext (AES-256-GCM); bound to the key's id, so that rows cannot be swapped.
    /// </returns>
    public static byte[] Seal(byte[] sealing, string accessKeyId, string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var result = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = result.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(sealing, TagBytes);
        aes.Encrypt(
            nonce, plain, result.AsSpan(NonceBytes + TagBytes), result.AsSpan(NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(accessKeyId));
        return result;
    }

    private static string Open(byte[] sealing, string accessKeyId, byte[] sealedSecret)
    {
        var plain = new byte[Math.Max(0, sealedSecret.Length - NonceBytes - TagBytes)];
        try
        {
            using var aes = new AesGcm(sealing, TagBytes);
            aes.Decrypt(
                sealedSecret.AsSpan(0, NonceBytes), sealedSecret.AsSpan(NonceBytes + TagBytes),
                sealedSecret.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(accessKeyId));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new FolderSecretException($"The access key {accessKeyId} was sealed with another secret "
                + "file than the folder has now. Put the folder's own one back from your backup.");
        }

        return Encoding.UTF8.GetString(plain);
    }
}
