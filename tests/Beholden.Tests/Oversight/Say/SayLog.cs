using Beholden.Oversight.Ledger;
using Beholden.Store;
using Beholden.Tests.Oversight.Ledger;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Say;

/// <summary>The ledger of a folder whose server is gone.</summary>
internal static class SayLog
{
    /// <summary>All entries by their index; the whole log must verify.</summary>
    public static async Task<Dictionary<long, LedgerEntry>> Verified(string dataFolder)
    {
        await using var database = await Database.Open(dataFolder, MadeLog.Cancelled);
        await using var log = await LedgerLog.Open(
            dataFolder, database.Secret(LedgerLog.RecordSealing), TimeProvider.System, MadeLog.Cancelled);
        var entries = new Dictionary<long, LedgerEntry>();
        await foreach (var one in log.Entries(from: 0, MadeLog.Cancelled))
        {
            entries[one.Index] = one.Entry;
        }

        using var export = new TemporaryFolder();
        await LedgerExport.Write(log, export.Path, MadeLog.Cancelled);
        Assert.Empty(LedgerVerifier.Verify(
            export.Path, new(log.Verifier, []), MadeLog.Cancelled).Findings);
        return entries;
    }
}
