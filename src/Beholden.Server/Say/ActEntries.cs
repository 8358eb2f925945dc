using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;

namespace Beholden.Server.Say;

/// <summary>
/// Enters acts about people and what is kept of them. Who they are stands in the record alone.
/// </summary>
internal sealed class ActEntries(LedgerLog ledger, TimeProvider clock)
{
    public const string Consent = "consent", Person = "person", Sweep = "sweep";

    /// <param name="kind">One of those above.</param>
    /// <param name="collection">REGION/ID; null: none, or several.</param>
    /// <returns>The entry's index, once it is on the disk.</returns>
    public Task<long> Write(
        string kind, string operation, Call? by, string? collection, JsonObject? record,
        params (string Name, long Count)[] counts) => ledger.Append(
        new()
        {
            Time = clock.GetUtcNow(),
            Kind = kind,
            Operation = operation,
            Purpose = by?.Purpose,
            Key = by?.AccessKeyId,
            Collection = collection,
            Counts = counts.ToDictionary(one => one.Name, one => one.Count),
        },
        record is null ? null : new LedgerRecord(record),
        // What was done is entered, whoever hangs up.
        CancellationToken.None);
}
