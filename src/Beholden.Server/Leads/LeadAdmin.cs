using System.Text.Json.Nodes;
using Beholden.Oversight.Leads;
using Beholden.Oversight.Ledger;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Server.Say;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Leads;

/// <summary>
/// Beholden's own calls of those who asked: what became of a lead, and who it is once two people have
/// confirmed it.
/// </summary>
internal sealed class LeadAdmin(
    LeadStore leads, FaceStore faces, UserStore users, Overseer overseer, Governance governance,
    LedgerLog ledger, LedgerAggregates aggregates, TimeProvider clock)
{
    private const int IdCharsMax = 64, ListedMax = 1_000;

    /// <summary>
    /// For the key that searched alone. Before the last verdict it says no more than "open", whatever was
    /// said so far, and after it "closed" where no two agreed on one candidate.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">There is no such lead of this key.</exception>
    /// <exception cref="AccessDeniedException">The rules of its search deny it now.</exception>
    public async Task<JsonObject> Get(AdminInput input, Call call) =>
        await Get(input.Text("LeadId", IdCharsMax), call);

    /// <summary>The same.</summary>
    public async Task<JsonObject> Get(string leadId, Call call)
    {
        var kept = leadId.Length <= IdCharsMax ? await leads.Find(leadId, call.Cancelled) : null;
        if (kept is null || kept.IsFoil || kept.RequestedBy != call.AccessKeyId)
        {
            throw new ResourceNotFoundException($"There is no lead {leadId} of yours");
        }

        var facts = LeadFacts.Parse(kept.Facts);
        await Require(kept, facts, call);
        var lead = Of(kept, facts);
        var answer = new JsonObject { ["LeadId"] = leadId, ["State"] = State(lead) };
        if (lead.Released is not { } at)
        {
            aggregates.Count(call.AccessKeyId, call.Purpose, "GetLead", "answered");
            return answer;
        }

        var candidate = facts.Candidates[at];
        var identity = await Identity(kept, candidate, call);
        if (identity is null)
        {
            aggregates.Count(call.AccessKeyId, call.Purpose, "GetLead", "answered");
            answer["State"] = "gone";
            return answer;
        }

        await Enter(kept, facts, lead, candidate, call);
        answer["State"] = "released";
        answer["Candidate"] = new JsonObject
        {
            ["FaceId"] = candidate.FaceAlias,
            ["ImageId"] = candidate.ImageAlias,
        };
        answer[candidate.FaceId is null ? "User" : "Face"] = identity;
        return answer;
    }

    /// <summary>The leads of the key; those who govern see everybody's. Without candidates.</summary>
    public async Task<JsonObject> List(Call call)
    {
        var governs = call.AccessKeyId == OwnerKey.AccessKeyId || call.Purpose == Purpose.Oversight;
        var kept = await leads.List(governs ? null : call.AccessKeyId, ListedMax, call.Cancelled);
        return new()
        {
            ["Leads"] = new JsonArray(
            [
                .. kept.Select(lead => new JsonObject
                {
                    ["LeadId"] = lead.LeadId,
                    ["State"] = State(Of(lead, LeadFacts.Parse(lead.Facts))),
                    ["RequestedBy"] = lead.RequestedBy,
                    ["Purpose"] = lead.Purpose,
                    ["Collection"] = lead.Collection.Id,
                    ["RequestedAt"] = PolicyAdmin.Time(lead.CreatedAt.ToUnixTimeMilliseconds()),
                    ["DeletedAt"] = PolicyAdmin.Time(lead.DueAt.ToUnixTimeMilliseconds()),
                }),
            ]),
        };
    }

    private static Lead Of(KeptLead kept, LeadFacts facts) =>
        facts.Unjudged(kept.Requester).WithVerdicts(kept.Verdicts);

    private static string State(Lead lead) => lead.State switch
    {
        LeadState.Open => "open",
        LeadState.Confirmed => "confirmed",
        _ => "closed",
    };

    /// <summary>A lead is looked at under the rules of its search, as they are now.</summary>
    private Task Require(KeptLead kept, LeadFacts facts, Call call) => overseer.Require(
        new(call.AccessKeyId, call.Purpose, facts.Operation)
        {
            Collection = $"{kept.Collection.Region}/{kept.Collection.Id}",
            Case = call.Case,
            SimilarityPercent = facts.SimilarityPercent,
            Faces = facts.Faces,
            Time = clock.GetUtcNow(),
        });

    /// <returns>Null where the face or user was deleted, or is another's now.</returns>
    private async Task<JsonObject?> Identity(KeptLead kept, Candidate candidate, Call call)
    {
        try
        {
            if (candidate.FaceId is null)
            {
                await users.Vector(kept.Collection, candidate.UserId!, call.Cancelled);
                return new() { ["UserId"] = candidate.UserId };
            }

            var found = await faces.List(
                kept.Collection, 0, 1, userId: null, [candidate.FaceId], call.Cancelled);
            if (found is not [var face] || face.UserId != candidate.UserId)
            {
                return null;
            }

            var told = new JsonObject { ["FaceId"] = face.FaceId, ["ImageId"] = face.ImageId };
            _ = face.ExternalImageId is null || told.TryAdd("ExternalImageId", face.ExternalImageId);
            _ = face.UserId is null || told.TryAdd("UserId", face.UserId);
            return told;
        }
        catch (Exception gone) when (gone is CollectionNotFoundException or UserNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Before the identity leaves.</summary>
    private Task<long> Enter(KeptLead kept, LeadFacts facts, Lead lead, Candidate candidate, Call call)
    {
        var record = new JsonObject
        {
            ["lead"] = kept.LeadId,
            ["candidate"] = candidate.FaceAlias,
            ["reviewers"] = new JsonArray([.. lead.Verdicts
                .Where(verdict => verdict.Choice == lead.Released)
                .Select(verdict => (JsonNode)verdict.Person)]),
        };
        _ = candidate.FaceId is null || record.TryAdd("FaceId", candidate.FaceId);
        _ = candidate.UserId is null || record.TryAdd("UserId", candidate.UserId);
        return ledger.Append(
            new()
            {
                Time = clock.GetUtcNow(),
                Kind = "release",
                Operation = "GetLead",
                Purpose = call.Purpose,
                Key = call.AccessKeyId,
                Of = facts.Intent,
                Collection = $"{kept.Collection.Region}/{kept.Collection.Id}",
                PolicyHash = governance.Now.Hash,
            },
            new LedgerRecord(record), CancellationToken.None);
    }
}
