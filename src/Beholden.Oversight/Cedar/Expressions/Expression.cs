using Beholden.Oversight.Cedar.Values;

namespace Beholden.Oversight.Cedar.Expressions;

/// <summary>A part of a condition. Evaluation has no effects and always ends.</summary>
internal abstract class Expression
{
    /// <exception cref="EvaluationException">This part has no value for this request.</exception>
    public abstract CedarValue Evaluate(Situation situation);

    protected static bool Bool(CedarValue value) =>
        value is CedarBool one ? one.Value : throw EvaluationException.Type("bool", value);

    protected static long Long(CedarValue value) =>
        value is CedarLong one ? one.Value : throw EvaluationException.Type("long", value);

    protected static string Text(CedarValue value) =>
        value is CedarString one ? one.Value : throw EvaluationException.Type("string", value);

    protected static EntityUid Entity(CedarValue value) =>
        value as EntityUid ?? throw EvaluationException.Type("entity", value);

    protected static CedarSet Set(CedarValue value) =>
        value as CedarSet ?? throw EvaluationException.Type("set", value);
}

/// <summary>What a policy is evaluated over.</summary>
internal sealed record Situation(CedarRequest Request, CedarEntities Entities);

/// <summary>A value that the text gives.</summary>
internal sealed class Literal(CedarValue value) : Expression
{
    public CedarValue Value => value;

    public override CedarValue Evaluate(Situation situation) => value;
}

/// <summary>Which part of the request a variable is.</summary>
internal enum RequestPart
{
    Principal,
    Action,
    Resource,
    Context,
}

/// <summary><c>principal</c>, <c>action</c>, <c>resource</c> or <c>context</c>.</summary>
internal sealed class Variable(RequestPart part) : Expression
{
    public override CedarValue Evaluate(Situation situation) => part switch
    {
        RequestPart.Principal => situation.Request.Principal,
        RequestPart.Action => situation.Request.Action,
        RequestPart.Resource => situation.Request.Resource,
        _ => situation.Request.Context,
    };
}
