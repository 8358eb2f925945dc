namespace Beholden.Oversight.Cedar.Expressions;

/// <summary>
/// One policy cannot be decided for one request: a wrong type, a missing attribute or entity, an overflow,
/// a text that is no decimal. Never leaves the authorizer.
/// </summary>
internal sealed class EvaluationException(string message) : Exception(message)
{
    public static EvaluationException Type(string wanted, Values.CedarValue found) =>
        new($"a {wanted} is needed, and this is a {found.Kind}");
}
