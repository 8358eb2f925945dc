using Beholden.Oversight.Ledger;
using Beholden.Store;

namespace Beholden.Oversight.Policy;

/// <summary>
/// The stop switch. One key that governs stops; so many people as the profile says let go on. In effect from
/// the moment that <see cref="Add"/> returns, and across restarts.
/// </summary>
public sealed class Stops : IDisposable
{
    private readonly StopStore store;
    private readonly LedgerLog ledger;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim oneChange = new(1);

    private IReadOnlyList<Stop> active;

    private Stops(StopStore store, LedgerLog ledger, TimeProvider clock, IReadOnlyList<Stop> active)
    {
        (this.store, this.ledger, this.clock, this.active) = (store, ledger, clock, active);
    }

    /// <summary>Called with each new stop, to end what runs.</summary>
    public event Action<Stop>? Added;

    /// <summary>Those in effect, oldest first.</summary>
    public IReadOnlyList<Stop> Active => Volatile.Read(ref active);

    public static async Task<Stops> Open(
        StopStore store, LedgerLog ledger, TimeProvider clock, CancellationToken cancelled) =>
        new(store, ledger, clock, [.. (await store.All(cancelled)).Where(IsActive).Select(Of)]);

    /// <returns>The first stop that holds the request up; null where none does.</returns>
    /// <param name="modelId">Of the embedder that serves.</param>
    public Stop? Find(Asked asked, string modelId) =>
        Active.FirstOrDefault(stop => stop.Covers(asked, modelId));

    /// <summary>
    /// Stops. The memory first, since it takes effect at once; then the disk, then the ledger: a stop must
    /// hold even where it can no longer be entered.
    /// </summary>
    /// <exception cref="InvalidDataException">No reason, or no name where the scope needs one.</exception>
    /// <exception cref="LedgerUnwritableException">It is stopped, and could not be entered.</exception>
    public async Task<Stop> Add(
        StopScope scope, string name, string reason, string by, CancellationToken cancelled)
    {
        Governance.RequireReason(reason);
        if ((scope == StopScope.All) != (name.Length == 0))
        {
            throw new InvalidDataException("A stop of everything has no name, and every other stop has one.");
        }

        await oneChange.WaitAsync(cancelled);
        try
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
            var row = new StopRow(0, scope.ToString(), name, reason, by, at.ToUnixTimeMilliseconds(), null);
            var stop = Of(row);
            var before = Active;
            Volatile.Write(ref active, [.. before, stop]);
            Added?.Invoke(stop);
            stop = stop with { Id = await store.Add(row, CancellationToken.None) };
            Volatile.Write(ref active, [.. before, stop]);
            await Enter("stop", stop, by);
            return stop;
        }
        finally
        {
            oneChange.Release();
        }
    }

    /// <summary>Agrees to a stop's end; with enough agreements it ends.</summary>
    /// <param name="approvalsMin">Of the profile in force.</param>
    /// <returns>The stop while it is still in effect, with who agreed; null once it ended.</returns>
    /// <exception cref="InvalidDataException">There is no such stop in effect.</exception>
    public async Task<Stop?> Resume(long stopId, string by, int approvalsMin, CancellationToken cancelled)
    {
        await oneChange.WaitAsync(cancelled);
        try
        {
            var stop = Active.FirstOrDefault(one => one.Id == stopId)
                ?? throw new InvalidDataException($"There is no stop {stopId} in effect.");
            await Enter("agree-to-resume", stop, by);
            await store.Approve(stopId, by, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancelled);
            stop = Of((await store.All(cancelled)).Single(row => row.StopId == stopId));
            if (stop.Approvals.Persons.Count < approvalsMin)
            {
                Volatile.Write(ref active, [.. Active.Select(one => one.Id == stopId ? stop : one)]);
                return stop;
            }

            await Enter("resume", stop, by);
            await store.End(stopId, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancelled);
            Volatile.Write(ref active, [.. Active.Where(one => one.Id != stopId)]);
            return null;
        }
        finally
        {
            oneChange.Release();
        }
    }

    public void Dispose() => oneChange.Dispose();

    private Task<long> Enter(string what, Stop stop, string by) => ledger.Append(
        new()
        {
            Time = clock.GetUtcNow(),
            Kind = "stop",
            Operation = what,
            Key = by,
            Purpose = stop.Scope == StopScope.Purpose ? stop.Name : null,
            Collection = stop.Scope == StopScope.Collection ? stop.Name : null,
            Rules = [stop.Scope.ToString().ToLowerInvariant()],
            Counts = new Dictionary<string, long> { ["stop"] = stop.Id },
        },
        record: null, CancellationToken.None);

    private static bool IsActive(StopRow row) => row.ResumedMs is null;

    private static Stop Of(StopRow row) => new(
        row.StopId, Enum.Parse<StopScope>(row.Scope), row.Name, row.Reason, row.StoppedBy,
        DateTimeOffset.FromUnixTimeMilliseconds(row.StoppedMs))
    {
        Approvals = row.Approvals,
    };
}
