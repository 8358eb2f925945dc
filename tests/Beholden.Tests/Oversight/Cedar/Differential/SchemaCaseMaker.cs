using System.Text.Json.Nodes;

namespace Beholden.Tests.Oversight.Cedar.Differential;

/// <summary>
/// Random schemas with namespaces, common types and action groups, and entities that fit them or miss by a
/// little. The policies only ask what the schema says: groups of actions, types, attributes.
/// </summary>
internal sealed class SchemaCaseMaker(Dice dice, TextMaker texts)
{
    private static readonly string[] FieldNames = ["x", "y", "if", "two words", "Set"];

    private readonly List<Declared> commonTypes = [];
    private readonly List<MadeEntity> entityTypes = [];
    private readonly Dictionary<string, List<string>> declarations = [];

    /// <param name="Id">Of an enumerated type one that exists.</param>
    private sealed record MadeEntity(string Space, string Name, MadeType Shape, string? Id);

    private sealed record Declared(string Space, string Name, MadeType Type);

    /// <summary>A type as it is written in a namespace, and how a value of it is made.</summary>
    private sealed record MadeType(Func<string, string> Text, Func<JsonNode?> Value);

    public MadeCase Make()
    {
        string[] spaces = ["", "A", "B::C"];
        foreach (var space in spaces)
        {
            declarations[space] = [];
        }

        for (var i = 0; i < 3; i++)
        {
            var type = new Declared(dice.Of(spaces), dice.Of($"T{i}", $"T{i}", $"type_{i}"), Type(2));
            declarations[type.Space].Add($"type {type.Name} = {type.Type.Text(type.Space)};");
            commonTypes.Add(type);
        }

        for (var i = 0; i < 4; i++)
        {
            DeclareEntity(dice.Of(spaces), $"E{i}");
        }

        var actionSpace = dice.Of(spaces);
        var (principal, resource, context) = (dice.Of(entityTypes), dice.Of(entityTypes), Record(2));
        DeclareActions(actionSpace, principal, resource, context);
        var schema = string.Join("\n", spaces.Select(space => space.Length == 0
            ? string.Join("\n", declarations[space])
            : $"namespace {space} {{ {string.Join(" ", declarations[space])} }}"));
        return new(
            Policies(actionSpace, principal), schema, Entities(),
            Request(actionSpace, principal, resource, context), dice.Percent(70));
    }

    private static string Full(MadeEntity type) =>
        Full(type.Space, type.Name);

    private static string Full(string space, string name) => space.Length == 0 ? name : $"{space}::{name}";

    // Short where that is enough, sometimes with the namespace all the same.
    private string Named(string from, string space, string name) =>
        from == space && dice.Percent(70) ? name : Full(space, name);

