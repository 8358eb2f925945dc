using Beholden.Oversight.Ledger;
using Beholden.Oversight.Purposes;
using Beholden.Store;

namespace Beholden.Oversight.Policy;

/// <summary>
/// The rules in force and how they change: tighter at once; looser only with the profile's number of
/// approvals of different people, a reason and its delay. Every step is in the ledger.
/// </summary>
public sealed class Governance : IDisposable
{
    private const int ReasonCharsMax = 500, SiteRulesCharsMax = 100_000;

    private readonly PolicyStore policies;
    private readonly LedgerLog ledger;
    private readonly Floor? floor;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim oneChange = new(1);

    private PolicySet now;

    private Governance(
        PolicyStore policies, LedgerLog ledger, Floor? floor, TimeProvider clock, PolicySet now)
    {
        (this.policies, this.ledger, this.floor) = (policies, ledger, floor);
        (this.clock, this.now) = (clock, now);
    }

    /// <summary>What holds now.</summary>
    public PolicySet Now => Volatile.Read(ref now);

    /// <param name="chosen">Of a folder's first start; null: the profile of every first start.</param>
    /// <param name="floor">Null where the embedder was never calibrated.</param>
    /// <exception cref="InvalidDataException">
    /// The folder's rules were altered, or it already has another profile than the chosen one.
    /// </exception>
    public static async Task<Governance> Open(
        PolicyStore policies, LedgerLog ledger, Profile? chosen, Floor? floor, TimeProvider clock,
        CancellationToken cancelled)
    {
        var newest = await policies.Newest(cancelled);
        var set = newest is null
            ? new(1, chosen ?? Profile.OfId(Profile.FirstStart), "", floor)
            : PolicyNote.Read(newest, ledger, floor);
        if (newest is not null && chosen is not null && chosen.Id != set.Profile.Id)
        {
            throw new InvalidDataException(
                $"The folder's profile is {set.Profile.Id}, not {chosen.Id}; a running server changes it "
                + "with: beholden policy change --profile");
        }

        var made = new Governance(policies, ledger, floor, clock, set);
        if (newest is null || !PolicyNote.HasThisBase(newest))
        {
            var reason = newest is null ? "first start" : "another version of the program";
            var version = newest is null ? 1 : set.Version + 1;
            var profile = newest is null ? set.Profile : set.Profile.WithBases(newest.ProfileJson);
            await made.PutInForce(
                profile, set.SiteRules, by: "", reason, version, proposalId: null, cancelled);
        }

        await made.Advance(cancelled);
        return made;
    }

    /// <summary>Changes the rules, or proposes to, where the change loosens them in anything.</summary>
    /// <param name="siteRules">Cedar text of all the site's own rules.</param>
    /// <param name="by">The access key id.</param>
    /// <returns>The proposal; null when the change holds already.</returns>
    /// <exception cref="InvalidDataException">It is no sound change; the sentence says why.</exception>
    public async Task<ProposalRow?> Change(
        Profile profile, string siteRules, string reason, string by, CancellationToken cancelled)
    {
        RequireReason(reason);
        if (siteRules.Length > SiteRulesCharsMax)
        {
            throw new InvalidDataException($"The site's rules have at most {SiteRulesCharsMax} characters.");
        }

        await oneChange.WaitAsync(cancelled);
        try
        {
            var before = Now;
            _ = PolicyNote.Set(before.Version + 1, profile, siteRules, floor);
            IReadOnlyList<string> looser =
            [
                .. Looseness.Of(before.Profile, profile), .. Dropped(before.SiteRules, siteRules),
            ];
            if (looser.Count == 0)
            {
                await PutInForce(profile, siteRules, by, reason, before.Version + 1, null, cancelled);
                return null;
            }

            await Enter("propose", by, before, looser.Count, cancelled);
            var id = await policies.Propose(
                new(0, profile.ToJson(), siteRules, before.Version, string.Join('\n', looser), reason, by,
                    NowMs, HoldsMs: null, PolicyStore.Open),
                cancelled);
            return await Agreed(id, cancelled);
        }
        finally
        {
            oneChange.Release();
        }
    }

    /// <summary>Agrees to a proposal.</summary>
    /// <exception cref="InvalidDataException">It is not open.</exception>
    public async Task<ProposalRow> Approve(long proposalId, string by, CancellationToken cancelled)
    {
        await oneChange.WaitAsync(cancelled);
        try
        {
            await RequireOpen(proposalId, cancelled);
            await Enter("approve", by, Now, proposalId, cancelled);
            await policies.Approve(proposalId, by, NowMs, cancelled);
            return await Agreed(proposalId, cancelled);
        }
        finally
        {
            oneChange.Release();
        }
    }

