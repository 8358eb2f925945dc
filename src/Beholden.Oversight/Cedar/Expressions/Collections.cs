using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Expressions;

/// <summary><c>[a, b]</c>.</summary>
internal sealed class SetOf(IReadOnlyList<Expression> items) : Expression
{
    public override CedarValue Evaluate(Situation situation) =>
        new CedarSet(items.Select(item => item.Evaluate(situation)));
}

/// <summary><c>{a: 1, "b c": 2}</c>; no name twice.</summary>
internal sealed class RecordOf(IReadOnlyDictionary<string, Expression> attributes) : Expression
{
    public override CedarValue Evaluate(Situation situation) =>
        new CedarRecord(attributes.Select(
            one => KeyValuePair.Create(one.Key, one.Value.Evaluate(situation))));
}

/// <summary><c>a.contains(b)</c>.</summary>
internal sealed class Containment(Expression set, Expression item) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        var (owner, wanted) = (set.Evaluate(situation), item.Evaluate(situation));
        return CedarBool.Of(Set(owner).Items.Contains(wanted));
    }
}

/// <summary><c>a.containsAll(b)</c> and <c>a.containsAny(b)</c>.</summary>
internal sealed class SetContainment(Expression set, Expression items, bool needsAll) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        var (owner, wanted) = (set.Evaluate(situation), items.Evaluate(situation));
        var (all, some) = (Set(owner).Items, Set(wanted).Items);
        return CedarBool.Of(needsAll ? all.IsSupersetOf(some) : all.Overlaps(some));
    }
}

/// <summary><c>a.isEmpty()</c>.</summary>
internal sealed class Emptiness(Expression set) : Expression
{
    public override CedarValue Evaluate(Situation situation) =>
        CedarBool.Of(Set(set.Evaluate(situation)).Items.Count == 0);
}

/// <summary>A function of an extension type with its arguments, the owner of a method first.</summary>
internal sealed class ExtensionCall(ExtensionFunction function, IReadOnlyList<Expression> arguments)
    : Expression
{
    public override CedarValue Evaluate(Situation situation) =>
        function.Call([.. arguments.Select(argument => argument.Evaluate(situation))]);
}
