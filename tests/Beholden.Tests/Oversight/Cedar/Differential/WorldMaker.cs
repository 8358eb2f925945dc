using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Beholden.Tests.Oversight.Cedar.Differential;

/// <summary>Entities and requests in JSON, and the schema that they mostly follow.</summary>
internal sealed class WorldMaker(Dice dice, TextMaker texts)
{
    private const string Attributes =
        "{ flag?: Bool, b?: Bool, n?: Long, m?: Long, s?: String, \"odd name ☃\"?: String, e?: U, "
        + "owner?: A::R, set?: Set<Long>, many?: Set<String>, rec?: Rec, d?: decimal, "
        + "ip?: ipaddr, t?: datetime, "
        + "dur?: duration }";

    private const string Schema =
        "type Rec = { n?: Long, s?: String, rec?: { n?: __cedar::Long } };\n"
        + "@doc(\"x\") entity U in [G, U] = " + Attributes + " tags String;\n"
        + "entity G in G " + Attributes + ";\nentity Kind enum [\"one\", \"two\"];\n"
        + "namespace A { entity R, Other in [G] = " + Attributes + " tags Long; }\n"
        + "action all;\naction view, edit in [all, Action::\"none\"] appliesTo {\n"
        + "  principal: [U, G], resource: [A::R], context: " + Attributes + " };\n"
        + "action none appliesTo { principal: U, resource: [A::R], };\n";

    private static readonly (string Name, string Kind)[] Fields =
    [
        ("flag", "bool"), ("b", "bool"), ("n", "long"), ("m", "long"), ("s", "string"),
        ("odd name ☃", "string"),
        ("e", "U"), ("owner", "A::R"), ("set", "longs"), ("many", "strings"), ("rec", "record"),
        ("d", "decimal"),
        ("ip", "ipaddr"), ("t", "datetime"), ("dur", "duration"),
    ];

    public string? SchemaOrNone() => dice.Percent(30) ? Schema : null;

    public string Entities(bool hasSchema)
    {
        JsonArray all = [];
        foreach (var (type, id) in new[]
        {
            ("U", "a"), ("U", "b"), ("U", "c"), ("G", "g"), ("G", "h"), ("A::R", "a"), ("A::R", "☃"),
        })
        {
            if (dice.Percent(75))
            {
                all.Add(Entity(type, id, hasSchema));
            }
        }

        // Without a schema, actions have groups only if they are given as entities.
        if (!hasSchema && dice.Percent(60))
        {
            all.Add(new JsonObject
            {
                ["uid"] = Uid("Action", "view"),
                ["attrs"] = new JsonObject(),
                ["parents"] = new JsonArray(Uid("Action", "all")),
            });
        }

        return all.ToJsonString();
    }

    public string Request(bool hasSchema)
    {
        var action = dice.Of("view", "view", "view", "view", "edit", "all", "none",
            dice.Of("view", "unknown"));

        // By the schema only these two actions have a context.
        var isBare = hasSchema && action is not ("view" or "edit") && dice.Percent(90);
        return new JsonObject
        {
            ["principal"] = dice.Percent(85) ? Uid("U", dice.Of("a", "b", "c", "missing")) : Uid("G", "g"),
            ["action"] = Uid("Action", action),
            ["resource"] = Uid(dice.Percent(95) ? "A::R" : "U", dice.Of("a", "☃", "missing")),
            ["context"] = isBare ? new JsonObject() : Record(hasSchema, isSparse: false),
        }.ToJsonString();
    }

    private static JsonObject Uid(string type, string id) => new() { ["type"] = type, ["id"] = id };

