using System.Text.Json;
using Beholden.Oversight.Cedar.Data;
using Beholden.Oversight.Cedar.Expressions;
using Beholden.Oversight.Cedar.Schemas;
using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Syntax;

/// <summary>The tests of one part of a scope.</summary>
/// <param name="Slot">Of a template; null where there is none.</param>
/// <param name="Tests">Given the value of the slot.</param>
internal sealed record ScopeJson(string? Slot, Func<SlotValues, IEnumerable<Expression>> Tests)
{
    public static ScopeJson Read(JsonElement policy, string name, RequestPart part, string where)
    {
        Variable variable = new(part);
        var json = CedarJson.Need(policy, name, where);
        switch (CedarJson.Text(CedarJson.Need(json, "op", where), where))
        {
            case "All" or "all":
                ExpressionJson.Only(json, where, "op");
                return new(null, _ => []);
            case "==":
                ExpressionJson.Only(json, where, "op", "entity", "slot");
                return Of(json, name, where, uid => new Equality(variable, new Literal(uid), isWanted: true));
            case "in":
                ExpressionJson.Only(json, where, "op", "entity", "slot");
                return Of(json, name, where, uid => new Within(variable, new Literal(uid)));
            case "is":
                ExpressionJson.Only(json, where, "op", "entity_type", "in");
                TypeTest type = new(variable, ExpressionJson.TypeName(json, where));
                if (CedarJson.Find(json, "in", where) is not { } group)
                {
                    return new(null, _ => [type]);
                }

                ExpressionJson.Only(group, where, "entity", "slot");
                var within = Of(group, name, where, uid => new Within(variable, new Literal(uid)));
                return within with { Tests = values => [type, .. within.Tests(values)] };
            case var op:
                throw new CedarDataException($"In {where}: a scope has no '{op}'.");
        }
    }

    public static List<Expression> ReadAction(JsonElement policy, string where)
    {
        Variable variable = new(RequestPart.Action);
        var json = CedarJson.Need(policy, "action", where);
        ExpressionJson.Only(json, where, "op", "entity", "entities");
        var (one, many) = (
            CedarJson.Find(json, "entity", where), CedarJson.Find(json, "entities", where));
        return (CedarJson.Text(CedarJson.Need(json, "op", where), where), one, many) switch
        {
            ("All" or "all", null, null) => [],
            ("==", { } uid, null) =>
                [new Equality(variable, new Literal(Action(uid, where)), isWanted: true)],
            ("in", { } uid, null) => [new Within(variable, new Literal(Action(uid, where)))],
            ("in", null, { ValueKind: JsonValueKind.Array } uids) =>
            [
                new Within(variable, new Literal(
                    new CedarSet(uids.EnumerateArray().Select(uid => Action(uid, where))))),
            ],
            _ => throw new CedarDataException($"In {where}: the action is no scope."),
        };
    }

    private static ScopeJson Of(JsonElement json, string name, string where, Func<EntityUid, Expression> test)
    {
        switch (CedarJson.Find(json, "entity", where), CedarJson.Find(json, "slot", where))
        {
            case ({ } entity, null):
                var uid = ValueReader.ReadUid(entity, where);
                return new(null, _ => [test(uid)]);
            case (null, { } slot) when CedarJson.Text(slot, where) == "?" + name:
                return new("?" + name, values => [test(values["?" + name])]);
            default:
                throw new CedarDataException($"In {where}: an entity or the slot ?{name} is needed.");
        }
    }

    private static EntityUid Action(JsonElement json, string where)
    {
        var uid = ValueReader.ReadUid(json, where);
        return SchemaNames.IsAction(uid.Type)
            ? uid
            : throw new CedarDataException($"In {where}: {uid} is no action.");
    }
}
