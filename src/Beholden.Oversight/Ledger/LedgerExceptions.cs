namespace Beholden.Oversight.Ledger;

/// <summary>A note, checkpoint, key, proof or entry is not written as its format says.</summary>
public sealed class LedgerFormatException(string message, Exception? cause = null)
    : Exception(message, cause);

/// <summary>The ledger takes no entry now: whatever was to be entered must not happen.</summary>
public sealed class LedgerUnwritableException(string message, Exception? cause = null)
    : Exception(message, cause);

/// <summary>The ledger in the data folder cannot be continued; the sentence says why.</summary>
public sealed class LedgerBrokenException(string message, Exception? cause = null)
    : Exception(message, cause);
