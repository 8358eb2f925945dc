using System.Text.Json;
using Beholden.Oversight.Cedar.Data;

namespace Beholden.Oversight.Cedar.Schemas;

/// <summary>Reads a schema in JSON: an object of namespaces.</summary>
internal static class SchemaJson
{
    /// <summary>What is declared, by namespace; the empty name is the one outside of all.</summary>
    /// <exception cref="CedarDataException">The text is no such schema.</exception>
    public static Dictionary<string, NamespaceText> Read(string text)
    {
        using var document = CedarJson.Parse(text, "The schema");
        return CedarJson.Properties(document.RootElement, "the schema").ToDictionary(
            one => one.Name, one => ReadNamespace(one.Name, one.Value), StringComparer.Ordinal);
    }

    private static NamespaceText ReadNamespace(string name, JsonElement json)
    {
        NamespaceText read = new();
        var where = $"the namespace '{name}'";
        foreach (var type in Members(json, "commonTypes", where))
        {
            read.CommonTypes[type.Name] = ReadType(type.Value, type.Name);
        }

        foreach (var type in Members(json, "entityTypes", where))
        {
            read.EntityTypes[type.Name] = ReadEntity(type.Value, type.Name);
        }

        foreach (var action in Members(json, "actions", where))
        {
            read.Actions[action.Name] = ReadAction(action.Value, action.Name);
        }

        return read;
    }

    private static IEnumerable<JsonProperty> Members(JsonElement json, string name, string where) =>
        CedarJson.Find(json, name, where) is { } found ? CedarJson.Properties(found, where) : [];

    private static EntityText ReadEntity(JsonElement json, string name)
    {
        var parents = CedarJson.Find(json, "memberOfTypes", name) is { } found
            ? CedarJson.Texts(found, name)
            : [];
        var shape = CedarJson.Find(json, "shape", name) is { } record ? ReadType(record, name)
            : RecordText.Empty;
        var tags = CedarJson.Find(json, "tags", name) is { } type ? ReadType(type, name) : null;
        var ids = CedarJson.Find(json, "enum", name) is { } all ? CedarJson.Texts(all, name) : null;
        return new(parents, shape, tags, ids);
    }

    private static ActionText ReadAction(JsonElement json, string name)
    {
        var parents = CedarJson.Find(json, "memberOf", name) is { ValueKind: JsonValueKind.Array } found
            ? found.EnumerateArray().Select(one => (
                CedarJson.Find(one, "type", name) is { } type ? CedarJson.Text(type, name) : null,
                CedarJson.Text(CedarJson.Need(one, "id", name), name))).ToList()
            : [];
        if (CedarJson.Find(json, "appliesTo", name) is not { } applies)
        {
            return new(parents, Principals: null, Resources: null, RecordText.Empty);
        }

        var context = CedarJson.Find(applies, "context", name);
        return new(
            parents,
            CedarJson.Texts(CedarJson.Need(applies, "principalTypes", name), name),
            CedarJson.Texts(CedarJson.Need(applies, "resourceTypes", name), name),
            context is { } type ? ReadType(type, name) : RecordText.Empty);
    }

    private static TypeText ReadType(JsonElement json, string where)
    {
        var type = CedarJson.Text(CedarJson.Need(json, "type", where), where);
        switch (type)
        {
            case "Set":
                return new SetText(ReadType(CedarJson.Need(json, "element", where), where));
            case "Record":
                return ReadRecord(json, where);
            case "Entity":
                return new NamedText(Name(json, where), MayBeCommon: false);
            case "EntityOrCommon":
                return new NamedText(Name(json, where), MayBeCommon: true);
            case "Extension":
                return SchemaNames.Own(Name(json, where)) is { } kind
                    ? new PlainText(kind)
                    : throw new CedarDataException($"In {where}: there is no such extension type.");
            default:
                return type is "Long" or "String" or "Boolean" or "Bool"
                    ? new PlainText(SchemaNames.Own(type)!)
                    : new NamedText(type, MayBeCommon: true);
        }
    }

    private static string Name(JsonElement json, string where) =>
        CedarJson.Text(CedarJson.Need(json, "name", where), where);

    private static RecordText ReadRecord(JsonElement json, string where) =>
        new(CedarJson.Properties(CedarJson.Need(json, "attributes", where), where).ToDictionary(
            one => one.Name,
            one => new AttributeText(
                ReadType(one.Value, where),
                CedarJson.Find(one.Value, "required", where) is not { ValueKind: JsonValueKind.False }),
            StringComparer.Ordinal));
}
