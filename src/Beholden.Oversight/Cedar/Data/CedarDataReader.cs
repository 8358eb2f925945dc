using System.Text.Json;
using Beholden.Oversight.Cedar.Schemas;
using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Data;

/// <summary>Reads entities and requests from Cedar's JSON, with a schema or without.</summary>
public static class CedarDataReader
{
    /// <summary>
    /// Reads a list of <c>{"uid", "attrs", "parents", "tags"?}</c>. With a schema its actions are added and
    /// every entity must be as it declares.
    /// </summary>
    /// <exception cref="CedarDataException">Something is not as it must be; the message names it.</exception>
    public static CedarEntities Entities(string json, CedarSchema? schema)
    {
        using var document = CedarJson.Parse(json, "The list of entities");
        var entities = document.RootElement.ValueKind == JsonValueKind.Array
            ? document.RootElement.EnumerateArray().Select(one => Entity(one, schema)).ToList()
            : throw new CedarDataException("The entities are no list.");
        if (schema is null)
        {
            return new(entities);
        }

        Conformance conformance = new(schema);
        foreach (var entity in entities)
        {
            conformance.Check(entity);
        }

        // The schema's own form of an action stands for whatever form was given.
        return new(entities.Where(one => !SchemaNames.IsAction(one.Uid.Type)).Concat(schema.ActionEntities));
    }

    /// <summary>
    /// Reads <c>{"principal", "action", "resource", "context"}</c>; other members are left.
    /// </summary>
    /// <param name="validates">The request must be as the schema declares for its action.</param>
    /// <exception cref="CedarDataException">Something is not as it must be; the message names it.</exception>
    public static CedarRequest Request(string json, CedarSchema? schema, bool validates)
    {
        using var document = CedarJson.Parse(json, "The request");
        return Request(document.RootElement, schema, validates);
    }

    /// <inheritdoc cref="Request(string, CedarSchema, bool)"/>
    internal static CedarRequest Request(JsonElement json, CedarSchema? schema, bool validates)
    {
        EntityUid Uid(string name) => ValueReader.ReadUid(CedarJson.Need(json, name, "the request"), name);
        var action = Uid("action");
        var conformance = schema is null ? null : new Conformance(schema);
        var context = ValueReader.ReadRecord(
            CedarJson.Need(json, "context", "the request"),
            conformance?.Action(action).Context,
            "the context");
        CedarRequest request = new(Uid("principal"), action, Uid("resource"), context);
        if (validates)
        {
            conformance?.Check(request);
        }

        return request;
    }

    private static CedarEntity Entity(JsonElement json, CedarSchema? schema)
    {
        var uid = ValueReader.ReadUid(CedarJson.Need(json, "uid", "an entity"), "the uid of an entity");
        var where = uid.ToString();
        SchemaEntity? type = null;
        schema?.EntityTypes.TryGetValue(uid.Type, out type);
        var parents = CedarJson.Need(json, "parents", where);
        if (parents.ValueKind != JsonValueKind.Array)
        {
            throw new CedarDataException($"The parents of {where} are no list.");
        }

        var tags = CedarJson.Find(json, "tags", where) is { } found
            ? CedarJson.Properties(found, where).Select(
                one => KeyValuePair.Create(one.Name, ValueReader.Read(one.Value, type?.Tags, where)))
            : [];
        return new(
            uid,
            ValueReader.ReadRecord(CedarJson.Need(json, "attrs", where), type?.Attributes, where),
            [.. parents.EnumerateArray().Select(parent => ValueReader.ReadUid(parent, where))],
            new(tags));
    }
}
