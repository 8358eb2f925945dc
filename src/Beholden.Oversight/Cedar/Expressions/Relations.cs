using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Expressions;

/// <summary><c>a == b</c> and <c>a != b</c>; values of different kinds differ, and are no error.</summary>
internal sealed class Equality(Expression left, Expression right, bool isWanted) : Expression
{
    public override CedarValue Evaluate(Situation situation) =>
        CedarBool.Of(left.Evaluate(situation).Equals(right.Evaluate(situation)) == isWanted);
}

/// <summary>Which orders are accepted.</summary>
internal enum Order
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary><c>a &lt; b</c> and its kin: two longs, two instants or two durations.</summary>
internal sealed class Comparison(Expression left, Order order, Expression right) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        var comparison = (left.Evaluate(situation), right.Evaluate(situation)) switch
        {
            (CedarLong a, CedarLong b) => a.Value.CompareTo(b.Value),
            (CedarInstant a, CedarInstant b) => a.EpochMs.CompareTo(b.EpochMs),
            (CedarDuration a, CedarDuration b) => a.Milliseconds.CompareTo(b.Milliseconds),
            var (a, b) => throw new EvaluationException($"a {a.Kind} and a {b.Kind} have no order"),
        };
        return CedarBool.Of(Holds(order, comparison));
    }

    /// <param name="comparison">Below, at or above zero.</param>
    public static bool Holds(Order order, int comparison) => order switch
    {
        Order.Less => comparison < 0,
        Order.LessOrEqual => comparison <= 0,
        Order.Greater => comparison > 0,
        _ => comparison >= 0,
    };
}

/// <summary><c>a in b</c>: a is b or has it as an ancestor; b may be a set of entities.</summary>
internal sealed class Within(Expression entity, Expression groups) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        var (member, group) = (entity.Evaluate(situation), groups.Evaluate(situation));
        var uid = Entity(member);
        return CedarBool.Of(group switch
        {
            EntityUid one => situation.Entities.IsWithin(uid, one),
            CedarSet set => IsWithinAny(uid, set, situation.Entities),
            _ => throw EvaluationException.Type("entity or set of entities", group),
        });
    }

    private static bool IsWithinAny(EntityUid uid, CedarSet set, CedarEntities entities)
    {
        // Something else than an entity is an error even where another one would do.
        foreach (var item in set.Items)
        {
            Entity(item);
        }

        return set.Items.Any(item => entities.IsWithin(uid, (EntityUid)item));
    }
}

/// <summary><c>a is T</c>.</summary>
internal sealed class TypeTest(Expression entity, string type) : Expression
{
    public override CedarValue Evaluate(Situation situation) =>
        CedarBool.Of(Entity(entity.Evaluate(situation)).Type == type);
}

/// <summary><c>a like "b*c"</c>.</summary>
/// <param name="pieces">What stands between the stars; one more than there are stars.</param>
internal sealed class Likeness(Expression text, IReadOnlyList<string> pieces) : Expression
{
    public override CedarValue Evaluate(Situation situation) =>
        CedarBool.Of(Matches(Text(text.Evaluate(situation))));

    // The first and last piece are held by the ends; those between are taken as early as possible, which
    // leaves the most for the rest.
    private bool Matches(string value)
    {
        if (pieces.Count == 1)
        {
            return value == pieces[0];
        }

        var (first, last) = (pieces[0], pieces[^1]);
        if (value.Length < first.Length + last.Length
            || !value.StartsWith(first, StringComparison.Ordinal)
            || !value.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = value.AsSpan(first.Length, value.Length - first.Length - last.Length);
        for (var i = 1; i < pieces.Count - 1; i++)
        {
            var found = rest.IndexOf(pieces[i], StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            rest = rest[(found + pieces[i].Length)..];
        }

        return true;
    }
}
