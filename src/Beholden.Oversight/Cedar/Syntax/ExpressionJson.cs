using System.Text;
using System.Text.Json;
using Beholden.Oversight.Cedar.Data;
using Beholden.Oversight.Cedar.Expressions;
using Beholden.Oversight.Cedar.Schemas;
using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Syntax;

/// <summary>
/// Reads one condition from Cedar's JSON: an object with one member, which is the operator, and in it the
/// operands. A member that means nothing is refused, never passed over.
/// </summary>
internal static class ExpressionJson
{
    private static readonly Dictionary<string, Func<Expression, Expression, Expression>> Operators = new()
    {
        ["=="] = (left, right) => new Equality(left, right, isWanted: true),
        ["!="] = (left, right) => new Equality(left, right, isWanted: false),
        ["<"] = (left, right) => new Comparison(left, Order.Less, right),
        ["<="] = (left, right) => new Comparison(left, Order.LessOrEqual, right),
        [">"] = (left, right) => new Comparison(left, Order.Greater, right),
        [">="] = (left, right) => new Comparison(left, Order.GreaterOrEqual, right),
        ["in"] = (left, right) => new Within(left, right),
        ["&&"] = (left, right) => new AllOf([left, right]),
        ["||"] = (left, right) => new AnyOf([left, right]),
        ["+"] = (left, right) => new Calculation(left, [(ArithmeticSign.Plus, right)]),
        ["-"] = (left, right) => new Calculation(left, [(ArithmeticSign.Minus, right)]),
        ["*"] = (left, right) => new Calculation(left, [(ArithmeticSign.Times, right)]),
        ["contains"] = (left, right) => new Containment(left, right),
        ["containsAll"] = (left, right) => new SetContainment(left, right, needsAll: true),
        ["containsAny"] = (left, right) => new SetContainment(left, right, needsAll: false),
        ["hasTag"] = (left, right) => new TagPresence(left, right),
        ["getTag"] = (left, right) => new Tag(left, right),
    };

    /// <exception cref="CedarDataException">It is no expression; the message says where.</exception>
    public static Expression Read(JsonElement json, string where)
    {
        var (name, body) = Single(json, where);
        if (ExtensionFunction.Find(name) is { } function)
        {
            return new ExtensionCall(function, List(body, where));
        }

        return name switch
        {
            "Value" => new Literal(ValueReader.Read(body, type: null, where)),
            "Var" => new Variable(Part(CedarJson.Text(body, where), where)),
            "Set" => new SetOf(List(body, where)),
            "Record" => new RecordOf(CedarJson.Properties(body, where)
                .ToDictionary(one => one.Name, one => Read(one.Value, where), StringComparer.Ordinal)),
            "!" => new Not(Operand(body, where)),
            "neg" => new Negative(Operand(body, where)),
            "isEmpty" => new Emptiness(Operand(body, where)),
            "." => new AttributeAccess(Left(body, where, "attr"), Attribute(body, where)),
            "has" => new Presence(Left(body, where, "attr"), Path(body, where)),
            "like" => new Likeness(
                Left(body, where, "pattern"), Pattern(CedarJson.Need(body, "pattern", where), where)),
            "is" => TypeTest(body, where),
            "if-then-else" => Conditional(body, where),
            _ => Binary(name, body, where),
        };
    }

    /// <summary>An object may have these members and no others.</summary>
    /// <exception cref="CedarDataException">It has another, or is no object.</exception>
    public static void Only(JsonElement json, string where, params string[] members)
    {
        foreach (var one in CedarJson.Properties(json, where))
        {
            if (!members.Contains(one.Name))
            {
                throw new CedarDataException($"In {where}: '{one.Name}' means nothing there.");
            }
        }
    }

    private static Expression Binary(string name, JsonElement body, string where)
    {
        if (!Operators.TryGetValue(name, out var make))
        {
            throw new CedarDataException($"In {where}: there is no operator '{name}'.");
        }

        return make(Left(body, where, "right"), Read(CedarJson.Need(body, "right", where), where));
    }

    private static Expression TypeTest(JsonElement body, string where)
    {
        Only(body, where, "left", "entity_type", "in");
        var entity = Read(CedarJson.Need(body, "left", where), where);
        TypeTest test = new(entity, TypeName(body, where));
        return CedarJson.Find(body, "in", where) is { } group
            ? new AllOf([test, new Within(entity, Read(group, where))])
            : test;
    }

    /// <summary>The member <c>entity_type</c> of a condition or a scope.</summary>
    public static string TypeName(JsonElement body, string where)
    {
        var name = CedarJson.Text(CedarJson.Need(body, "entity_type", where), where);
        return SchemaNames.IsPath(name)
            ? name
            : throw new CedarDataException($"In {where}: '{name}' is no name of a type.");
    }

    private static Conditional Conditional(JsonElement body, string where)
    {
        Only(body, where, "if", "then", "else");
        Expression Branch(string name) => Read(CedarJson.Need(body, name, where), where);
        return new(Branch("if"), Branch("then"), Branch("else"));
    }

    /// <summary>Reads the member <c>left</c> of an operator that has one more.</summary>
    private static Expression Left(JsonElement body, string where, string other)
    {
        Only(body, where, "left", other);
        return Read(CedarJson.Need(body, "left", where), where);
    }

    private static Expression Operand(JsonElement body, string where)
    {
        Only(body, where, "arg");
        return Read(CedarJson.Need(body, "arg", where), where);
    }

    private static string Attribute(JsonElement body, string where) =>
        CedarJson.Text(CedarJson.Need(body, "attr", where), where);

    /// <summary>One name, or those of <c>a has b.c</c> one after the other.</summary>
    private static List<string> Path(JsonElement body, string where) =>
        CedarJson.Need(body, "attr", where) is not { ValueKind: JsonValueKind.Array } path
            ? [Attribute(body, where)]
            : CedarJson.Texts(path, where) is { Count: > 0 } names
                ? names
                : throw new CedarDataException($"In {where}: 'has' names no attribute.");

    private static List<Expression> List(JsonElement json, string where) =>
        json.ValueKind == JsonValueKind.Array
            ? [.. json.EnumerateArray().Select(one => Read(one, where))]
            : throw new CedarDataException($"In {where}: a list is needed, not {json.ValueKind}.");

    private static RequestPart Part(string name, string where) => name switch
    {
        "principal" => RequestPart.Principal,
        "action" => RequestPart.Action,
        "resource" => RequestPart.Resource,
        "context" => RequestPart.Context,
        _ => throw new CedarDataException($"In {where}: there is no variable '{name}'."),
    };

    /// <summary>The pieces between the wildcards, one more than there are wildcards.</summary>
    private static List<string> Pattern(JsonElement json, string where)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            throw new CedarDataException($"In {where}: a pattern is a list.");
        }

        List<string> pieces = [];
        StringBuilder piece = new();
        foreach (var element in json.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.String)
            {
                Only(element, where, "Literal");
                piece.Append(CedarJson.Text(CedarJson.Need(element, "Literal", where), where));
            }
            else if (CedarJson.Text(element, where) == "Wildcard")
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else
            {
                throw new CedarDataException($"In {where}: '{element}' is no part of a pattern.");
            }
        }

        pieces.Add(piece.ToString());
        return pieces;
    }

    private static (string Name, JsonElement Body) Single(JsonElement json, string where)
    {
        var members = CedarJson.Properties(json, where).ToList();
        return members is [var one]
            ? (one.Name, one.Value)
            : throw new CedarDataException(
                $"In {where}: an expression has one member, not {members.Count}.");
    }
}
