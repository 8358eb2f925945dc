using System.Security.Cryptography;
using Dapper;

namespace Beholden.Store;

/// <summary>The access keys that requests are signed with.</summary>
public sealed class KeyStore(Database database)
{
    internal const string Sealing = "access-keys";

    internal const string Rows = """
        SELECT access_key_id AS AccessKeyId, name AS Name, person AS Person, purpose AS Purpose,
               case_name AS CaseName, sealed_secret AS SealedSecret, created_ms AS CreatedMs,
               revoked_ms AS RevokedMs
          FROM access_key
        """;

    // As long as AWS's, whose tools check it: 20 and 40. Our own two first letters, then base 32 (90 bits,
    // none of them secret); a secret of 40 letters of 64 has 240 bits.
    private const string IdPrefix = "BH";
    private const int IdLetters = 18;
    private const int SecretLetters = 40;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <param name="caseName">The case that its requests belong to; null: none.</param>
    /// <returns>The new key with its secret, which is shown to its holder and never listed.</returns>
    /// <exception cref="TooManyAccessKeysException"/>
    public Task<SigningKey> Create(
        string name, string person, string purpose, string? caseName, DateTimeOffset now,
        CancellationToken cancelled)
    {
        var id = IdPrefix + RandomNumberGenerator.GetString(Base32, IdLetters);
        var secret = RandomNumberGenerator.GetString(Base64, SecretLetters);
        var createdMs = now.ToUnixTimeMilliseconds();
        var key = new SigningKey(
            new AccessKey(
                id, name, person, purpose, DateTimeOffset.FromUnixTimeMilliseconds(createdMs), null)
            {
                Case = caseName,
            },
            secret);
        var sealedSecret = KeyRing.Seal(database.Secret(Sealing), id, secret);
        return database.Changes.Run(
            async change =>
            {
                await change.Db.ExecuteAsync(change.In("""
                    INSERT INTO access_key (access_key_id, name, person, purpose, case_name, sealed_secret,
                           created_ms)
                    VALUES (@id, @name, @person, @purpose, @caseName, @sealedSecret, @createdMs)
                    """, new { id, name, person, purpose, caseName, sealedSecret, createdMs }));
                var count = await change.Db.ExecuteScalarAsync<int>(
                    change.In("SELECT COUNT(*) FROM access_key"));
                if (count > Limits.AccessKeysMax)
                {
                    throw new TooManyAccessKeysException();
                }

                change.AfterCommit(() => database.Keys.Add(key));
                return key;
            },
            cancelled);
    }

    /// <summary>All keys, the revoked ones included, oldest first.</summary>
    public async Task<IReadOnlyList<AccessKey>> List(CancellationToken cancelled)
    {
        await using var db = await database.Source.OpenConnectionAsync(cancelled);
        var rows = await db.QueryAsync<Row>(Sql.Read(
            $"{Rows} ORDER BY created_ms, access_key_id", null, cancelled));
        return [.. rows.Select(row => row.ToKey())];
    }

    /// <summary>Ends a key. Once this returns, nothing signed with it is accepted.</summary>
    /// <returns>Whether there was such a key that was not revoked yet.</returns>
    public Task<bool> Revoke(string accessKeyId, DateTimeOffset now, CancellationToken cancelled)
    {
        var revokedMs = now.ToUnixTimeMilliseconds();
        return database.Changes.Run(
            async change =>
            {
                var revoked = await change.Db.ExecuteAsync(change.In("""
                    UPDATE access_key SET revoked_ms = @revokedMs
                     WHERE access_key_id = @accessKeyId AND revoked_ms IS NULL
                    """, new { accessKeyId, revokedMs }));
                change.AfterCommit(() => database.Keys.Remove(accessKeyId));
                return revoked > 0;
            },
            cancelled);
    }

    /// <returns>The key, or null if there is none or it was revoked. From memory, hence cheap.</returns>
    public SigningKey? Find(string accessKeyId) => database.Keys.Find(accessKeyId);

    internal sealed class Row
    {
        public required string AccessKeyId { get; init; }

        public required string Name { get; init; }

        public required string Person { get; init; }

        public required string Purpose { get; init; }

        public string? CaseName { get; init; }

        public required byte[] SealedSecret { get; init; }

        public long CreatedMs { get; init; }

        public long? RevokedMs { get; init; }

        public AccessKey ToKey() => new(
            AccessKeyId,
            Name,
            Person,
            Purpose,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedMs),
            RevokedMs is { } revokedMs ? DateTimeOffset.FromUnixTimeMilliseconds(revokedMs) : null)
        {
            Case = CaseName,
        };
    }
}
