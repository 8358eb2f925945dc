using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Expressions;

/// <summary><c>-a</c>; the lowest number has no opposite.</summary>
internal sealed class Negative(Expression inner) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        var value = Long(inner.Evaluate(situation));
        return value == long.MinValue
            ? throw new EvaluationException("the opposite does not fit 64 bits")
            : new CedarLong(-value);
    }
}

/// <summary>What one step of a calculation does with the result so far.</summary>
internal enum ArithmeticSign
{
    Plus,
    Minus,
    Times,
}

/// <summary><c>a + b - c</c> or <c>a * b * c</c>, left to right, each result within 64 bits.</summary>
internal sealed class Calculation(
    Expression first, IReadOnlyList<(ArithmeticSign Sign, Expression Term)> steps) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        var result = Long(first.Evaluate(situation));
        foreach (var (sign, term) in steps)
        {
            var value = Long(term.Evaluate(situation));
            var wide = sign switch
            {
                ArithmeticSign.Plus => (Int128)result + value,
                ArithmeticSign.Minus => (Int128)result - value,
                _ => (Int128)result * value,
            };
            result = wide >= long.MinValue && wide <= long.MaxValue
                ? (long)wide
                : throw new EvaluationException("a result does not fit 64 bits");
        }

        return new CedarLong(result);
    }
}
