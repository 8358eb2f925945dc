using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Expressions;

/// <summary><c>a.b</c> and <c>a["b"]</c> of a record or an entity.</summary>
internal sealed class AttributeAccess(Expression owner, string name) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        var value = owner.Evaluate(situation);
        return Find(value, name, situation)
            ?? throw new EvaluationException(value is EntityUid uid && situation.Entities.Find(uid) is null
                ? $"the entity {uid} does not exist"
                : $"there is no attribute {name}");
    }

    /// <summary>Null where the owner lacks the attribute, or does not exist.</summary>
    /// <exception cref="EvaluationException">The owner is neither a record nor an entity.</exception>
    public static CedarValue? Find(CedarValue owner, string name, Situation situation) => owner switch
    {
        CedarRecord record => record.Find(name),
        EntityUid uid => situation.Entities.Find(uid)?.Attributes.Find(name),
        _ => throw EvaluationException.Type("record or entity", owner),
    };
}

/// <summary><c>a has b</c>, and <c>a has b.c</c>: each step exists.</summary>
internal sealed class Presence(Expression owner, IReadOnlyList<string> path) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        var value = owner.Evaluate(situation);
        foreach (var name in path)
        {
            if (AttributeAccess.Find(value, name, situation) is not { } next)
            {
                return CedarBool.False;
            }

            value = next;
        }

        return CedarBool.True;
    }
}

/// <summary><c>a.hasTag(b)</c>; an entity that does not exist has none.</summary>
internal sealed class TagPresence(Expression owner, Expression name) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        var (entity, tag) = (Entity(owner.Evaluate(situation)), Text(name.Evaluate(situation)));
        return CedarBool.Of(situation.Entities.Find(entity)?.Tags.Find(tag) is not null);
    }
}

/// <summary><c>a.getTag(b)</c>.</summary>
internal sealed class Tag(Expression owner, Expression name) : Expression
{
    public override CedarValue Evaluate(Situation situation)
    {
        var (entity, tag) = (Entity(owner.Evaluate(situation)), Text(name.Evaluate(situation)));
        return situation.Entities.Find(entity)?.Tags.Find(tag)
            ?? throw new EvaluationException($"{entity} does not exist or has no tag {tag}");
    }
}
