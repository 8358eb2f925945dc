using Beholden.Oversight.Ledger;
using Beholden.Store;

namespace Beholden.Oversight.Cases;

/// <summary>
/// Destroys what a refused case brought about: its leads, and the records of what its keys did. The entries
/// stay; each thing that is destroyed has an entry of its own.
/// </summary>
public sealed class CaseErasure(LeadStore leads, KeyStore keys, LedgerLog ledger, TimeProvider clock)
{
    // What a key's calls leave. The record of a key itself says who made it, and stays.
    private static readonly HashSet<string> Kinds = ["intent", "outcome", "entry", "denial", "release"];

    /// <param name="by">The access key id of whoever entered the refusal; null of the clock.</param>
    public async Task Erase(string caseName, string? by, CancellationToken cancelled)
    {
        foreach (var _ in await leads.DeleteOfCase(caseName, cancelled))
        {
            await Enter("erase-lead", by, of: null);
        }

        var own = (await keys.List(cancelled)).Where(key => key.Case == caseName)
            .Select(key => key.AccessKeyId).ToHashSet();
        await foreach (var one in ledger.Entries(from: 0, cancelled))
        {
            var isOfCase = one.Entry.Key is { } key && own.Contains(key)
                && one.Entry.RecordCommit is not null && Kinds.Contains(one.Entry.Kind);
            if (isOfCase && await ledger.EraseRecord(one.Index, cancelled))
            {
                await Enter("erase-record", by, one.Index);
            }
        }
    }

    private Task<long> Enter(string what, string? by, long? of) => ledger.Append(
        new() { Time = clock.GetUtcNow(), Kind = "case", Operation = what, Key = by, Of = of },
        record: null, CancellationToken.None);
}
