using System.Globalization;
using System.Text;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// A receipt that an entry is in the log, to be checked without the log: c2sp.org/tlog-proof, version 1.
/// </summary>
/// <param name="Index">Of the entry, from 0.</param>
/// <param name="Hashes">Beside the way to the root, the lowest first; 32 bytes each.</param>
/// <param name="Checkpoint">The signed note.</param>
public sealed record LedgerProof(long Index, IReadOnlyList<byte[]> Hashes, string Checkpoint)
{
    private const string FirstLine = "c2sp.org/tlog-proof@v1";
    private const string ExtraStart = "extra ", IndexStart = "index ";

    /// <summary>The text, ready to be kept in a file that ends with <c>.tlog-proof</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(FirstLine).Append('\n')
            .Append(CultureInfo.InvariantCulture, $"{IndexStart}{Index}\n");
        foreach (var hash in Hashes)
        {
            text.Append(Convert.ToBase64String(hash)).Append('\n');
        }

        return text.Append('\n').Append(Checkpoint).ToString();
    }

    /// <summary>Reads a receipt. An extra line is passed over, since nothing vouches for it.</summary>
    /// <exception cref="LedgerFormatException">Malformed.</exception>
    public static LedgerProof Parse(ReadOnlySpan<byte> proof)
    {
        var whole = NoteText.Decode(proof, "The proof");
        var parting = whole.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = parting < 0 ? [] : whole[..parting].Split('\n').ToList();
        if (lines is [_, var extra, ..] && extra.StartsWith(ExtraStart, StringComparison.Ordinal)
            && NoteText.Base64(extra[ExtraStart.Length..]) is not null)
        {
            lines.RemoveAt(1);
        }

        if (lines is not [FirstLine, var second, .. var encoded]
            || !second.StartsWith(IndexStart, StringComparison.Ordinal)
            || NoteText.Number(second[IndexStart.Length..]) is not { } index
            || encoded.Count > LedgerLimits.ProofHashesMax)
        {
            throw new LedgerFormatException("The proof does not begin with its version, index and hashes.");
        }

        var hashes = encoded.Select(line => NoteText.Base64(line) is { Length: MerkleHash.Bytes } hash
            ? hash
            : throw new LedgerFormatException("A hash of the proof is malformed.")).ToList();
        return new(index, hashes, whole[(parting + 2)..]);
    }

    /// <summary>Whether the log of that key holds the entry, by the checkpoint in the receipt.</summary>
    /// <exception cref="LedgerFormatException">
    /// The checkpoint is malformed or not signed by the key.
    /// </exception>
    public bool Proves(ReadOnlySpan<byte> entry, VerifierKey key)
    {
        var head = LedgerCheckpoint.Parse(Encoding.UTF8.GetBytes(Checkpoint), key);
        return MerkleProof.IsIncluded(Index, head.Size, MerkleHash.Leaf(entry), Hashes, head.Root);
    }
}
