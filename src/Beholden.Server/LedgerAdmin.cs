using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Ledger;
using Beholden.Wire;

namespace Beholden.Server;

/// <summary>
/// Beholden's own call that reads a record of the ledger: what an entry stands for. Only under the owner's
/// key, and entered before the record is read; asking for one that is not there is entered too.
/// </summary>
internal sealed class LedgerAdmin(LedgerLog log, TimeProvider clock)
{
    public const string ReadTarget = KeyAdmin.TargetPrefix + "ReadLedgerRecord";

    /// <summary>The kind of the entry that says who read.</summary>
    public const string ReadKind = "record-read";

    /// <exception cref="AccessDeniedException">Signed by another key than the owner's.</exception>
    /// <exception cref="ResourceNotFoundException">No entry, or one without a record.</exception>
    /// <exception cref="LedgerUnwritableException">
    /// The reading cannot be entered: nothing is read.
    /// </exception>
    public async Task<byte[]> Run(JsonElement input, Call call)
    {
        if (call.AccessKeyId != OwnerKey.AccessKeyId)
        {
            throw new AccessDeniedException(
                $"User: {call.AccessKeyId} is not authorized to perform: {ReadTarget} on resource: ledger");
        }

        var index = Index(input);
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
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["Index"] = index,
            ["Record"] = JsonNode.Parse(record.Content.Span),
            ["RecordKey"] = Convert.ToHexStringLower(record.Key.Span),
            ["EnteredAs"] = reading,
        });
    }

    private static long Index(JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Object || !input.TryGetProperty("Index", out var value)
            || value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var index) || index < 0)
        {
            throw new ValidationException(
                "1 validation error detected: 'Index' must be a whole number from 0");
        }

        return index;
    }
}
