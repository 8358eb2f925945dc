namespace Beholden.Oversight.Ledger;

/// <summary>What the ledger refuses to go beyond, and why.</summary>
public static class LedgerLimits
{
    /// <summary>
    /// Bytes of an entry: everybody may read it, so it says little. A usual one has 600; a collection's name
    /// may have 255, rules some hundred. Tiles allow 65,535.
    /// </summary>
    public const int EntryBytesMax = 2_048;

    /// <summary>
    /// Bytes of a record: 4,096 matches, the most a search answers, with room for their names.
    /// </summary>
    public const int RecordBytesMax = 2 << 20;

    /// <summary>
    /// Bytes of the small picture of a face that a search found somebody with; what is larger is no such
    /// picture.
    /// </summary>
    public const int ProbeBytesMax = 23_000;

    /// <summary>Bytes of one entry in a log that is checked: from c2sp.org/tlog-tiles.</summary>
    internal const int ForeignEntryBytesMax = ushort.MaxValue;

    /// <summary>Bytes of a signed note: 16 signatures of the largest known kind are 108 KB.</summary>
    internal const int NoteBytesMax = 256 << 10;

    /// <summary>Signatures of a note; c2sp.org/signed-note asks for at least 16.</summary>
    internal const int SignaturesMax = 64;

    /// <summary>Hashes of a proof: one for each bit of a size.</summary>
    internal const int ProofHashesMax = 63;

    /// <summary>
    /// Appends that share one commit: many, so that they share its sync to disk; the first of them waits
    /// for the last, some 10 microseconds each.
    /// </summary>
    internal const int AppendsPerCommitMax = 256;

    /// <summary>Appends that wait for the writer. Beyond it, callers wait before they are queued.</summary>
    internal const int AppendsWaitingMax = 1_024;

    /// <summary>Findings that are told one by one; the rest is only counted.</summary>
    internal const int FindingsMax = 100;

    /// <summary>How far nested a record may be: its members are lists of matches.</summary>
    internal const int RecordDepthMax = 16;

    /// <summary>How often a grown log is signed. Clients that ask more often get the last one.</summary>
    internal static readonly TimeSpan CheckpointEvery = TimeSpan.FromSeconds(1);
}
