using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Schemas;

/// <summary>Whether entities and requests are what a schema declares.</summary>
internal sealed class Conformance(CedarSchema schema)
{
    /// <exception cref="CedarDataException">The entity is not as declared.</exception>
    public void Check(CedarEntity entity)
    {
        var uid = entity.Uid;
        if (SchemaNames.IsAction(uid.Type))
        {
            CheckAction(entity);
            return;
        }

        CheckId(uid);
        if (!schema.EntityTypes.TryGetValue(uid.Type, out var type))
        {
            throw new CedarDataException($"The schema does not declare the type of {uid}.");
        }

        if (entity.Parents.FirstOrDefault(p => !schema.MayBeWithin(uid.Type, p.Type)) is { } parent)
        {
            throw new CedarDataException($"By the schema, {uid} cannot be within {parent}.");
        }

        foreach (var parentId in entity.Parents)
        {
            CheckId(parentId);
        }

        Check(entity.Attributes, type.Attributes, $"an attribute of {uid}");
        foreach (var tag in entity.Tags.Attributes)
        {
            Check(
                tag.Value,
                type.Tags ?? throw new CedarDataException($"By the schema, {uid} cannot have tags."),
                $"the tag {tag.Key} of {uid}");
        }
    }

    /// <exception cref="CedarDataException">The request is not as declared for its action.</exception>
    public void Check(CedarRequest request)
    {
        var action = Action(request.Action);
        foreach (var (uid, types) in new[]
        {
            (request.Principal, action.Principals), (request.Resource, action.Resources),
        })
        {
            if (!types.Contains(uid.Type))
            {
                throw new CedarDataException($"{uid} does not go with {action.Uid}, by the schema.");
            }

            CheckId(uid);
        }

        Check(request.Context, action.Context, "the context");
    }

    /// <exception cref="CedarDataException">The schema does not declare the action.</exception>
    public SchemaAction Action(EntityUid uid) =>
        schema.Actions.GetValueOrDefault(uid)
        ?? throw new CedarDataException($"The schema does not declare {uid}.");

    private void CheckAction(CedarEntity entity)
    {
        // Also groups of groups may be given as parents, all or none of them.
        var declared = Action(entity.Uid).Parents.ToHashSet();
        var isSame = entity.Attributes.Attributes.Count == 0 && entity.Tags.Attributes.Count == 0
            && declared.IsSubsetOf(entity.Parents)
            && entity.Parents.All(parent => IsGroupOf(entity.Uid, parent));
        if (!isSame)
        {
            throw new CedarDataException($"{entity.Uid} differs from what the schema declares.");
        }
    }

    private bool IsGroupOf(EntityUid uid, EntityUid group)
    {
        HashSet<EntityUid> seen = [];
        Stack<EntityUid> open = new(Action(uid).Parents);
        while (open.TryPop(out var next))
        {
            if (next == group)
            {
                return true;
            }

            foreach (var parent in seen.Add(next) ? Action(next).Parents : [])
            {
                open.Push(parent);
            }
        }

        return false;
    }

    private void Check(CedarValue value, SchemaType type, string where)
    {
        switch (type, value)
        {
            case (PlainType plain, _) when plain.Kind == value.Kind:
                return;
            case (ReferenceType reference, EntityUid uid) when uid.Type == reference.EntityType:
                CheckId(uid);
                return;
            case (SetType set, CedarSet values):
                foreach (var item in values.Items)
                {
                    Check(item, set.Items, where);
                }

                return;
            case (RecordType record, CedarRecord values):
                CheckRecord(values, record, where);
                return;
            default:
                throw new CedarDataException(
                    $"By the schema, {where} has another type than the {value.Kind} it is.");
        }
    }

    private void CheckRecord(CedarRecord values, RecordType record, string where)
    {
        foreach (var (name, attribute) in record.Attributes)
        {
            if (attribute.IsRequired && values.Find(name) is null)
            {
                throw new CedarDataException($"By the schema, {where} must have '{name}'.");
            }
        }

        foreach (var (name, value) in values.Attributes)
        {
            if (!record.Attributes.TryGetValue(name, out var attribute))
            {
                throw new CedarDataException($"By the schema, {where} cannot have '{name}'.");
            }

            Check(value, attribute.Type, where);
        }
    }

    private void CheckId(EntityUid uid)
    {
        if (schema.EntityTypes.TryGetValue(uid.Type, out var type) && type.Ids?.Contains(uid.Id) == false)
        {
            throw new CedarDataException($"The schema does not list {uid}.");
        }
    }
}
