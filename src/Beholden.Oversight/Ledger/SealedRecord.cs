using System.Security.Cryptography;
using Beholden.Store;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// A record on the disk: its content under its own key, and that key under the data folder's. Without the
/// key the content is lost, and nobody can try guesses against the commitment.
/// </summary>
internal sealed record SealedRecord(string Commit, byte[] Key, byte[] Content)
{
    private const int KeyBytes = 32;

    public static SealedRecord Seal(LedgerRecord record, byte[] folderKey)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var commit = LedgerRecord.Commit(key, record.Content);
        using var outer = new Sealed(folderKey);
        using var inner = new Sealed(ContentKey(key));
        return new(commit, outer.Seal(key, BelongsTo(commit)), inner.Seal(record.Content, BelongsTo(commit)));
    }

    /// <exception cref="LedgerBrokenException">Another folder's secret, or changed bytes.</exception>
    public DisclosedRecord Open(byte[] folderKey)
    {
        try
        {
            using var outer = new Sealed(folderKey);
            var key = outer.Open(Key, BelongsTo(Commit));
            using var inner = new Sealed(ContentKey(key));
            return new(inner.Open(Content, BelongsTo(Commit)), key);
        }
        catch (AuthenticationTagMismatchException wrong)
        {
            throw new LedgerBrokenException(
                "The record was changed, or sealed with another secret file than the folder has now.", wrong);
        }
    }

    // Not the key of the commitment itself: one key, one use.
    private static byte[] ContentKey(byte[] key) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeyBytes, info: "ledger record"u8.ToArray());

    private static string BelongsTo(string commit) => $"ledger record {commit}";
}
