using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar;

/// <summary>The entities of a request, with every ancestor of each. Does not change.</summary>
public sealed class CedarEntities
{
    private readonly Dictionary<EntityUid, CedarEntity> entities = [];
    private readonly Dictionary<EntityUid, HashSet<EntityUid>> ancestors = [];

    /// <param name="entities">No two of one name, except equal ones.</param>
    /// <exception cref="CedarDataException">Two differ under one name, or one is its own
    /// ancestor.</exception>
    public CedarEntities(IEnumerable<CedarEntity> entities)
    {
        foreach (var entity in entities)
        {
            if (!this.entities.TryAdd(entity.Uid, entity) && !AreSame(entity, this.entities[entity.Uid]))
            {
                throw new CedarDataException($"The entity {entity.Uid} stands twice and differs.");
            }
        }

        foreach (var uid in this.entities.Keys)
        {
            ancestors[uid] = AncestorsOf(uid);
        }
    }

    public static CedarEntities Empty { get; } = new([]);

    public IReadOnlyCollection<CedarEntity> All => entities.Values;

    /// <summary>Null where the entity is not given.</summary>
    public CedarEntity? Find(EntityUid uid) => entities.GetValueOrDefault(uid);

    /// <summary>It is the group, or is in it directly or through others.</summary>
    public bool IsWithin(EntityUid uid, EntityUid group) =>
        uid == group || (ancestors.TryGetValue(uid, out var all) && all.Contains(group));

    // A walk with a list of its own: parents may be thousands deep.
    private HashSet<EntityUid> AncestorsOf(EntityUid uid)
    {
        HashSet<EntityUid> found = [];
        Stack<EntityUid> open = new(entities[uid].Parents);
        while (open.TryPop(out var next))
        {
            if (next == uid)
            {
                throw new CedarDataException($"The entity {uid} is its own ancestor.");
            }

            if (found.Add(next) && entities.TryGetValue(next, out var parent))
            {
                foreach (var grandparent in parent.Parents)
                {
                    open.Push(grandparent);
                }
            }
        }

        return found;
    }

    private static bool AreSame(CedarEntity one, CedarEntity other) =>
        one.Attributes == other.Attributes
        && one.Tags == other.Tags
        && one.Parents.ToHashSet().SetEquals(other.Parents);
}
