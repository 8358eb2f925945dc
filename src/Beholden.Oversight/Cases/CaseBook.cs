using Beholden.Oversight.Ledger;
using Beholden.Oversight.Purposes;
using Beholden.Store;

namespace Beholden.Oversight.Cases;

/// <summary>
/// The cases of a data folder: what was allowed, and their clocks. A refusal is in effect from the moment
/// that <see cref="Refuse"/> begins, and across restarts.
/// </summary>
public sealed class CaseBook : IDisposable
{
    private readonly CaseStore store;
    private readonly CaseErasure erasure;
    private readonly LedgerLog ledger;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim oneChange = new(1);

    private IReadOnlyDictionary<string, (CaseFile File, CaseRow Row)> cases;

    private CaseBook(
        CaseStore store, CaseErasure erasure, LedgerLog ledger, TimeProvider clock,
        IReadOnlyDictionary<string, (CaseFile File, CaseRow Row)> cases)
    {
        (this.store, this.erasure, this.ledger) = (store, erasure, ledger);
        (this.clock, this.cases) = (clock, cases);
    }

    /// <summary>Called with the name of a case that is refused, to end what runs.</summary>
    public event Action<string>? Refused;

    /// <summary>By name.</summary>
    public IReadOnlyList<CaseFile> All => [.. Now.Values.Select(one => one.File).OrderBy(one => one.Name)];

    private IReadOnlyDictionary<string, (CaseFile File, CaseRow Row)> Now => Volatile.Read(ref cases);

    public static async Task<CaseBook> Open(
        CaseStore store, CaseErasure erasure, LedgerLog ledger, TimeProvider clock,
        CancellationToken cancelled) => new(store, erasure, ledger, clock, await Read(store, cancelled));

    /// <summary>What a call lacks, a sentence; null: it may go on.</summary>
    /// <param name="caseName">Of the key; null where it has none.</param>
    public string? Lacks(
        AuthorisationNeed need, string? caseName, string operation, string? collection, DateTimeOffset now)
    {
        if (caseName is not null)
        {
            return Find(caseName).Lacks(need, operation, collection, now);
        }

        return need == AuthorisationNeed.None
            ? null
            : "the purpose asks for an authorisation, and the key was made for no case: "
                + "beholden keys create --case";
    }

    /// <summary>Whether nothing of the case may be looked at now.</summary>
    public bool IsShut(string caseName, DateTimeOffset now) =>
        Find(caseName).ClockAt(now) is CaseClock.Locked or CaseClock.Refused;

    /// <summary>Starts the clock of a case that is used without an authorisation; entered first.</summary>
    /// <param name="by">The access key id.</param>
    public async Task Use(string caseName, string by, CancellationToken cancelled)
    {
        if (Find(caseName) is not { FirstUse: null, Authorisations.Count: 0, IsRefused: false })
        {
            return;
        }

        await Change(caseName, async file =>
        {
            if (file.FirstUse is null)
            {
                await Enter("first-use", caseName, by);
                await store.Mark(caseName, CaseMark.FirstUse, NowMs, CancellationToken.None);
            }
        }, cancelled);
    }

    /// <summary>Enters what somebody outside allowed. It unlocks a case that was locked.</summary>
    /// <exception cref="InvalidDataException">It is no sound one; the sentence says why.</exception>
    public Task Authorise(
        string caseName, Authorisation authorisation, string by, CancellationToken cancelled) =>
        Change(caseName, async file =>
        {
            Require(!file.IsRefused, $"An authorisation was refused in the case {caseName}, which is over.");
            Require(authorisation.From < authorisation.To, "An authorisation begins before it ends.");
            Require(
                file.Authorisations.Count < CaseLimits.AuthorisationsMax,
                $"A case has at most {CaseLimits.AuthorisationsMax} authorisations.");
            Require(
                Now.ContainsKey(caseName) || Now.Count < CaseLimits.CasesMax,
                $"A data folder has at most {CaseLimits.CasesMax} cases.");
            var unknown = (authorisation.Operations ?? []).Except(Act.Operations).FirstOrDefault();
            Require(unknown is null, $"There is no operation {unknown}.");
            await Enter("authorise", caseName, by, new()
            {
                ["issuer"] = authorisation.Issuer,
                ["reference"] = authorisation.Reference,
            });
            await store.Authorise(
                caseName,
                new(authorisation.Issuer, authorisation.Reference, authorisation.Collections,
                    authorisation.Operations, authorisation.From.ToUnixTimeMilliseconds(),
                    authorisation.To.ToUnixTimeMilliseconds(), by, NowMs),
                CancellationToken.None);
        }, cancelled);

