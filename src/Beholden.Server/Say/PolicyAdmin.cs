using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Store;
using Beholden.Wire;

namespace Beholden.Server.Say;

/// <summary>Beholden's own calls about the rules: read, tighten, propose, approve, withdraw.</summary>
internal sealed class PolicyAdmin(Governance governance, PolicyStore policies, RuleCheck check)
{
    private const int ReasonCharsMax = 500, RulesCharsMax = 100_000, ProfileIdCharsMax = 64;

    /// <summary>The rules in force and the proposals that are open.</summary>
    public async Task<JsonObject> Get(Call call)
    {
        var now = governance.Now;
        var open = (await policies.Proposals(call.Cancelled)).Where(row => row.State == PolicyStore.Open);
        return new()
        {
            ["Version"] = now.Version,
            ["Hash"] = now.Hash,
            ["Profile"] = JsonNode.Parse(now.Profile.ToJson()),
            ["SiteRules"] = now.SiteRules,
            ["BaseRules"] = PolicySet.Base,
            ["Schema"] = PolicySet.Schema,
            ["Proposals"] = new JsonArray([.. open.Select(Told)]),
        };
    }

    /// <summary>All versions of the rules and all proposals, oldest first.</summary>
    public async Task<JsonObject> History(Call call) => new()
    {
        ["Versions"] = new JsonArray(
        [
            .. (await policies.All(call.Cancelled)).Select(row => new JsonObject
            {
                ["Version"] = row.Version,
                ["Profile"] = JsonNode.Parse(row.ProfileJson),
                ["SiteRules"] = row.SiteRules,
                ["ChangedBy"] = row.ChangedBy,
                ["Reason"] = row.Reason,
                ["Since"] = Time(row.SinceMs),
                ["SignedNote"] = row.SignedNote,
            }),
        ]),
        ["Proposals"] = new JsonArray([.. (await policies.Proposals(call.Cancelled)).Select(Told)]),
    };

    /// <summary>Holds at once where it is nowhere looser, else it is proposed.</summary>
    public async Task<JsonObject> Change(AdminInput input, Call call)
    {
        var profile = Profile(input) ?? governance.Now.Profile;
        var rules = input.OptionalText("SiteRules", RulesCharsMax) ?? governance.Now.SiteRules;
        return await Change(profile, rules, input, call);
    }

    /// <summary>
    /// Adds rules of the site's own at the end; they can only forbid, so they hold at once.
    /// </summary>
    public async Task<JsonObject> AddRules(AdminInput input, Call call)
    {
        var before = governance.Now.SiteRules;
        var added = input.Text("Rules", RulesCharsMax);
        return await Change(
            governance.Now.Profile, before.Length == 0 ? added : $"{before}\n{added}", input, call);
    }

    public async Task<JsonObject> Approve(AdminInput input, Call call)
    {
        var row = await Governed(() => governance.Approve(
            input.Number("ProposalId"), call.AccessKeyId, call.Cancelled));
        return new() { ["Proposal"] = Told(row) };
    }

    public async Task<JsonObject> Withdraw(AdminInput input, Call call) => await Governed(async () =>
    {
        await governance.Withdraw(input.Number("ProposalId"), call.AccessKeyId, call.Cancelled);
        return new JsonObject();
    });

    private async Task<JsonObject> Change(Profile profile, string siteRules, AdminInput input, Call call)
    {
        var reason = input.Text("Reason", ReasonCharsMax);
        return await Governed(async () =>
        {
            if (siteRules.Length > 0)
            {
                check.Require(siteRules);
            }

            var proposal = await governance.Change(
                profile, siteRules, reason, call.AccessKeyId, call.Cancelled);
            return new JsonObject
            {
                ["InForce"] = proposal is null,
                ["Version"] = governance.Now.Version,
                ["Proposal"] = proposal is null ? null : Told(proposal),
            };
        });
    }

    /// <summary>A ready profile's id, or a whole profile.</summary>
    private static Profile? Profile(AdminInput input)
    {
        try
        {
            return input.Find("Profile") switch
            {
                null or { ValueKind: JsonValueKind.Null } => null,
                { ValueKind: JsonValueKind.String } => Oversight.Purposes.Profile.OfId(
                    input.Text("Profile", ProfileIdCharsMax)),
                { } whole => Oversight.Purposes.Profile.Parse(whole.GetRawText()),
            };
        }
        catch (InvalidDataException wrong)
        {
            throw AdminInput.Wrong("Profile", wrong.Message);
        }
    }

    private static async Task<T> Governed<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (InvalidDataException wrong)
        {
            throw new InvalidParameterException(wrong.Message);
        }
    }

    private static JsonObject Told(ProposalRow row) => new()
    {
        ["ProposalId"] = row.ProposalId,
        ["State"] = row.State,
        ["Reason"] = row.Reason,
        ["Looser"] = Texts(row.Looser.Split('\n')),
        ["ProposedBy"] = row.ProposedBy,
        ["ProposedAt"] = Time(row.ProposedMs),
        ["ApprovedBy"] = Texts(row.Approvals.Keys),
        ["PersonsAgreed"] = Texts(row.Approvals.Persons),
        ["HoldsFrom"] = row.HoldsMs is { } ms ? Time(ms) : null,
        ["Profile"] = JsonNode.Parse(row.ProfileJson),
        ["SiteRules"] = row.SiteRules,
    };

    internal static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    internal static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms)
        .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
