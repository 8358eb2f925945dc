using System.Text;

namespace Beholden.Oversight.Ledger;

/// <summary>
/// The log as files, by the names that c2sp.org/tlog-tiles gives them: what is served below
/// <c>/ledger/</c>, and what an export holds.
/// </summary>
public static class LedgerPages
{
    public const string Checkpoint = "checkpoint";

    /// <summary>The line with which checkpoints are verified.</summary>
    public const string Key = "key";

    /// <summary>A receipt, with <c>?index=I</c>; not a file of an export.</summary>
    public const string Inclusion = "proof/inclusion";

    /// <returns>Null where the log has no such file.</returns>
    /// <exception cref="LedgerUnwritableException">The first checkpoint could not be signed.</exception>
    /// <exception cref="LedgerBrokenException">Rows are missing in the ledger.</exception>
    public static async Task<byte[]?> Get(LedgerLog log, string path, CancellationToken cancelled)
    {
        ArgumentNullException.ThrowIfNull(log);
        switch (path)
        {
            case Checkpoint:
                var head = await log.Checkpoint(isFresh: false, cancelled);
                return Encoding.UTF8.GetBytes(head.Note);
            case Key:
                return Encoding.UTF8.GetBytes($"{log.Verifier}\n");
            default:
                return TilePath.Parse(path) is { } tile
                    ? tile.IsEntries ? log.Bundle(tile) : log.Tile(tile)
                    : null;
        }
    }
}
