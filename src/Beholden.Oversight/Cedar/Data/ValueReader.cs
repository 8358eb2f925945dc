using System.Text.Json;
using Beholden.Oversight.Cedar.Expressions;
using Beholden.Oversight.Cedar.Schemas;
using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Data;

/// <summary>
/// Reads values of entities and contexts. Without a schema, only <c>{"__entity": ..}</c> and
/// <c>{"__extn": ..}</c> are more than what JSON has; a schema's type lets both be left out.
/// </summary>
internal static class ValueReader
{
    /// <param name="type">What the schema wants here; null where it says nothing.</param>
    /// <exception cref="CedarDataException">No value of Cedar, or not to be read as that type.</exception>
    public static CedarValue Read(JsonElement json, SchemaType? type, string where) =>
        (type, json.ValueKind) switch
        {
            (ReferenceType, _) => ReadUid(json, where),
            (PlainType { IsExtension: true } plain, _) => ReadExtension(json, plain, where),
            (SetType set, JsonValueKind.Array) => ReadSet(json, set.Items, where),
            (RecordType record, JsonValueKind.Object) => ReadRecord(json, record, where),
            (SetType or RecordType, _) => throw new CedarDataException(
                $"In {where}: by the schema, a set or record is needed, not {json.ValueKind}."),
            _ => ReadPlain(json, where),
        };

    /// <summary><c>{"type": .., "id": ..}</c>, alone or within <c>__entity</c>.</summary>
    public static EntityUid ReadUid(JsonElement json, string where) =>
        FindUid(json, where) ?? throw new CedarDataException(
            $"In {where}: an entity as {{\"type\": .., \"id\": ..}} is needed.");

    /// <summary>Attributes by name, each of the type that the schema gives it, and no other.</summary>
    public static CedarRecord ReadRecord(JsonElement json, RecordType? type, string where)
    {
        var record = new CedarRecord(CedarJson.Properties(json, where).Select(one =>
        {
            SchemaAttribute? attribute = null;
            return type is not null && !type.Attributes.TryGetValue(one.Name, out attribute)
                ? throw new CedarDataException($"In {where}: the schema has no '{one.Name}' there.")
                : KeyValuePair.Create(one.Name, Read(one.Value, attribute?.Type, where));
        }));
        return type?.Attributes.FirstOrDefault(one => one.Value.IsRequired && record.Find(one.Key) is null)
            is { Key: { } missing }
            ? throw new CedarDataException($"In {where}: the schema wants '{missing}' there.")
            : record;
    }

    private static EntityUid? FindUid(JsonElement json, string where)
    {
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("__entity", out var inner))
        {
            json = inner;
        }

        if (json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String
            || !json.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var name = CedarJson.Text(type, where);
        return SchemaNames.IsPath(name)
            ? new(name, CedarJson.Text(id, where))
            : throw new CedarDataException($"In {where}: '{name}' is no name of a type.");
    }

    private static CedarValue ReadExtension(JsonElement json, PlainType type, string where) => json switch
    {
        { ValueKind: JsonValueKind.Object } when FindCall(json, where) is var (function, arguments) =>
            Call(function, arguments, isTyped: true, where),
        { ValueKind: JsonValueKind.Object } =>
            throw new CedarDataException($"In {where}: a {type.Kind} is needed."),
        _ => Call(ExtensionFunction.Find(type.Reader)!, [json], isTyped: false, where),
    };

    private static CedarValue ReadPlain(JsonElement json, string where)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                return CedarBool.Of(json.GetBoolean());
            case JsonValueKind.String:
                return new CedarString(CedarJson.Text(json, where));
            case JsonValueKind.Number:
                return json.TryGetInt64(out var number) && json.GetRawText() != "-0"
                    ? new CedarLong(number)
                    : throw new CedarDataException($"In {where}: {json} is no whole number of 64 bits.");
            case JsonValueKind.Array:
                return ReadSet(json, items: null, where);
            case JsonValueKind.Object:
                return ReadObject(json, where);
            default:
                throw new CedarDataException($"In {where}: Cedar has no null.");
        }
    }

    private static CedarSet ReadSet(JsonElement json, SchemaType? items, string where) =>
        new(json.EnumerateArray().Select(item => Read(item, items, where)));

    private static CedarValue ReadObject(JsonElement json, string where)
    {
        if (json.TryGetProperty("__expr", out _))
        {
            throw new CedarDataException($"In {where}: __expr is no longer a part of Cedar.");
        }

        if (json.TryGetProperty("__entity", out _) && FindUid(json, where) is { } uid)
        {
            return uid;
        }

        return json.TryGetProperty("__extn", out _) && FindCall(json, where) is var (function, arguments)
            ? Call(function, arguments, isTyped: false, where)
            : ReadRecord(json, type: null, where);
    }

    /// <summary>
    /// <c>{"fn": .., "arg": ..}</c> or <c>{"fn": .., "args": [..]}</c>; null for anything else.
    /// </summary>
    private static (ExtensionFunction Function, List<JsonElement> Arguments)? FindCall(
        JsonElement json, string where)
    {
        if (json.TryGetProperty("__extn", out var inner))
        {
            json = inner;
        }

        if (json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("fn", out var fn) || fn.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        List<JsonElement>? arguments = json.TryGetProperty("arg", out var one) ? [one]
            : json.TryGetProperty("args", out var all) && all.ValueKind == JsonValueKind.Array
                ? [.. all.EnumerateArray()]
                : null;
        var name = CedarJson.Text(fn, where);
        return arguments is null ? null
            : ExtensionFunction.Find(name) is { } function ? (function, arguments)
            : throw new CedarDataException($"In {where}: there is no function {name}.");
    }

    private static CedarValue Call(
        ExtensionFunction function, List<JsonElement> arguments, bool isTyped, string where)
    {
        try
        {
            return function.Call(
            [
                .. arguments.Select((argument, i) => Read(
                    argument,
                    isTyped && i < function.Kinds.Count ? new PlainType(function.Kinds[i]) : null,
                    where)),
            ]);
        }
        catch (EvaluationException e)
        {
            throw new CedarDataException($"In {where}: {e.Message}.", e);
        }
    }
}
