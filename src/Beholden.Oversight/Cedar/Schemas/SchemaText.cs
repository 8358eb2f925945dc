namespace Beholden.Oversight.Cedar.Schemas;

/// <summary>A type as it is written; names may be shortened.</summary>
internal abstract record TypeText;

/// <summary>A common type, an entity type, or one of Cedar's own.</summary>
/// <param name="MayBeCommon">false where only an entity type is meant.</param>
internal sealed record NamedText(string Name, bool MayBeCommon) : TypeText;

/// <summary>One of Cedar's own types, whatever the schema declares.</summary>
internal sealed record PlainText(string Kind) : TypeText;

internal sealed record SetText(TypeText Items) : TypeText;

internal sealed record RecordText(IReadOnlyDictionary<string, AttributeText> Attributes) : TypeText
{
    public static RecordText Empty { get; } = new(new Dictionary<string, AttributeText>());
}

internal sealed record AttributeText(TypeText Type, bool IsRequired);

/// <summary>An entity type as it is written.</summary>
/// <param name="Ids">Of an enumerated type all ids that exist; else null.</param>
internal sealed record EntityText(
    IReadOnlyList<string> Parents, TypeText Shape, TypeText? Tags, IReadOnlyList<string>? Ids);

/// <summary>An action as it is written.</summary>
/// <param name="Parents">Action groups; without a type in the action's own namespace.</param>
/// <param name="Principals">Null where the action applies to nothing.</param>
internal sealed record ActionText(
    IReadOnlyList<(string? Type, string Id)> Parents,
    IReadOnlyList<string>? Principals,
    IReadOnlyList<string>? Resources,
    TypeText Context);

/// <summary>Everything that is declared in one namespace.</summary>
internal sealed class NamespaceText
{
    public Dictionary<string, TypeText> CommonTypes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, EntityText> EntityTypes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ActionText> Actions { get; } = new(StringComparer.Ordinal);
}
