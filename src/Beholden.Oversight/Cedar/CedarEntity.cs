using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar;

/// <summary>What is known of one entity.</summary>
/// <param name="Parents">The groups it is directly in; they need not exist themselves.</param>
public sealed record CedarEntity(
    EntityUid Uid, CedarRecord Attributes, IReadOnlyCollection<EntityUid> Parents, CedarRecord Tags)
{
    public CedarEntity(EntityUid uid, CedarRecord attributes, IReadOnlyCollection<EntityUid> parents)
        : this(uid, attributes, parents, CedarRecord.Empty)
    {
    }
}
