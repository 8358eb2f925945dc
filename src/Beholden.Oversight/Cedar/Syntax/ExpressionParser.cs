using System.Globalization;
using System.Runtime.CompilerServices;
using Beholden.Oversight.Cedar.Expressions;
using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Syntax;

/// <summary>
/// Reads one condition. From loose to tight: if, <c>||</c>, <c>&amp;&amp;</c>, relations (at most one
/// without brackets), sums, products, signs, members.
/// </summary>
internal sealed class ExpressionParser(TokenReader reader)
{
    // What the official grammar allows of each sign in front of one value.
    private const int SignsMax = 4;

    private int depth;

    /// <exception cref="CedarSyntaxException">No expression, or one nested too deep.</exception>
    public Expression Read()
    {
        if (++depth > Limits.NestingMax || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw reader.Error(reader.Current, $"more than {Limits.NestingMax} levels inside each other");
        }

        var read = reader.TryTakeWord("if") ? ReadConditional() : ReadAny();
        depth--;
        return read;
    }

    private Conditional ReadConditional()
    {
        var test = Read();
        reader.NeedWord("then");
        var then = Read();
        reader.NeedWord("else");
        return new(test, then, Read());
    }

    private Expression ReadAny()
    {
        var first = ReadAll();
        if (!reader.Current.Is("||"))
        {
            return first;
        }

        List<Expression> parts = [first];
        while (reader.TryTake("||"))
        {
            parts.Add(ReadAll());
        }

        return new AnyOf(parts);
    }

    private Expression ReadAll()
    {
        var first = ReadRelation();
        if (!reader.Current.Is("&&"))
        {
            return first;
        }

        List<Expression> parts = [first];
        while (reader.TryTake("&&"))
        {
            parts.Add(ReadRelation());
        }

        return new AllOf(parts);
    }

    private Expression ReadRelation()
    {
        var left = ReadSum();
        var token = reader.Current;
        switch (token.Kind == TokenKind.Sign || token.Kind == TokenKind.Word ? token.Text : "")
        {
            case "==" or "!=":
                reader.Take();
                return new Equality(left, ReadSum(), token.Text == "==");
            case "<" or "<=" or ">" or ">=":
                reader.Take();
                return new Comparison(left, OrderOf(token.Text), ReadSum());
            case "in":
                reader.Take();
                return new Within(left, ReadSum());
            case "has":
                reader.Take();
                return new Presence(left, ReadHasPath());
            case "like":
                reader.Take();
                return new Likeness(left, ReadPattern());
            case "is":
                reader.Take();
                return ReadTypeTest(left);
            default:
                return left;
        }
    }

    private static Order OrderOf(string sign) => sign switch
    {
        "<" => Order.Less,
        "<=" => Order.LessOrEqual,
        ">" => Order.Greater,
        _ => Order.GreaterOrEqual,
    };

    private List<string> ReadHasPath()
    {
        if (reader.Current.Kind == TokenKind.Text)
        {
            return [reader.NeedText()];
        }

        List<string> path = [reader.NeedName()];
        while (reader.TryTake("."))
        {
            path.Add(reader.NeedName());
        }

        return path;
    }

    private IReadOnlyList<string> ReadPattern()
    {
        if (reader.Current.Kind != TokenKind.Text)
        {
            throw reader.Wanted("a pattern in quotes");
        }

        var token = reader.Take();
        return Escapes.ResolvePattern(token.Text)
            ?? throw reader.Error(token, "an escape in the pattern is unknown or names no character");
    }

    private Expression ReadTypeTest(Expression entity)
    {
        TypeTest test = new(entity, reader.NeedPath());
        return reader.TryTakeWord("in") ? new AllOf([test, new Within(entity, ReadSum())]) : test;
    }

    private Expression ReadSum() => ReadChain(
        ReadProduct, sign => sign == "+" ? ArithmeticSign.Plus : sign == "-" ? ArithmeticSign.Minus : null);

    private Expression ReadProduct() => ReadChain(
        ReadSigned, sign => sign == "*" ? ArithmeticSign.Times : null);

    private Expression ReadChain(Func<Expression> readTerm, Func<string, ArithmeticSign?> signOf)
    {
        var first = readTerm();
        List<(ArithmeticSign, Expression)>? steps = null;
        while (reader.Current.Kind == TokenKind.Sign && signOf(reader.Current.Text) is { } sign)
        {
            reader.Take();
            (steps ??= []).Add((sign, readTerm()));
        }

        return steps is null ? first : new Calculation(first, steps);
    }

