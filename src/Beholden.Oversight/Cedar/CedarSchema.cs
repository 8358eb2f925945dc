using Beholden.Oversight.Cedar.Schemas;
using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar;

/// <summary>Which entities, actions and contexts there may be. Does not change.</summary>
public sealed class CedarSchema
{
    private readonly Dictionary<string, HashSet<string>> ancestorTypes;

    internal CedarSchema(
        IReadOnlyDictionary<string, SchemaEntity> entityTypes,
        IReadOnlyDictionary<EntityUid, SchemaAction> actions)
    {
        (EntityTypes, Actions) = (entityTypes, actions);
        ancestorTypes = entityTypes.Keys.ToDictionary(name => name, AncestorTypes, StringComparer.Ordinal);
        ActionEntities =
        [
            .. actions.Values.Select(one => new CedarEntity(one.Uid, CedarRecord.Empty, one.Parents)),
        ];
    }

    internal IReadOnlyDictionary<string, SchemaEntity> EntityTypes { get; }

    internal IReadOnlyDictionary<EntityUid, SchemaAction> Actions { get; }

    /// <summary>
    /// Every action with the groups it is in; they belong to the entities of every request.
    /// </summary>
    public IReadOnlyList<CedarEntity> ActionEntities { get; }

    /// <summary>Reads a schema in Cedar's syntax or, where it begins with a brace, in JSON.</summary>
    /// <exception cref="CedarSyntaxException">It is no schema in Cedar's syntax.</exception>
    /// <exception cref="CedarDataException">It is no schema in JSON, or a name in it means
    /// nothing.</exception>
    public static CedarSchema Parse(string text) => new SchemaResolver(
        text.AsSpan().TrimStart().StartsWith('{') ? SchemaJson.Read(text) : SchemaParser.Read(text))
        .Resolve();

    /// <summary>An entity of the one type may be within one of the other.</summary>
    internal bool MayBeWithin(string type, string group) =>
        ancestorTypes.TryGetValue(type, out var all) && all.Contains(group);

    private HashSet<string> AncestorTypes(string type)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        Stack<string> open = new([type]);
        while (open.TryPop(out var next))
        {
            foreach (var parent in EntityTypes.TryGetValue(next, out var entity) ? entity.Parents : [])
            {
                if (found.Add(parent))
                {
                    open.Push(parent);
                }
            }
        }

        return found;
    }
}
