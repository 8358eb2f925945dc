using System.Text.Json;
using Beholden.Oversight.Cedar.Data;
using Beholden.Oversight.Cedar.Expressions;
using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Syntax;

/// <summary>A template's link as it was read.</summary>
/// <param name="Id">Of the policy that it makes.</param>
/// <param name="Values">By slot: <c>?principal</c>, <c>?resource</c>.</param>
internal sealed record PolicyLink(
    string TemplateId, string Id, IReadOnlyDictionary<string, EntityUid> Values);

/// <summary>A set of policies as it was read.</summary>
/// <param name="Policies">By id, templates among them.</param>
internal sealed record PolicySetText(
    IReadOnlyList<KeyValuePair<string, PolicyText>> Policies, IReadOnlyList<PolicyLink> Links);

/// <summary>
/// Reads policies from Cedar's JSON: an object with <c>staticPolicies</c> and, where there are any,
/// <c>templates</c> and <c>templateLinks</c>.
/// </summary>
internal static class PolicyJson
{
    /// <exception cref="CedarDataException">The text is no such set, or has too many policies.</exception>
    public static PolicySetText Read(string text)
    {
        const string where = "the policy set";
        using var document = CedarJson.Parse(text, "The policy set");
        var root = document.RootElement;
        ExpressionJson.Only(root, where, "staticPolicies", "templates", "templateLinks");
        List<KeyValuePair<string, PolicyText>> policies =
        [
            .. Policies(root, "staticPolicies", areTemplates: false),
            .. Policies(root, "templates", areTemplates: true),
        ];
        var links = CedarJson.Find(root, "templateLinks", where) is { } found ? Links(found, where) : [];
        if (policies.Count + links.Count > Limits.PoliciesMax)
        {
            throw new CedarDataException($"The set has more than {Limits.PoliciesMax} policies.");
        }

        return policies.Select(one => one.Key).Distinct(StringComparer.Ordinal).Count() == policies.Count
            ? new(policies, links)
            : throw new CedarDataException("A policy and a template have the same id.");
    }

    private static IEnumerable<KeyValuePair<string, PolicyText>> Policies(
        JsonElement root, string member, bool areTemplates)
    {
        foreach (var one in CedarJson.Find(root, member, member) is { } found
            ? CedarJson.Properties(found, member)
            : [])
        {
            var policy = Policy(one.Value, one.Name);
            yield return policy.Slots.Count > 0 == areTemplates
                ? KeyValuePair.Create(one.Name, policy)
                : throw new CedarDataException(
                    $"In {member}: {one.Name} is {(areTemplates ? "no" : "a")} template.");
        }
    }

    private static List<PolicyLink> Links(JsonElement json, string where) =>
        json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray().Select(Link)]
            : throw new CedarDataException($"In {where}: the links are a list.");

    private static PolicyLink Link(JsonElement json)
    {
        const string where = "a link";
        ExpressionJson.Only(json, where, "templateId", "newId", "values");
        return new(
            CedarJson.Text(CedarJson.Need(json, "templateId", where), where),
            CedarJson.Text(CedarJson.Need(json, "newId", where), where),
            CedarJson.Properties(CedarJson.Need(json, "values", where), where).ToDictionary(
                one => one.Name, one => ValueReader.ReadUid(one.Value, where), StringComparer.Ordinal));
    }

    private static PolicyText Policy(JsonElement json, string where)
    {
        ExpressionJson.Only(
            json, where, "effect", "principal", "action", "resource", "conditions", "annotations");
        var effect = CedarJson.Text(CedarJson.Need(json, "effect", where), where);
        if (effect is not ("permit" or "forbid"))
        {
            throw new CedarDataException($"In {where}: an effect is permit or forbid.");
        }

        var principal = ScopeJson.Read(json, "principal", RequestPart.Principal, where);
        var action = ScopeJson.ReadAction(json, where);
        var resource = ScopeJson.Read(json, "resource", RequestPart.Resource, where);
        var conditions = Conditions(CedarJson.Need(json, "conditions", where), where);
        return new(
            effect == "permit", Annotations(json, where),
            [.. new[] { principal.Slot, resource.Slot }.OfType<string>()],
            values => new AllOf(
                [.. principal.Tests(values), .. action, .. resource.Tests(values), .. conditions]));
    }

    private static Dictionary<string, string> Annotations(JsonElement json, string where) =>
        CedarJson.Find(json, "annotations", where) is { } found
            ? CedarJson.Properties(found, where).ToDictionary(
                one => one.Name,
                one => one.Value.ValueKind == JsonValueKind.Null ? "" : CedarJson.Text(one.Value, where),
                StringComparer.Ordinal)
            : [];

    private static List<Expression> Conditions(JsonElement json, string where) =>
        json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray().Select(one => Condition(one, where))]
            : throw new CedarDataException($"In {where}: the conditions are a list.");

    private static Expression Condition(JsonElement json, string where)
    {
        ExpressionJson.Only(json, where, "kind", "body");
        var body = ExpressionJson.Read(CedarJson.Need(json, "body", where), where);
        return CedarJson.Text(CedarJson.Need(json, "kind", where), where) switch
        {
            "when" => body,
            "unless" => new Not(body),
            var kind => throw new CedarDataException($"In {where}: there is no condition '{kind}'."),
        };
    }
}
