using Beholden.Oversight.Cedar.Expressions;
using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Syntax;

/// <summary>A policy or template as it was read.</summary>
/// <param name="Slots"><c>?principal</c> and <c>?resource</c> of a template; empty for a policy.</param>
/// <param name="Condition">All tests of scope and clauses in their order, given each slot's value.</param>
internal sealed record PolicyText(
    bool IsPermit,
    IReadOnlyDictionary<string, string> Annotations,
    IReadOnlyList<string> Slots,
    Func<SlotValues, Expression> Condition);

/// <summary>What stands in for the slots of a template.</summary>
internal sealed class SlotValues(IReadOnlyDictionary<string, EntityUid> values)
{
    public static SlotValues None { get; } = new(new Dictionary<string, EntityUid>());

    public EntityUid this[string slot] => values[slot];
}
