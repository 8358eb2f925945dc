using System.Data.Common;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Store;

namespace Beholden.Server.Say;

/// <summary>
/// Destroys what is due, every minute and when somebody asks, and enters it. A round that finds nothing
/// leaves no entry, unless somebody asked for it.
/// </summary>
internal sealed class Sweeper : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly RetentionStore retention;
    private readonly LedgerLog ledger;
    private readonly ActEntries entries;
    private readonly TimeProvider clock;
    private readonly Action<string> tell;
    private readonly SemaphoreSlim oneSweep = new(1);
    private readonly CancellationTokenSource closing = new();
    private readonly Task regular;

    /// <param name="tell">Takes sentences about what could not be done in the background.</param>
    public Sweeper(RetentionStore retention, LedgerLog ledger, TimeProvider clock, Action<string> tell)
    {
        (this.retention, this.ledger, this.clock, this.tell) = (retention, ledger, clock, tell);
        entries = new(ledger, clock);
        regular = SweepRegularly();
    }

    /// <param name="by">Who asked; null: the clock.</param>
    /// <exception cref="LedgerUnwritableException">
    /// What was destroyed is; the entry of it could not be written.
    /// </exception>
    public async Task<SweepTotals> Sweep(Call? by, CancellationToken cancelled)
    {
        await oneSweep.WaitAsync(cancelled);
        try
        {
            var totals = new SweepTotals();
            Swept round;
            do
            {
                round = await retention.Sweep(clock.GetUtcNow(), cancelled);
                var records = await EraseRecords(cancelled);
                totals = totals.With(round, records);
                if (round.DidSomething || records > 0 || by is not null)
                {
                    await Enter(by, round, records);
                }
            }
            while (!round.IsWhole);

            return totals;
        }
        finally
        {
            oneSweep.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await regular.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closing.Dispose();
        oneSweep.Dispose();
    }

    private Task<long> Enter(Call? by, Swept round, int records) => entries.Write(
        ActEntries.Sweep, "Sweep", by, collection: null,
        round.Destroyed.Count == 0
            ? null
            : new() { ["destroyed"] = new JsonArray([.. round.Destroyed.Select(id => (JsonNode)id)]) },
        ("facesDestroyed", round.Destroyed.Count), ("consentsExpired", round.ConsentsExpired),
        ("consentsDestroyed", round.ConsentsDestroyed), ("requestTokens", round.RequestTokensDestroyed),
        ("links", round.LinksDestroyed), ("recordsErased", records));

    /// <summary>Of people who were erased while the records were too young to go.</summary>
    private async Task<int> EraseRecords(CancellationToken cancelled)
    {
        var due = await retention.RecordsDue(clock.GetUtcNow(), cancelled);
        foreach (var index in due)
        {
            await ledger.EraseRecord(index, cancelled);
        }

        await retention.RecordsErased(due, cancelled);
        return due.Count;
    }

    private async Task SweepRegularly()
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(closing.Token))
        {
            try
            {
                await Sweep(by: null, closing.Token);
            }
            catch (Exception failed) when (failed is LedgerUnwritableException or DbException
                or IOException)
            {
                // What is due stays due; the next minute tries again.
                tell($"What is due could not be destroyed, or not entered: {failed.Message}");
            }
        }
    }
}

/// <summary>What a sweep did, all its rounds together.</summary>
internal sealed record SweepTotals(
    long FacesDestroyed = 0, long ConsentsExpired = 0, long ConsentsDestroyed = 0, long RequestTokens = 0,
    long Links = 0, long RecordsErased = 0)
{
    public SweepTotals With(Swept round, int records) => new(
        FacesDestroyed + round.Destroyed.Count, ConsentsExpired + round.ConsentsExpired,
        ConsentsDestroyed + round.ConsentsDestroyed, RequestTokens + round.RequestTokensDestroyed,
        Links + round.LinksDestroyed, RecordsErased + records);
}
