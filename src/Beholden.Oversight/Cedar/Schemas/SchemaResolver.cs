using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Schemas;

/// <summary>
/// Gives every name in a schema its meaning. A short name is looked for in its own namespace, then outside
/// of all; in each first among the common types, then among the entity types; last among Cedar's own.
/// </summary>
internal sealed class SchemaResolver(IReadOnlyDictionary<string, NamespaceText> namespaces)
{
    private readonly Dictionary<string, (string Space, TypeText Type)> commonTypes = namespaces
        .SelectMany(space => space.Value.CommonTypes.Select(type => KeyValuePair.Create(
            SchemaNames.Within(space.Key, type.Key), (space.Key, type.Value))))
        .ToDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, (string Space, EntityText Type)> entityTypes = namespaces
        .SelectMany(space => space.Value.EntityTypes.Select(type => KeyValuePair.Create(
            SchemaNames.Within(space.Key, type.Key), (space.Key, type.Value))))
        .ToDictionary(StringComparer.Ordinal);

    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaType> resolved = new(StringComparer.Ordinal);

    /// <exception cref="CedarDataException">A name means nothing, or a common type contains
    /// itself.</exception>
    public CedarSchema Resolve()
    {
        var types = entityTypes.ToDictionary(
            one => one.Key, one => Entity(one.Value.Space, one.Key, one.Value.Type), StringComparer.Ordinal);
        var actions = namespaces
            .SelectMany(space => space.Value.Actions.Select(
                action => Action(space.Key, action.Key, action.Value)))
            .ToDictionary(action => action.Uid);
        foreach (var action in actions.Values)
        {
            if (action.Parents.FirstOrDefault(parent => !actions.ContainsKey(parent)) is { } unknown)
            {
                throw new CedarDataException($"The schema does not declare {unknown}.");
            }
        }

        return new(types, actions);
    }

    private SchemaEntity Entity(string space, string name, EntityText entity) => new(
        [.. entity.Parents.Select(parent => EntityName(space, parent))],
        Record(space, entity.Shape, name),
        entity.Tags is null ? null : Type(space, entity.Tags),
        entity.Ids?.ToHashSet(StringComparer.Ordinal));

    private SchemaAction Action(string space, string id, ActionText action)
    {
        EntityUid uid = new(SchemaNames.Within(space, "Action"), id);
        return new(
            uid,
            [.. action.Parents.Select(parent => new EntityUid(ActionType(space, parent), parent.Id))],
            EntityNames(space, action.Principals),
            EntityNames(space, action.Resources),
            Record(space, action.Context, uid.ToString()));
    }

    // "Action" alone is the own namespace's, or the one outside of all where only that has the action.
    private string ActionType(string space, (string? Type, string Id) action)
    {
        var own = SchemaNames.Within(space, "Action");
        return action.Type is { } type && type != "Action" ? type
            : namespaces[space].Actions.ContainsKey(action.Id) ? own
            : action.Type is not null && namespaces.TryGetValue("", out var outside)
                && outside.Actions.ContainsKey(action.Id) ? "Action"
            : own;
    }

    private RecordType Record(string space, TypeText type, string where) =>
        Type(space, type) as RecordType
        ?? throw new CedarDataException($"In the schema, {where} needs a record type.");

    private SchemaType Type(string space, TypeText type) => type switch
    {
        PlainText plain => new PlainType(plain.Kind),
        SetText set => new SetType(Type(space, set.Items)),
        RecordText record => new RecordType(record.Attributes.ToDictionary(
            one => one.Key,
            one => new SchemaAttribute(Type(space, one.Value.Type), one.Value.IsRequired),
            StringComparer.Ordinal)),
        NamedText { MayBeCommon: false } named => new ReferenceType(EntityName(space, named.Name)),
        NamedText named => Named(space, named.Name),
        _ => throw new CedarDataException("The schema has a type that cannot be resolved."),
    };

    private SchemaType Named(string space, string name)
    {
        foreach (var candidate in Candidates(space, name))
        {
            if (commonTypes.ContainsKey(candidate))
            {
                return CommonType(candidate);
            }

            if (entityTypes.ContainsKey(candidate))
            {
                return new ReferenceType(candidate);
            }
        }

        var own = name.StartsWith("__cedar::", StringComparison.Ordinal) ? name["__cedar::".Length..] : name;
        return SchemaNames.Own(own) is { } kind
            ? new PlainType(kind)
            : throw new CedarDataException($"The schema does not declare the type {name}.");
    }

    private SchemaType CommonType(string name)
    {
        if (resolved.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!open.Add(name))
        {
            throw new CedarDataException($"In the schema, the type {name} contains itself.");
        }

        var (space, type) = commonTypes[name];
        return resolved[name] = Type(space, type);
    }

    private HashSet<string> EntityNames(string space, IReadOnlyList<string>? names) =>
        (names ?? []).Select(name => EntityName(space, name)).ToHashSet(StringComparer.Ordinal);

    private string EntityName(string space, string name) =>
        Candidates(space, name).FirstOrDefault(entityTypes.ContainsKey)

        // Actions are entities too, though no type of theirs is declared.
        ?? Candidates(space, name).FirstOrDefault(IsActionType)
        ?? throw new CedarDataException($"The schema does not declare the entity type {name}.");

    private bool IsActionType(string name) => namespaces.Any(
        space => space.Value.Actions.Count > 0 && SchemaNames.Within(space.Key, "Action") == name);

    private static IEnumerable<string> Candidates(string space, string name) =>
        space.Length == 0 || name.Contains("::", StringComparison.Ordinal)
            ? [name]
            : [SchemaNames.Within(space, name), name];
}
