using Beholden.Oversight.Policy;
using Beholden.Store;

namespace Beholden.Server;

/// <summary>Who may call: the keys of the database that are not revoked, and the folder's owner.</summary>
internal sealed class AccessKeys(KeyStore keys, Database database, Governance governance)
{
    private readonly string ownerSecret = OwnerKey.Secret(database);

    /// <returns>Null when there is no such key, or it was revoked.</returns>
    public SigningKey? Find(string accessKeyId)
        => accessKeyId == OwnerKey.AccessKeyId ? Owner() : keys.Find(accessKeyId);

    /// <summary>
    /// Of the default purpose of the profile in force, as every key that is made without one.
    /// </summary>
    private SigningKey Owner() => new(
        new(
            OwnerKey.AccessKeyId,
            "owner",
            OwnerKey.AccessKeyId,
            governance.Now.Profile.DefaultPurpose,
            DateTimeOffset.UnixEpoch,
            RevokedAt: null),
        ownerSecret);
}
