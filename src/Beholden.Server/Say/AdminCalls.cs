using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Purposes;
using Beholden.Server.Leads;
using Beholden.Server.Persons;
using Beholden.Server.Redacting;
using Beholden.Server.Web;
using Beholden.Wire;

namespace Beholden.Server.Say;

/// <summary>
/// Beholden's own calls beside the AWS contract: same wire, same signature. The keys of the folder's owner
/// and of the purpose <c>oversight</c> may make those that govern; keys are made by the owner alone. Over
/// calls about a picture or a lead the rules decide, as they do over an operation.
/// </summary>
/// <remarks>What each takes and answers is written down in docs/admin-api.json.</remarks>
internal sealed class AdminCalls
{
    public const string TargetPrefix = "Beholden.";

    private static readonly FrozenSet<string> OwnersAlone = new[] { "CreateKey", "RevokeKey" }.ToFrozenSet();

    private static readonly FrozenSet<string> Ruled =
        new[] { "RedactImage", "NextReview", "GiveVerdict", "GetLead", "ListLeads" }.ToFrozenSet();

    // Each of these concerns the caller's own key alone.
    private static readonly FrozenSet<string> ForEveryKey = new[] { "CreateSignIn" }.ToFrozenSet();

    private readonly FrozenDictionary<string, Func<AdminInput, Call, Task<JsonObject>>> calls;

    public AdminCalls(
        KeyAdmin keys, LedgerAdmin ledger, PolicyAdmin policy, StopAdmin stops, RedactAdmin redaction,
        ReviewDesk desk, LeadAdmin leads, ReviewerAdmin reviewers, CaseAdmin cases,
        ConsentAdmin consents, SweepAdmin sweeps, PersonAdmin people, PersonFind find,
        SignInAdmin signIns)
    {
        calls = new Dictionary<string, Func<AdminInput, Call, Task<JsonObject>>>
        {
            ["CreateKey"] = keys.Create,
            ["ListKeys"] = (_, call) => keys.List(call),
            ["RevokeKey"] = keys.Revoke,
            ["ReadLedgerRecord"] = ledger.Read,
            ["EraseRecord"] = ledger.Erase,
            ["GetPolicy"] = (_, call) => policy.Get(call),
            ["ListPolicies"] = (_, call) => policy.History(call),
            ["ChangePolicy"] = policy.Change,
            ["AddRules"] = policy.AddRules,
            ["ApproveProposal"] = policy.Approve,
            ["WithdrawProposal"] = policy.Withdraw,
            ["Stop"] = stops.Stop,
            ["Resume"] = stops.Resume,
            ["ListStops"] = (_, _) => Task.FromResult(stops.List()),
            ["RedactImage"] = redaction.Redact,
            ["NextReview"] = (_, call) => desk.Next(call),
            ["GiveVerdict"] = desk.Judge,
            ["GetLead"] = leads.Get,
            ["ListLeads"] = (_, call) => leads.List(call),
            ["PutAuthorisation"] = cases.Put,
            ["ListCases"] = (_, _) => Task.FromResult(cases.List()),
            ["TrainReviewer"] = reviewers.Train,
            ["ListReviewers"] = (_, call) => reviewers.List(call),
            ["PutConsent"] = consents.Put,
            ["GetConsent"] = consents.Get,
            ["ListConsents"] = consents.List,
            ["WithdrawConsent"] = consents.Withdraw,
            ["Sweep"] = (_, call) => sweeps.Sweep(call),
            ["PersonExport"] = people.Export,
            ["PersonObject"] = people.Object,
            ["PersonRelease"] = people.Release,
            ["PersonErase"] = people.Erase,
            ["PersonLink"] = people.Link,
            ["PersonFind"] = find.Find,
            ["CreateSignIn"] = (_, call) => Task.FromResult(signIns.Create(call)),
        }.ToFrozenDictionary();
    }

    public IEnumerable<string> Names => calls.Keys;

    /// <returns>The name of a call that there is; a client's own invention is "unknown".</returns>
    public string NameOf(string target)
        => calls.ContainsKey(target[TargetPrefix.Length..]) ? target : "unknown";

    /// <exception cref="AccessDeniedException">Signed by a key that does not govern.</exception>
    /// <exception cref="UnknownOperationException">No such call.</exception>
    public async Task<byte[]> Run(string target, JsonElement input, Call call)
    {
        var name = target[TargetPrefix.Length..];
        var isOwner = call.AccessKeyId == OwnerKey.AccessKeyId;
        var governs = isOwner || (call.Purpose == Purpose.Oversight && !OwnersAlone.Contains(name));
        if (!governs && !Ruled.Contains(name) && !ForEveryKey.Contains(name))
        {
            throw new AccessDeniedException(
                $"User: {call.AccessKeyId} is not authorized to perform: {target}: it needs the owner's key"
                + (OwnersAlone.Contains(name) ? "" : $" or one of the purpose {Purpose.Oversight}"));
        }

        return calls.TryGetValue(name, out var run)
            ? JsonSerializer.SerializeToUtf8Bytes(await run(new(input), call))
            : throw new UnknownOperationException("The request names no operation of Beholden");
    }
}