    private JsonObject Entity(string type, string id, bool hasSchema)
    {
        JsonObject entity = new()
        {
            ["uid"] = dice.Percent(90) ? Uid(type, id) : new JsonObject { ["__entity"] = Uid(type, id) },
            ["attrs"] = Record(hasSchema, isSparse: true),
            ["parents"] = new JsonArray([.. Parents(type, id, hasSchema)]),
        };
        if (dice.Percent(40) && type != "G")
        {
            var isText = hasSchema ? type == "U" : dice.Percent(50);
            entity["tags"] = new JsonObject { ["k"] = isText ? texts.Any() : dice.Below(3) };
        }

        return entity;
    }

    // Only towards later names, so that there is no circle; one in two hundred goes the other way.
    private IEnumerable<JsonNode> Parents(string type, string id, bool hasSchema)
    {
        var groups = type switch
        {
            "U" => new[] { ("G", "g"), ("G", "h"), ("U", "c"), ("G", "absent") },
            "G" => id == "g" ? [("G", "h"), ("G", "absent")] : [("G", "absent")],
            _ => hasSchema ? [] : [("G", "g")],
        };
        foreach (var (groupType, groupId) in groups)
        {
            if (dice.Percent(40) && (groupType, groupId) != (type, id))
            {
                yield return Uid(groupType, groupId);
            }
        }

        if (dice.Below(200) == 0)
        {
            yield return Uid("U", "a");
        }
    }

    private JsonObject Record(bool hasSchema, bool isSparse)
    {
        JsonObject record = [];
        foreach (var (name, kind) in Fields)
        {
            if (dice.Percent(isSparse ? 65 : 80))
            {
                record[name] = Value(kind, hasSchema, 2);
            }
        }

        if (dice.Below(300) == 0)
        {
            record["undeclared"] = JsonValue.Create(1);
        }

        return record;
    }

    private JsonNode? Value(string kind, bool hasSchema, int depth)
    {
        if (dice.Below(2500) == 0)
        {
            return dice.Of("null", "1.5", "9223372036854775808", "\"x\"", "{\"__expr\": \"1\"}", "-0",
                "[1, \"a\"]")
                is var odd ? JsonNode.Parse(odd) : null;
        }

        switch (kind)
        {
            case "bool":
                return dice.Percent(50);
            case "long":
                return JsonNode.Parse(
                    dice.Of(dice.Below(5), long.MaxValue, long.MinValue, dice.Any64())
                        .ToString(CultureInfo.InvariantCulture));
            case "string":
                return texts.Any();
            case "U" or "A::R":
                var uid = Uid(kind, dice.Of("a", "b", "c", "☃"));
                return hasSchema && dice.Percent(50) ? uid : new JsonObject { ["__entity"] = uid };
            case "longs":
                return new JsonArray([.. dice.Some(3, () => (JsonNode?)JsonValue.Create(dice.Below(4)))]);
            case "strings":
                return new JsonArray([.. dice.Some(3, () => (JsonNode?)JsonValue.Create(texts.Any()))]);
            case "record":
                return SmallRecord(depth);
            default:
                return Extension(kind, hasSchema);
        }
    }

    private JsonObject SmallRecord(int depth)
    {
        JsonObject record = new() { ["n"] = dice.Below(4) };
        if (depth > 1 && dice.Percent(60))
        {
            record["rec"] = dice.Percent(70) ? new JsonObject { ["n"] = 1 } : new JsonObject();
        }

        return record;
    }

    private JsonNode Extension(string kind, bool hasSchema)
    {
        var text = texts.Valid(kind);
        if (hasSchema && dice.Percent(40))
        {
            return JsonValue.Create(text);
        }

        JsonObject call = new() { ["fn"] = kind == "ipaddr" ? "ip" : kind, ["arg"] = text };
        if (kind == "datetime" && dice.Percent(40))
        {
            call = JsonSerializer.Deserialize<JsonObject>("""
                {"fn": "offset", "args": [{"__extn": {"fn": "datetime", "arg": "1970-01-01"}},
                 {"__extn": {"fn": "duration", "arg": "-5d7ms"}}]}
                """)!;
        }

        return hasSchema && dice.Percent(40) ? call : new JsonObject { ["__extn"] = call };
    }
}
