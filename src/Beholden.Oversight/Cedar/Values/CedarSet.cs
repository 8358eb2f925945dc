namespace Beholden.Oversight.Cedar.Values;

/// <summary>Values without order and without repetition; possibly of different kinds.</summary>
public sealed record CedarSet : CedarValue
{
    private readonly HashSet<CedarValue> items;
    private readonly int hash;

    public CedarSet(IEnumerable<CedarValue> items)
    {
        this.items = [.. items];

        // A sum does not depend on the order. Kept, since sets inside sets would be walked again.
        hash = this.items.Aggregate(this.items.Count, (sum, item) => unchecked(sum + item.GetHashCode()));
    }

    public override string Kind => "set";

    public IReadOnlySet<CedarValue> Items => items;

    public bool Equals(CedarSet? other) =>
        other is not null && hash == other.hash && items.SetEquals(other.items);

    public override int GetHashCode() => hash;
}
