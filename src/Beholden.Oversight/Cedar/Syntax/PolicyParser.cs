using Beholden.Oversight.Cedar.Expressions;
using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Syntax;

/// <summary>Reads a text of policies and templates.</summary>
internal sealed class PolicyParser
{
    private readonly TokenReader reader;
    private readonly ExpressionParser expressions;
    private string? slots;

    private PolicyParser(string text)
    {
        reader = new(text);
        expressions = new(reader);
    }

    /// <summary>All policies in their order, without ids.</summary>
    /// <exception cref="CedarSyntaxException">The text is none, or has too many policies.</exception>
    public static List<PolicyText> Read(string text)
    {
        PolicyParser parser = new(text);
        List<PolicyText> policies = [];
        while (!parser.reader.IsAtEnd)
        {
            policies.Add(parser.ReadPolicy());
            if (policies.Count > Limits.PoliciesMax)
            {
                throw new CedarSyntaxException($"The text has more than {Limits.PoliciesMax} policies.");
            }
        }

        return policies;
    }

    private PolicyText ReadPolicy()
    {
        slots = null;
        var annotations = ReadAnnotations();
        var effect = reader.Current;
        if (!effect.IsWord("permit") && !effect.IsWord("forbid"))
        {
            throw reader.Wanted("'permit' or 'forbid'");
        }

        reader.Take();
        reader.Need("(");
        var principal = ReadScope("principal", RequestPart.Principal);
        reader.Need(",");
        var action = ReadActionScope();
        reader.Need(",");
        var resource = ReadScope("resource", RequestPart.Resource);
        reader.TryTake(",");
        reader.Need(")");
        var conditions = ReadConditions();
        return new(
            effect.Text == "permit", annotations, slots?.Split(',') ?? [],
            values => new AllOf([.. principal(values), .. action, .. resource(values), .. conditions]));
    }

    private Dictionary<string, string> ReadAnnotations()
    {
        Dictionary<string, string> annotations = new(StringComparer.Ordinal);
        while (reader.TryTake("@"))
        {
            // Any word, reserved ones too.
            var name = reader.Current;
            if (name.Kind != TokenKind.Word)
            {
                throw reader.Wanted("the name of an annotation");
            }

            reader.Take();
            var value = "";
            if (reader.TryTake("("))
            {
                value = reader.NeedText();
                reader.Need(")");
            }

            if (!annotations.TryAdd(name.Text, value))
            {
                throw reader.Error(name, $"the annotation @{name.Text} stands twice");
            }
        }

        return annotations;
    }

    /// <summary>The tests of one part of the scope, given the values of a template's slots.</summary>
    private Func<SlotValues, IEnumerable<Expression>> ReadScope(string name, RequestPart part)
    {
        reader.NeedWord(name);
        Variable variable = new(part);
        List<Expression> tests = [];
        var isTyped = reader.TryTakeWord("is");
        if (isTyped)
        {
            tests.Add(new TypeTest(variable, reader.NeedPath()));
        }

        var isEqual = !isTyped && reader.TryTake("==");
        if (!isEqual && !reader.TryTakeWord("in"))
        {
            return _ => tests;
        }

        Expression Test(EntityUid uid) => isEqual
            ? new Equality(variable, new Literal(uid), isWanted: true)
            : new Within(variable, new Literal(uid));
        if (reader.Current.Kind != TokenKind.Slot)
        {
            var uid = ReadUid();
            return _ => [.. tests, Test(uid)];
        }

        var slot = reader.Take();
        if (slot.Text != "?" + name)
        {
            throw reader.Error(slot, $"only ?{name} may stand here");
        }

        slots = slots is null ? slot.Text : $"{slots},{slot.Text}";
        return values => [.. tests, Test(values[slot.Text])];
    }

    private List<Expression> ReadActionScope()
    {
        reader.NeedWord("action");
        Variable variable = new(RequestPart.Action);
        if (reader.TryTake("=="))
        {
            return [new Equality(variable, new Literal(ReadAction()), isWanted: true)];
        }

        return reader.TryTakeWord("in") ? [new Within(variable, ReadActions())] : [];
    }

    private Literal ReadActions()
    {
        if (reader.Current.Is("(") && (reader.Following.Is("[") || reader.Following.Is("(")))
        {
            reader.Take();
            var inner = ReadActions();
            reader.Need(")");
            return inner;
        }

        return new(reader.TryTake("[")
            ? new CedarSet(reader.List("]", ReadAction))
            : ReadAction());
    }

    private EntityUid ReadAction()
    {
        var token = reader.Current;
        var uid = ReadUid();
        return uid.Type == "Action" || uid.Type.EndsWith("::Action", StringComparison.Ordinal)
            ? uid
            : throw reader.Error(token, $"{uid} is no action");
    }

    private EntityUid ReadUid()
    {
        var brackets = 0;
        while (reader.TryTake("("))
        {
            brackets++;
        }

        var type = reader.NeedPath();
        reader.Need("::");
        EntityUid uid = new(type, reader.NeedText());
        for (; brackets > 0; brackets--)
        {
            reader.Need(")");
        }

        return uid;
    }

    private List<Expression> ReadConditions()
    {
        List<Expression> conditions = [];
        while (!reader.TryTake(";"))
        {
            var isUnless = reader.TryTakeWord("unless");
            if (!isUnless && !reader.TryTakeWord("when"))
            {
                throw reader.Wanted("'when', 'unless' or ';'");
            }

            reader.Need("{");
            var condition = expressions.Read();
            reader.Need("}");
            conditions.Add(isUnless ? new Not(condition) : condition);
        }

        return conditions;
    }
}