    /// <summary>
    /// Ends a case for good: what runs is ended, and its leads and records are destroyed. The memory first,
    /// since it takes effect at once.
    /// </summary>
    /// <exception cref="InvalidDataException">It was refused before.</exception>
    public Task Refuse(
        string caseName, string issuer, string reference, string by, CancellationToken cancelled) =>
        Change(caseName, async file =>
        {
            Require(!file.IsRefused, $"The case {caseName} was refused before.");
            Set(caseName, file with { IsRefused = true });
            Refused?.Invoke(caseName);
            await store.Mark(caseName, CaseMark.Refused, NowMs, CancellationToken.None);
            await Enter(
                "refuse", caseName, by, new() { ["issuer"] = issuer, ["reference"] = reference });
            await erasure.Erase(caseName, by, CancellationToken.None);
        }, cancelled);

    /// <summary>
    /// Called every second: enters what the clocks have reached, and destroys once more what calls left that
    /// were ending while a case was refused.
    /// </summary>
    public async Task Advance(CancellationToken cancelled)
    {
        var now = clock.GetUtcNow();
        foreach (var (name, (file, row)) in Now)
        {
            var at = file.ClockAt(now);
            var isSettled = row.RefusedMs is { } ms
                && now.ToUnixTimeMilliseconds() - ms >= CaseLimits.SettlesAfter.TotalMilliseconds;
            CaseMark? mark =
                at is CaseClock.Reminded or CaseClock.Locked && row.RemindedMs is null ? CaseMark.Reminded
                : at == CaseClock.Locked && row.LockedMs is null ? CaseMark.Locked
                : isSettled && row.ErasedMs is null ? CaseMark.Erased
                : null;
            if (mark is { } due)
            {
                await Change(name, async _ =>
                {
                    if (due == CaseMark.Erased)
                    {
                        await erasure.Erase(name, by: null, cancelled);
                    }

                    await Enter(due.ToString().ToLowerInvariant(), name, by: null);
                    await store.Mark(name, due, NowMs, CancellationToken.None);
                }, cancelled);
            }
        }
    }

    public void Dispose() => oneChange.Dispose();

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private CaseFile Find(string caseName) =>
        Now.TryGetValue(caseName, out var found) ? found.File : new(caseName, FirstUse: null);

    private void Set(string caseName, CaseFile file)
    {
        var row = Now.TryGetValue(caseName, out var found)
            ? found.Row
            : new(caseName, null, null, null, null, null);
        Volatile.Write(
            ref cases, new Dictionary<string, (CaseFile, CaseRow)>(Now) { [caseName] = (file, row) });
    }

    /// <summary>One at a time; then all is read anew, since the rows are the truth.</summary>
    private async Task Change(string caseName, Func<CaseFile, Task> change, CancellationToken cancelled)
    {
        await oneChange.WaitAsync(cancelled);
        try
        {
            await change(Find(caseName));
            Volatile.Write(ref cases, await Read(store, CancellationToken.None));
        }
        finally
        {
            oneChange.Release();
        }
    }

    private Task<long> Enter(
        string what, string caseName, string? by, System.Text.Json.Nodes.JsonObject? more = null)
    {
        more ??= [];
        more["case"] = caseName;
        return ledger.Append(
            new() { Time = clock.GetUtcNow(), Kind = "case", Operation = what, Key = by },
            new LedgerRecord(more), CancellationToken.None);
    }

    private static async Task<IReadOnlyDictionary<string, (CaseFile, CaseRow)>> Read(
        CaseStore store, CancellationToken cancelled) =>
        (await store.All(cancelled)).ToDictionary(row => row.CaseName, row => (Of(row), row));

    private static CaseFile Of(CaseRow row) => new(row.CaseName, Time(row.FirstUseMs))
    {
        IsRefused = row.RefusedMs is not null,
        Authorisations =
        [
            .. row.Authorisations.Select(one => new Authorisation(
                one.Issuer, one.Reference, one.Collections, one.Operations, Time(one.FromMs)!.Value,
                Time(one.ToMs)!.Value)),
        ],
    };

    private static DateTimeOffset? Time(long? ms) =>
        ms is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;

    private static void Require(bool holds, string why)
    {
        if (!holds)
        {
            throw new InvalidDataException(why);
        }
    }
}