    private void DeclareEntity(string space, string name)
    {
        if (dice.Percent(15))
        {
            declarations[space].Add(
                $"entity {name} enum [\"one\", \"t\\\"wo\"{(dice.Percent(3) ? "," : "")}];");
            entityTypes.Add(new(space, name, new(_ => "{}", () => new JsonObject()), "one"));
            return;
        }

        var shape = Record(3);
        var groups = entityTypes.Where(one => one.Id is null && dice.Percent(30))
            .Select(one => Named(space, one.Space, one.Name)).ToList();
        var parents = groups.Count == 0 ? "" : groups.Count == 1 && dice.Percent(50)
            ? $" in {groups[0]}" : $" in [{string.Join(", ", groups)}]";
        declarations[space].Add(
            $"{dice.Of("", "@doc(\"x\") ", "@a ")}entity {name}{parents} "
            + $"{dice.Of("= ", "")}{shape.Text(space)}"
            + $"{(dice.Percent(30) ? $" tags {Type(1).Text(space)}" : "")};");
        entityTypes.Add(new(space, name, shape, Id: null));
    }

    private void DeclareActions(
        string space,
        MadeEntity principal,
        MadeEntity resource,
        MadeType context)
    {
        var group = space.Length > 0 && dice.Percent(40) ? "" : space;
        declarations[group].Add($"action {dice.Of("top", "\"top\"")};");
        var top = group == space
            ? dice.Of("top", "\"top\"", $"{Full(space, "Action")}::\"top\"")
            : "Action::\"top\"";
        var (who, what) = (
            Named(space, principal.Space, principal.Name), Named(space, resource.Space, resource.Name));
        declarations[space].Add($"action \"mid dle\" in [{top}];");
        declarations[space].Add(
            "action act, \"other\" in [\"mid dle\"] appliesTo { "
            + $"principal: [{who}], resource: {what}, context: {context.Text(space)}, }};");
    }

    private MadeType Type(int depth) => dice.Below(depth > 0 ? 9 : 6) switch
    {
        0 => new(_ => dice.Of("Long", "__cedar::Long"), () => dice.Below(3)),
        1 => new(_ => dice.Of("String", "__cedar::String"), () => texts.Any()),
        2 => new(_ => dice.Of("Bool", "__cedar::Bool"), () => dice.Percent(50)),
        3 => Extension(dice.Of("decimal", "ipaddr", "datetime", "duration")),
        4 when commonTypes.Count > 0 => Common(dice.Of(commonTypes)),
        5 when entityTypes.Count > 0 => Reference(dice.Of(entityTypes)),
        6 => Set(Type(depth - 1)),
        7 or 8 => Record(depth),
        _ => new(_ => "String", () => "x"),
    };

    private MadeType Extension(string kind) => new(
        _ => dice.Of(kind, $"__cedar::{kind}"),
        () => dice.Percent(50)
            ? texts.Valid(kind)
            : new JsonObject
            {
                ["__extn"] = new JsonObject
                {
                    ["fn"] = kind == "ipaddr" ? "ip" : kind,
                    ["arg"] = texts.Valid(kind),
                },
            });

    private MadeType Common(Declared type) =>
        new(from => Named(from, type.Space, type.Name), type.Type.Value);

    private MadeType Reference(MadeEntity type) => new(
        from => Named(from, type.Space, type.Name),
        () =>
        {
            JsonObject uid = new() { ["type"] = Full(type), ["id"] = type.Id ?? dice.Of("a", "b", "☃") };
            return dice.Percent(50) ? uid : new JsonObject { ["__entity"] = uid };
        });

    private MadeType Set(MadeType items) =>
        new(from => $"Set<{items.Text(from)}>", () => new JsonArray([.. dice.Some(2, items.Value)]));

    private MadeType Record(int depth)
    {
        var fields = FieldNames.Where(_ => dice.Percent(50))
            .Select(name => (Name: name, Type: Type(depth - 1), IsRequired: dice.Percent(50))).ToList();
        return new(
            from => "{ " + string.Join(", ", fields.Select(field =>
                $"{Written(field.Name)}{(field.IsRequired ? "" : "?")}: {field.Type.Text(from)}")) + " }",
            () => new JsonObject(fields.Where(field => dice.Percent(field.IsRequired ? 100 : 60))
                .Select(field => KeyValuePair.Create(field.Name, Wrong() ?? field.Type.Value()))));
    }

    private string Written(string name) =>
        name.Contains(' ', StringComparison.Ordinal) || dice.Percent(name == "if" ? 98 : 30)
            ? texts.Quoted(name)
            : name;

    private JsonNode? Wrong() => dice.Below(250) != 0 ? null : dice.Below(4) switch
    {
        0 => 1,
        1 => "text",
        2 => new JsonArray(),
        _ => new JsonObject(),
    };

    private string Policies(string space, MadeEntity principal) =>
        $"permit(principal, action in {Full(space, "Action")}::\"mid dle\", resource);\n"
        + "permit(principal, action in [Action::\"top\", A::Action::\"top\", B::C::Action::\"top\"],\n"
        + $"resource);\npermit(principal is {Full(principal)}, action, resource)\n"
        + "when { principal has x && principal.x == context.x };\npermit(principal, action, resource)\n"
        + "when { context has \"two words\" && context[\"two words\"] == resource.y };\n"
        + $"permit(principal, action, resource) when {{ principal in {Full(dice.Of(entityTypes))}::\"a\" }};";

    private string Entities()
    {
        JsonArray all = [];
        foreach (var type in entityTypes.Where(_ => dice.Percent(70)))
        {
            all.Add(new JsonObject
            {
                ["uid"] = new JsonObject { ["type"] = Full(type), ["id"] = type.Id ?? "a" },
                ["attrs"] = type.Shape.Value(),
                ["parents"] = dice.Percent(15)
                    ? new JsonArray(new JsonObject { ["type"] = Full(entityTypes[0]), ["id"] = "g" })
                    : new JsonArray(),
            });
        }

        return all.ToJsonString();
    }

    private string Request(
        string space,
        MadeEntity principal,
        MadeEntity resource,
        MadeType context)
    {
        static JsonObject Uid(string type, string id) => new() { ["type"] = type, ["id"] = id };
        return new JsonObject
        {
            ["principal"] = Uid(
                Full(dice.Percent(97) ? principal : dice.Of(entityTypes)), principal.Id ?? "a"),
            ["action"] = Uid(Full(space, "Action"), dice.Of("act", "other", "act", "other", "mid dle")),
            ["resource"] = Uid(Full(resource), resource.Id ?? dice.Of("a", "b")),
            ["context"] = context.Value(),
        }.ToJsonString();
    }
}
