using Beholden.Oversight.Cedar.Expressions;

namespace Beholden.Oversight.Cedar;

/// <summary>One policy, ready to be evaluated.</summary>
public sealed class CedarPolicy
{
    private readonly Expression condition;

    internal CedarPolicy(
        string id, bool isPermit, IReadOnlyDictionary<string, string> annotations, Expression condition)
    {
        (Id, IsPermit, Annotations, this.condition) = (id, isPermit, annotations, condition);
    }

    /// <summary>Unique in its set: as given, else <c>policy0</c>, <c>policy1</c> by position.</summary>
    public string Id { get; }

    /// <summary>permit; else forbid.</summary>
    public bool IsPermit { get; }

    /// <summary>By name, each with its text; an annotation without one has an empty text.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; }

    /// <summary>
    /// The annotation <c>@id</c>; null where there is none. Cedar itself gives it no meaning.
    /// </summary>
    public string? RuleId => Annotations.GetValueOrDefault("id");

    /// <exception cref="EvaluationException">The policy cannot be decided for this request.</exception>
    internal bool Applies(Situation situation) =>
        condition.Evaluate(situation) is Values.CedarBool { Value: true };
}
