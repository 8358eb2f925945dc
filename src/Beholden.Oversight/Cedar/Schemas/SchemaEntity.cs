using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Schemas;

/// <summary>A declared entity type.</summary>
/// <param name="Tags">Type of every tag; null where it may have none.</param>
/// <param name="Ids">Of an enumerated type all ids that exist; else null.</param>
internal sealed record SchemaEntity(
    IReadOnlyList<string> Parents, RecordType Attributes, SchemaType? Tags, IReadOnlySet<string>? Ids);

/// <summary>A declared action.</summary>
internal sealed record SchemaAction(
    EntityUid Uid,
    IReadOnlyList<EntityUid> Parents,
    IReadOnlySet<string> Principals,
    IReadOnlySet<string> Resources,
    RecordType Context);
