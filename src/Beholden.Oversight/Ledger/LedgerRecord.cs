using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// What an act was about: the probe, the results, the reviewers. It lies sealed beside the log and can be
/// erased; the log holds only its commitment.
/// </summary>
public sealed class LedgerRecord
{
    private readonly byte[] content;

    /// <param name="content">Whole numbers only; a fraction is written as a string.</param>
    /// <exception cref="LedgerFormatException">
    /// Not to be written in one way only, or more than <see cref="LedgerLimits.RecordBytesMax"/> bytes.
    /// </exception>
    public LedgerRecord(JsonObject content)
    {
        ArgumentNullException.ThrowIfNull(content);
        this.content = CanonicalJson.Write(content, isSorted: true);
        if (this.content.Length > LedgerLimits.RecordBytesMax)
        {
            throw new LedgerFormatException($"The record has {this.content.Length} bytes instead of "
                + $"{LedgerLimits.RecordBytesMax} at most.");
        }
    }

    /// <summary>Canonical JSON: members in the order of their names, no spaces.</summary>
    public ReadOnlySpan<byte> Content => content;

    /// <summary>What the entry holds of a record: HMAC-SHA256, 64 hexadecimal digits.</summary>
    /// <param name="key">32 random bytes that belong to this record alone.</param>
    /// <param name="content">Canonical JSON.</param>
    public static string Commit(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, content));
}

/// <summary>
/// A record as it was read: with its key, anybody can check that it is the one in the entry.
/// </summary>
/// <param name="Content">Canonical JSON.</param>
/// <param name="Key">32 bytes; see <see cref="LedgerRecord.Commit"/>.</param>
public sealed record DisclosedRecord(ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Key);
