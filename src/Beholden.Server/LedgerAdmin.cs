using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Server.Say;
using Beholden.Wire;

namespace Beholden.Server;

/// <summary>
/// Beholden's own call that reads a record of the ledger: what an entry stands for. Entered before the record
/// is read.
/// </summary>
internal sealed class LedgerAdmin(LedgerLog log, TimeProvider clock)
{
    public const string ReadTarget = AdminCalls.TargetPrefix + "ReadLedgerRecord";

    /// <summary>The kind of the entry that says who read.</summary>
    public const string ReadKind = "record-read";

    /// <exception cref="ResourceNotFoundException">No entry, or one without a record.</exception>
    /// <exception cref="LedgerUnwritableException">
    /// The reading cannot be entered: nothing is read.
    /// </exception>
    public async Task<JsonObject> Read(AdminInput input, Call call)
    {
        var index = input.NumberFrom0("Index");
        var reading = await log.Append(
            new()
            {
                Time = clock.GetUtcNow(),
                Kind = ReadKind,
                Operation = "ReadLedgerRecord",
                Purpose = call.Purpose,
                Key = call.AccessKeyId,
                Of = index,
            },
            record: null, call.Cancelled);
        var record = log.ReadRecord(index) ?? throw new ResourceNotFoundException(
            $"The entry {index} has no record: it had none, or it was erased");
        return new()
        {
            ["Index"] = index,
            ["Record"] = JsonNode.Parse(record.Content.Span),
            ["RecordKey"] = Convert.ToHexStringLower(record.Key.Span),
            ["EnteredAs"] = reading,
        };
    }
}