    private Expression ReadSigned()
    {
        var sign = reader.Current;
        if (!sign.Is("!") && !sign.Is("-"))
        {
            return ReadMember();
        }

        var count = 0;
        while (reader.TryTake(sign.Text))
        {
            count++;
        }

        if (count > SignsMax)
        {
            throw reader.Error(sign, $"more than {SignsMax} of '{sign.Text}' in a row");
        }

        // The lowest number can only be written with its sign.
        var isNumber = sign.Is("-") && reader.Current.Kind == TokenKind.Number && !IsAccess(reader.Following);
        var value = isNumber ? ReadNegativeNumber(ref count) : ReadMember();
        for (; count > 0; count--)
        {
            value = sign.Is("!") ? new Not(value) : new Negative(value);
        }

        return value;
    }

    private static bool IsAccess(Token token) => token.Is(".") || token.Is("[") || token.Is("(");

    private Literal ReadNegativeNumber(ref int count)
    {
        count--;
        var token = reader.Take();
        return long.TryParse(
            "-" + token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? new(new CedarLong(value))
            : throw reader.Error(token, "the number does not fit 64 bits");
    }

    private Expression ReadMember()
    {
        var value = ReadPrimary();
        for (var accesses = depth; IsAccess(reader.Current); accesses++)
        {
            if (accesses > Limits.NestingMax)
            {
                throw reader.Error(reader.Current, $"more than {Limits.NestingMax} accesses in a row");
            }

            value = ReadAccess(value);
        }

        return value;
    }

    private Expression ReadAccess(Expression owner)
    {
        if (reader.TryTake("["))
        {
            var name = reader.NeedText();
            reader.Need("]");
            return new AttributeAccess(owner, name);
        }

        reader.Need(".");
        var token = reader.Current;
        var member = reader.NeedName();
        return reader.TryTake("(")
            ? Method(token, owner, member, reader.List(")", Read))
            : new AttributeAccess(owner, member);
    }

    private Expression Method(Token token, Expression owner, string name, List<Expression> arguments)
    {
        Expression One() => arguments.Count == 1
            ? arguments[0]
            : throw reader.Error(token, $"{name} takes one argument");
        switch (name)
        {
            case "contains":
                return new Containment(owner, One());
            case "containsAll":
                return new SetContainment(owner, One(), needsAll: true);
            case "containsAny":
                return new SetContainment(owner, One(), needsAll: false);
            case "hasTag":
                return new TagPresence(owner, One());
            case "getTag":
                return new Tag(owner, One());
            case "isEmpty":
                return arguments.Count == 0
                    ? new Emptiness(owner)
                    : throw reader.Error(token, "isEmpty takes no argument");
            default:
                return ExtensionFunction.Find(name) is { IsMethod: true } function
                    ? new ExtensionCall(function, [owner, .. arguments])
                    : throw reader.Error(token, $"there is no method {name}");
        }
    }

    private Expression ReadPrimary()
    {
        var token = reader.Current;
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new Literal(new CedarString(reader.NeedText()));
            case TokenKind.Number:
                reader.Take();
                return long.TryParse(
                    token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? new Literal(new CedarLong(number))
                    : throw reader.Error(token, "the number does not fit 64 bits");
            case TokenKind.Word:
                return ReadWord(token);
        }

        if (reader.TryTake("("))
        {
            var inner = Read();
            reader.Need(")");
            return inner;
        }

        if (reader.TryTake("["))
        {
            return new SetOf(reader.List("]", Read));
        }

        reader.Need("{");
        return ReadRecord();
    }

    private Expression ReadWord(Token token)
    {
        if (token.Text is "true" or "false" && !reader.Following.Is("::"))
        {
            reader.Take();
            return new Literal(CedarBool.Of(token.Text == "true"));
        }

        var path = reader.NeedPath();
        if (reader.TryTake("::"))
        {
            return new Literal(new EntityUid(path, reader.NeedText()));
        }

        if (reader.TryTake("("))
        {
            return ExtensionFunction.Find(path) is { IsMethod: false } function
                ? new ExtensionCall(function, reader.List(")", Read))
                : throw reader.Error(token, $"there is no function {path}");
        }

        return path switch
        {
            "principal" => new Variable(RequestPart.Principal),
            "action" => new Variable(RequestPart.Action),
            "resource" => new Variable(RequestPart.Resource),
            "context" => new Variable(RequestPart.Context),
            _ => throw reader.Error(token, $"'{path}' means nothing here"),
        };
    }

    private RecordOf ReadRecord()
    {
        Dictionary<string, Expression> attributes = new(StringComparer.Ordinal);
        reader.List("}", () =>
        {
            var token = reader.Current;
            var name = token.Kind == TokenKind.Text ? reader.NeedText() : reader.NeedName();
            reader.Need(":");
            return attributes.TryAdd(name, Read())
                ? name
                : throw reader.Error(token, $"the attribute {name} stands twice");
        });
        return new(attributes);
    }
}