    /// <summary>Takes a proposal back, or refuses it: any one key that governs can.</summary>
    /// <exception cref="InvalidDataException">It is not open.</exception>
    public async Task Withdraw(long proposalId, string by, CancellationToken cancelled)
    {
        await oneChange.WaitAsync(cancelled);
        try
        {
            await RequireOpen(proposalId, cancelled);
            await Enter("withdraw", by, Now, proposalId, cancelled);
            await policies.Set(proposalId, PolicyStore.Withdrawn, null, cancelled);
        }
        finally
        {
            oneChange.Release();
        }
    }

    /// <summary>Puts in force what was agreed to and has waited long enough. Called every second.</summary>
    public async Task Advance(CancellationToken cancelled)
    {
        await oneChange.WaitAsync(cancelled);
        try
        {
            var due = (await policies.Proposals(cancelled)).FirstOrDefault(
                one => one.State == PolicyStore.Open && one.HoldsMs <= NowMs);
            if (due is not null)
            {
                await PutInForce(
                    Profile.Parse(due.ProfileJson), due.SiteRules, due.ProposedBy, due.Reason,
                    Now.Version + 1, due.ProposalId, cancelled);
            }
        }
        finally
        {
            oneChange.Release();
        }
    }

    public void Dispose() => oneChange.Dispose();

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    internal static void RequireReason(string reason)
    {
        if (reason.Length is 0 or > ReasonCharsMax)
        {
            throw new InvalidDataException($"A reason is needed, of 1 to {ReasonCharsMax} characters.");
        }
    }

    /// <summary>
    /// A rule more, at the end, can only forbid more. Of any other change nobody can say in general whether
    /// it became looser.
    /// </summary>
    private static IEnumerable<string> Dropped(string from, string to) =>
        to.StartsWith(from, StringComparison.Ordinal) ? [] : ["the site's rules change or go"];

    /// <summary>Starts the delay once enough have agreed.</summary>
    private async Task<ProposalRow> Agreed(long proposalId, CancellationToken cancelled)
    {
        var row = await Find(proposalId, cancelled);
        var profile = Now.Profile;
        if (row.Approvals.Persons.Count >= profile.ApprovalsMin && row.HoldsMs is null)
        {
            await policies.Set(
                proposalId, PolicyStore.Open, NowMs + (profile.DelaySeconds * 1000), cancelled);
            row = await Find(proposalId, cancelled);
        }

        return row;
    }

    private async Task<ProposalRow> Find(long proposalId, CancellationToken cancelled) =>
        (await policies.Proposals(cancelled)).FirstOrDefault(row => row.ProposalId == proposalId)
            ?? throw new InvalidDataException($"There is no proposal {proposalId}.");

    private async Task RequireOpen(long proposalId, CancellationToken cancelled)
    {
        if (await Find(proposalId, cancelled) is { State: not PolicyStore.Open } ended)
        {
            throw new InvalidDataException($"Proposal {proposalId} is {ended.State}.");
        }
    }

    /// <summary>The entry first: rules that nobody can see must not hold.</summary>
    private async Task PutInForce(
        Profile profile, string siteRules, string by, string reason, int version, long? proposalId,
        CancellationToken cancelled)
    {
        var set = PolicyNote.Set(version, profile, siteRules, floor);
        await Enter(proposalId is null ? "change" : "loosen", by, set, proposalId, cancelled);
        await policies.Add(
            new(version, profile.ToJson(), siteRules, PolicyNote.Sign(set, ledger), by, reason, NowMs),
            proposalId, cancelled);
        Volatile.Write(ref now, set);
    }

    private Task<long> Enter(
        string what, string by, PolicySet set, long? number, CancellationToken cancelled) =>
        ledger.Append(
            new()
            {
                Time = clock.GetUtcNow(),
                Kind = "policy",
                Operation = what,
                Key = by.Length == 0 ? null : by,
                Rules = [set.Profile.Id],
                PolicyHash = set.Hash,
                Counts = Counts(set, number),
            },
            record: null, cancelled);

    /// <summary>What the transparency page tells of the rules, which it makes of the ledger alone.</summary>
    private static Dictionary<string, long> Counts(PolicySet set, long? number)
    {
        var counts = new Dictionary<string, long>
        {
            ["version"] = set.Version,
            ["enforced"] = set.Profile.Enforced ? 1 : 0,
            ["approvals"] = set.Profile.ApprovalsMin,
            ["delaySeconds"] = set.Profile.DelaySeconds,
        };
        if (number is { } told)
        {
            counts["number"] = told;
        }

        foreach (var purpose in set.Profile.Purposes.Where(one => one.Acts.Contains(Act.Identify.Id)))
        {
            counts[$"floor:{purpose.Id}"] = purpose.FalseCandidateInSearches ?? 0;
        }

        return counts;
    }
}
