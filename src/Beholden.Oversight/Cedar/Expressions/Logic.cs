using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Expressions;

/// <summary><c>if a then b else c</c>; the branch not taken is not evaluated.</summary>
internal sealed class Conditional(Expression test, Expression then, Expression otherwise) : Expression
{
    public override CedarValue Evaluate(Situation situation) =>
        (Bool(test.Evaluate(situation)) ? then : otherwise).Evaluate(situation);
}

/// <summary>
/// <c>a &amp;&amp; b &amp;&amp; c</c>, left to right up to the first that is false. Flat, so that a long
/// chain takes no stack.
/// </summary>
internal sealed class AllOf(IReadOnlyList<Expression> parts) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        foreach (var part in parts)
        {
            if (!Bool(part.Evaluate(situation)))
            {
                return CedarBool.False;
            }
        }

        return CedarBool.True;
    }
}

/// <summary><c>a || b || c</c>, left to right up to the first that is true.</summary>
internal sealed class AnyOf(IReadOnlyList<Expression> parts) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        foreach (var part in parts)
        {
            if (Bool(part.Evaluate(situation)))
            {
                return CedarBool.True;
            }
        }

        return CedarBool.False;
    }
}

/// <summary><c>!a</c>.</summary>
internal sealed class Not(Expression inner) : Expression
{
    public override CedarValue Evaluate(Situation situation) =>
        CedarBool.Of(!Bool(inner.Evaluate(situation)));
}
