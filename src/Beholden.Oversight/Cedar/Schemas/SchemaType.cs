namespace Beholden.Oversight.Cedar.Schemas;

/// <summary>A type of values, with every name resolved.</summary>
internal abstract record SchemaType;

/// <summary>bool, long, string or an extension's type.</summary>
/// <param name="Kind">As <see cref="Values.CedarValue.Kind"/>.</param>
internal sealed record PlainType(string Kind) : SchemaType
{
    /// <summary>Types that JSON writes as a text or as a call.</summary>
    public bool IsExtension => Kind is "decimal" or "ipaddr" or "datetime" or "duration";

    /// <summary>The function that reads a text as a value of an extension's type.</summary>
    public string Reader => Kind == "ipaddr" ? "ip" : Kind;
}

/// <summary>Entities of one type.</summary>
internal sealed record ReferenceType(string EntityType) : SchemaType;

/// <summary>Sets of one type of items.</summary>
internal sealed record SetType(SchemaType Items) : SchemaType;

/// <summary>Records with these attributes and no other.</summary>
internal sealed record RecordType(IReadOnlyDictionary<string, SchemaAttribute> Attributes) : SchemaType
{
    public static RecordType Empty { get; } = new(new Dictionary<string, SchemaAttribute>());
}

/// <summary>One attribute of a record type.</summary>
internal sealed record SchemaAttribute(SchemaType Type, bool IsRequired);
