using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Purposes;
using Beholden.Wire;

namespace Beholden.Server.Say;

/// <summary>
/// Beholden's own calls beside the AWS contract: same wire, same signature. The keys of the folder's owner
/// and of the purpose <c>oversight</c> may make them; keys are made by the owner alone.
/// </summary>
internal sealed class AdminCalls(
    KeyAdmin keys, LedgerAdmin ledger, PolicyAdmin policy, StopAdmin stops)
{
    public const string TargetPrefix = "Beholden.";

    /// <exception cref="AccessDeniedException">Signed by a key that does not govern.</exception>
    /// <exception cref="UnknownOperationException">No such call.</exception>
    public async Task<byte[]> Run(string target, JsonElement json, Call call)
    {
        var name = target[TargetPrefix.Length..];
        var isOwner = call.AccessKeyId == OwnerKey.AccessKeyId;
        if (!isOwner && (call.Purpose != Purpose.Oversight || name is "CreateKey" or "RevokeKey"))
        {
            throw new AccessDeniedException(
                $"User: {call.AccessKeyId} is not authorized to perform: {target}: it needs the owner's key"
                + (name is "CreateKey" or "RevokeKey" ? "" : $" or one of the purpose {Purpose.Oversight}"));
        }

        return JsonSerializer.SerializeToUtf8Bytes(await Run(name, new AdminInput(json), json, call));
    }

    private Task<JsonObject> Run(string name, AdminInput input, JsonElement json, Call call) => name switch
    {
        "CreateKey" => keys.Create(input, call),
        "ListKeys" => keys.List(call),
        "RevokeKey" => keys.Revoke(input, call),
        "ReadLedgerRecord" => ledger.Run(json, call),
        "GetPolicy" => policy.Get(call),
        "ListPolicies" => policy.History(call),
        "ChangePolicy" => policy.Change(input, call),
        "AddRules" => policy.AddRules(input, call),
        "ApproveProposal" => policy.Approve(input, call),
        "WithdrawProposal" => policy.Withdraw(input, call),
        "Stop" => stops.Stop(input, call),
        "Resume" => stops.Resume(input, call),
        "ListStops" => Task.FromResult(stops.List()),
        _ => throw new UnknownOperationException("The request names no operation of Beholden"),
    };
}
