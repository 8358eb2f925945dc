namespace Beholden.Oversight.Ledger;

/// <summary>What an export of a log was found to be.</summary>
/// <param name="Findings">What is wrong, the first of it; empty when all holds.</param>
/// <param name="FindingsTotal">How much is wrong; may be more than is told.</param>
/// <param name="Origin">The log's name; null where no checkpoint could be verified.</param>
/// <param name="Size">Entries that the checkpoint states.</param>
/// <param name="Root">The root that the checkpoint states, base 64.</param>
/// <param name="Sentence">What is proven and what is not, for people.</param>
public sealed record LedgerVerdict(
    IReadOnlyList<string> Findings, long FindingsTotal, string? Origin, long Size, string? Root,
    string Sentence)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool Holds => FindingsTotal == 0;
}

/// <summary>What the one who checks an export knew before.</summary>
/// <param name="Key">The log's key from elsewhere than the export; null takes the export's word.</param>
/// <param name="Checkpoints">Checkpoints of the log that were kept, by a name for messages.</param>
public sealed record LedgerTrust(
    VerifierKey? Key, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Checkpoints)
{
    /// <summary>Nothing: only whether the export agrees with itself is found.</summary>
    public static LedgerTrust None { get; } = new(null, []);
}
