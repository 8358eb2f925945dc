using System.Text.Json.Nodes;
using Beholden.Oversight.Cases;
using Beholden.Oversight.Ledger;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server;

/// <summary>
/// Beholden's own calls that read and erase a record of the ledger: what an entry stands for. Each is entered
/// before it is done.
/// </summary>
internal sealed class LedgerAdmin(LedgerLog log, KeyStore keys, CaseBook cases, TimeProvider clock)
{
    public const string ReadTarget = AdminCalls.TargetPrefix + "ReadLedgerRecord";

    public const string EraseTarget = AdminCalls.TargetPrefix + "EraseRecord";

    private const int ReasonCharsMax = 500;

    /// <summary>The kinds of the entries that say who read and who erased.</summary>
    public const string ReadKind = "record-read", EraseKind = "record-erase";

    /// <exception cref="ResourceNotFoundException">No entry, or one without a record.</exception>
    /// <exception cref="AccessDeniedException">It is of a case that is locked or was refused.</exception>
    /// <exception cref="LedgerUnwritableException">
    /// The reading cannot be entered: nothing is read.
    /// </exception>
    public async Task<JsonObject> Read(AdminInput input, Call call)
    {
        var index = input.NumberFrom0("Index");
        await Require(index, call);
        var reading = await Enter(ReadKind, "ReadLedgerRecord", index, record: null, call);
        var record = log.ReadRecord(index) ?? throw None(index);
        return new()
        {
            ["Index"] = index,
            ["Record"] = JsonNode.Parse(record.Content.Span),
            ["RecordContent"] = System.Text.Encoding.UTF8.GetString(record.Content.Span),
            ["RecordKey"] = Convert.ToHexStringLower(record.Key.Span),
            ["EnteredAs"] = reading,
        };
    }

    /// <summary>
    /// Destroys a record with its key. The entry and the commitment in it stay. The reason may name somebody,
    /// so it stands in the record of the erasure's own entry.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">No entry, or one whose record is not there.</exception>
    /// <exception cref="LedgerUnwritableException">
    /// It may still be there; the call can be made again.
    /// </exception>
    public async Task<JsonObject> Erase(AdminInput input, Call call)
    {
        var index = input.NumberFrom0("Index");
        var reason = new LedgerRecord(new() { ["reason"] = input.Text("Reason", ReasonCharsMax) });
        if (log.Entry(index)?.RecordCommit is null)
        {
            throw None(index);
        }

        var erasure = await Enter(EraseKind, "EraseRecord", index, reason, call);

        // Where it is erased already, what an interrupted erasure left behind goes too.
        return await log.EraseRecord(index, CancellationToken.None)
            ? new() { ["Index"] = index, ["EnteredAs"] = erasure }
            : throw None(index);
    }

    private Task<long> Enter(string kind, string operation, long index, LedgerRecord? record, Call call) =>
        log.Append(
            new()
            {
                Time = clock.GetUtcNow(),
                Kind = kind,
                Operation = operation,
                Purpose = call.Purpose,
                Key = call.AccessKeyId,
                Of = index,
            },
            record, call.Cancelled);

    private ResourceNotFoundException None(long index) => new(log.Entry(index) switch
    {
        null => $"There is no entry {index}",
        { RecordCommit: null } => $"The entry {index} has no record",
        _ => $"The record of the entry {index} was erased",
    });
    private async Task Require(long index, Call call)
    {
        var signedBy = log.Entry(index)?.Key;
        var key = (await keys.List(call.Cancelled)).FirstOrDefault(key => key.AccessKeyId == signedBy);
        if (key?.Case is { } name && cases.IsShut(name, clock.GetUtcNow()))
        {
            throw new AccessDeniedException(
                $"User: {call.AccessKeyId} is not authorized to perform: {ReadTarget} because of the "
                + $"rule 'authorisation': the case {name} of the entry {index} is locked or was refused");
        }
    }
}
