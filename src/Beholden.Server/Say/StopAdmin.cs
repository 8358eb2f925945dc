using System.Text.Json.Nodes;
using Beholden.Oversight.Policy;
using Beholden.Wire;

namespace Beholden.Server.Say;

/// <summary>
/// Beholden's own calls about stopping: any one key that governs stops, several people resume.
/// </summary>
internal sealed class StopAdmin(Stops stops, Governance governance)
{
    private const int ReasonCharsMax = 500, NameCharsMax = 512, ScopeCharsMax = 16;

    public JsonObject List() => new() { ["Stops"] = new JsonArray([.. stops.Active.Select(Told)]) };

    public async Task<JsonObject> Stop(AdminInput input, Call call)
    {
        var text = input.Text("Scope", ScopeCharsMax);
        if (!Enum.TryParse<StopScope>(text, ignoreCase: true, out var scope) || !Enum.IsDefined(scope))
        {
            throw AdminInput.Wrong("Scope", "must be all, purpose, collection, stream or model");
        }

        var name = input.OptionalText("Name", NameCharsMax) ?? "";
        if (scope == StopScope.Collection && name.Length > 0 && !name.Contains('/', StringComparison.Ordinal))
        {
            name = $"{call.Region}/{name}";
        }

        try
        {
            return Told(await stops.Add(
                scope, name, input.Text("Reason", ReasonCharsMax), call.AccessKeyId, call.Cancelled));
        }
        catch (InvalidDataException wrong)
        {
            throw new InvalidParameterException(wrong.Message);
        }
    }

    public async Task<JsonObject> Resume(AdminInput input, Call call)
    {
        try
        {
            var approvalsMin = governance.Now.Profile.ApprovalsMin;
            var left = await stops.Resume(
                input.Number("StopId"), call.AccessKeyId, approvalsMin, call.Cancelled);
            return new()
            {
                ["Resumed"] = left is null,
                ["ApprovalsMissing"] = left is null ? 0 : approvalsMin - left.Approvals.Persons.Count,
            };
        }
        catch (InvalidDataException wrong)
        {
            throw new InvalidParameterException(wrong.Message);
        }
    }

    private static JsonObject Told(Stop stop) => new()
    {
        ["StopId"] = stop.Id,
        ["Scope"] = stop.Scope.ToString().ToLowerInvariant(),
        ["Name"] = stop.Name,
        ["Reason"] = stop.Reason,
        ["StoppedBy"] = stop.StoppedBy,
        ["StoppedAt"] = PolicyAdmin.Time(stop.StoppedAt.ToUnixTimeMilliseconds()),
        ["ResumedBy"] = PolicyAdmin.Texts(stop.Approvals.Keys),
        ["PersonsAgreed"] = PolicyAdmin.Texts(stop.Approvals.Persons),
    };
}
