namespace Beholden.Oversight.Cedar.Values;

/// <summary>Values by name; the context of a request is one.</summary>
public sealed record CedarRecord : CedarValue
{
    private readonly Dictionary<string, CedarValue> attributes;
    private readonly int hash;

    public CedarRecord(IEnumerable<KeyValuePair<string, CedarValue>> attributes)
    {
        this.attributes = new(attributes, StringComparer.Ordinal);
        hash = this.attributes.Aggregate(
            this.attributes.Count,
            (sum, one) => unchecked(sum + HashCode.Combine(one.Key, one.Value)));
    }

    public static CedarRecord Empty { get; } = new([]);

    public override string Kind => "record";

    public IReadOnlyDictionary<string, CedarValue> Attributes => attributes;

    /// <summary>Null where there is none of that name.</summary>
    public CedarValue? Find(string name) => attributes.GetValueOrDefault(name);

    public bool Equals(CedarRecord? other) =>
        other is not null
        && hash == other.hash
        && attributes.Count == other.attributes.Count
        && attributes.All(one => one.Value.Equals(other.Find(one.Key)));

    public override int GetHashCode() => hash;
}
