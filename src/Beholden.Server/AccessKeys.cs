using Beholden.Store;

namespace Beholden.Server;

/// <summary>Who may call: the keys of the database that are not revoked, and the folder's owner.</summary>
internal sealed class AccessKeys(KeyStore keys, Database database)
{
    private readonly SigningKey owner = new(
        new(
            OwnerKey.AccessKeyId,
            "owner",
            KeyStore.PurposeDefault,
            DateTimeOffset.UnixEpoch,
            RevokedAt: null),
        OwnerKey.Secret(database));

    /// <returns>Null when there is no such key, or it was revoked.</returns>
    public SigningKey? Find(string accessKeyId)
        => accessKeyId == OwnerKey.AccessKeyId ? owner : keys.Find(accessKeyId);
}
