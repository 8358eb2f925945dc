namespace Beholden.Store;

/// <summary>What may be shown of an access key.</summary>
/// <param name="AccessKeyId">20 characters.</param>
/// <param name="Person">Who holds it: several keys of one person agree to something once.</param>
/// <param name="Purpose">What its holder's requests are for.</param>
public sealed record AccessKey(
    string AccessKeyId, string Name, string Person, string Purpose, DateTimeOffset CreatedAt,
    DateTimeOffset? RevokedAt)
{
    /// <summary>The case that its requests belong to; null where they belong to none.</summary>
    public string? Case { get; init; }
}

/// <summary>A key that signs. Prints as its id, so that no log can show the secret.</summary>
/// <param name="key">Not revoked.</param>
/// <param name="secret">40 characters.</param>
public sealed class SigningKey(AccessKey key, string secret)
{
    public AccessKey Key => key;

    public string Secret => secret;

    public override string ToString() => key.AccessKeyId;
}
