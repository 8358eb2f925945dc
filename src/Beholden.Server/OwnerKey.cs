using Beholden.Store;

namespace Beholden.Server;

/// <summary>
/// The key of whoever owns the data folder. It is computed from the folder's secret, so it is never kept
/// and belongs to those who can read that file. Only it may make and revoke keys.
/// </summary>
internal static class OwnerKey
{
    public const string AccessKeyId = "BEHOLDENOWNER";

    private const string SecretUse = "owner key";

    /// <returns>The secret of the signature, 64 hexadecimal digits.</returns>
    public static string Secret(Database database) => Convert.ToHexStringLower(database.Secret(SecretUse));

    /// <summary>The same, read from a folder that another process has open.</summary>
    public static string Secret(string dataFolder)
        => Convert.ToHexStringLower(Database.ReadSecret(dataFolder, SecretUse));
}
