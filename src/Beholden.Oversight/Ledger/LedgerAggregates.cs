namespace Beholden.Oversight.Ledger;

/// <summary>
/// Calls that neither compare nor keep a face, as one entry for each key, purpose, operation and minute.
/// A process that is killed loses the counts of the minute that it was in.
/// </summary>
public sealed class LedgerAggregates : IAsyncDisposable
{
    /// <summary>The kind of its entries.</summary>
    public const string Kind = "aggregate";

    private static readonly TimeSpan FlushEvery = TimeSpan.FromMinutes(1);

    private readonly LedgerLog log;
    private readonly TimeProvider clock;
    private readonly Lock counting = new();
    private readonly SemaphoreSlim flushing = new(1);
    private readonly CancellationTokenSource closing = new();
    private readonly Task regular;
    private Dictionary<Group, Dictionary<string, long>> groups = [];
    private volatile LedgerUnwritableException? failure;
    private int disposed;

    public LedgerAggregates(LedgerLog log, TimeProvider clock)
    {
        (this.log, this.clock) = (log, clock);
        regular = FlushRegularly();
    }

    /// <summary>Counts a call. Cheap: no disk.</summary>
    /// <param name="outcome">What is counted, such as <c>answered</c>; few different ones.</param>
    /// <exception cref="LedgerUnwritableException">
    /// The last counts could not be entered: the call must not happen until they are.
    /// </exception>
    public void Count(string key, string purpose, string operation, string outcome)
    {
        if (failure is { } failed)
        {
            throw new LedgerUnwritableException(failed.Message, failed);
        }

        var minute = clock.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (counting)
        {
            Add(new(minute, key, purpose, operation), outcome, 1);
        }
    }

    /// <summary>Enters what was counted so far. Called each minute and at the end by itself.</summary>
    /// <exception cref="LedgerUnwritableException">What is not entered stays counted.</exception>
    public async Task Flush(CancellationToken cancelled)
    {
        // One after the other, so that the end waits for what the minute began.
        await flushing.WaitAsync(cancelled);
        try
        {
            Dictionary<Group, Dictionary<string, long>> taken;
            lock (counting)
            {
                (taken, groups) = (groups, []);
            }

            await Task.WhenAll(taken.Select(one => Enter(one.Key, one.Value)).ToList());
            failure = null;
        }
        catch (LedgerUnwritableException unwritable)
        {
            failure = unwritable;
            throw;
        }
        finally
        {
            flushing.Release();
        }
    }

    /// <summary>Enters what was counted; then the log may be closed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

        await closing.CancelAsync();
        await regular;
        await Flush(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        closing.Dispose();
        flushing.Dispose();
    }

    private async Task Enter(Group group, Dictionary<string, long> counts)
    {
        try
        {
            await log.Append(
                new()
                {
                    Time = DateTimeOffset.FromUnixTimeSeconds(60 * group.Minute),
                    Kind = Kind,
                    Operation = group.Operation,
                    Purpose = group.Purpose,
                    Key = group.Key,
                    Counts = counts,
                },
                record: null, CancellationToken.None);
        }
        catch (LedgerUnwritableException)
        {
            lock (counting)
            {
                foreach (var (outcome, count) in counts)
                {
                    Add(group, outcome, count);
                }
            }

            throw;
        }
    }

    private void Add(Group group, string outcome, long count)
    {
        if (!groups.TryGetValue(group, out var counts))
        {
            groups[group] = counts = [];
        }

        counts[outcome] = counts.GetValueOrDefault(outcome) + count;
    }

    private async Task FlushRegularly()
    {
        using var timer = new PeriodicTimer(FlushEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(closing.Token))
            {
                await Flush(closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (OperationCanceledException)
        {
            // The end enters the rest.
        }
    }

    private readonly record struct Group(long Minute, string Key, string Purpose, string Operation);
}
