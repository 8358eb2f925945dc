using System.Globalization;
using System.Text;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// A signed statement of how long the log is and what its root is: c2sp.org/tlog-checkpoint. Whoever keeps
/// one can tell later whether the log was changed or cut below it.
/// </summary>
public sealed class LedgerCheckpoint
{
    private readonly byte[] root;

    private LedgerCheckpoint(string origin, long size, byte[] root, string note) =>
        (Origin, Size, this.root, Note) = (origin, size, root, note);

    /// <summary>The log's name: the name of its key.</summary>
    public string Origin { get; }

    /// <summary>Entries, from 0.</summary>
    public long Size { get; }

    /// <summary>32 bytes.</summary>
    public ReadOnlySpan<byte> Root => root;

    /// <summary>The signed text, as it is served and kept.</summary>
    public string Note { get; }

    /// <summary>Reads and verifies a checkpoint.</summary>
    /// <exception cref="LedgerFormatException">
    /// Malformed, of another origin, or not signed by the key.
    /// </exception>
    public static LedgerCheckpoint Parse(ReadOnlySpan<byte> note, VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var signed = SignedNote.Parse(note);
        signed.Require(key);
        var lines = signed.Text[..^1].Split('\n');
        if (lines is not [{ Length: > 0 } origin, var size, var encoded, ..] || lines.Any(line => line == "")
            || NoteText.Number(size) is not { } entries
            || NoteText.Base64(encoded) is not { Length: MerkleHash.Bytes } hash)
        {
            throw new LedgerFormatException("The checkpoint is not origin, size and root, a line for each.");
        }

        return origin == key.Name
            ? new(origin, entries, hash, Encoding.UTF8.GetString(note))
            : throw new LedgerFormatException(
                $"The checkpoint is of the log {origin}, and the key is that of {key.Name}.");
    }

    internal static LedgerCheckpoint Sign(long size, byte[] root, LedgerKey key)
    {
        var origin = key.Verifier.Name;
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{origin}\n{size}\n{Convert.ToBase64String(root)}\n");
        return new(origin, size, root, SignedNote.Sign(text, key));
    }
}
