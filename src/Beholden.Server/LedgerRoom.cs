using Beholden.Oversight.Ledger;
using Beholden.Server.Commands;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server;

/// <summary>The ledger of the data folder and the counts that go into it each minute.</summary>
internal sealed class LedgerRoom : IAsyncDisposable
{
    private LedgerRoom(LedgerLog log, TimeProvider clock) => (Log, Aggregates) = (log, new(log, clock));

    public LedgerLog Log { get; }

    public LedgerAggregates Aggregates { get; }

    /// <exception cref="Failure">The ledger cannot be continued; the sentence says why.</exception>
    public static async Task<LedgerRoom> Open(
        string dataFolder, Database database, TimeProvider clock, CancellationToken cancelled)
    {
        try
        {
            var recordKey = database.Secret(LedgerLog.RecordSealing);
            return new(await LedgerLog.Open(dataFolder, recordKey, clock, cancelled), clock);
        }
        catch (Exception wrong) when (wrong is LedgerBrokenException or LedgerUnwritableException
            or IOException or UnauthorizedAccessException)
        {
            throw new Failure(wrong.Message);
        }
    }

    /// <summary>What is told when an entry cannot be made: then nothing else is done either.</summary>
    public static InternalServerError Unwritable() => new("The ledger cannot be written, so nothing is done");

    /// <summary>Enters the last counts, finishes what waits and signs the end.</summary>
    public async ValueTask DisposeAsync()
    {
        await Aggregates.DisposeAsync();
        await Log.DisposeAsync();
    }
}
