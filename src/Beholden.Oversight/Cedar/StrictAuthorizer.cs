namespace Beholden.Oversight.Cedar;

/// <summary>
/// Decides as Cedar does, except that any policy that cannot be evaluated denies: a forbid that reads a
/// missing attribute is a reason to stop, not one to go on.
/// </summary>
public static class StrictAuthorizer
{
    /// <returns>
    /// As <see cref="CedarAuthorizer.Decide"/>; with an error never allowed, and then only the forbids that
    /// apply are named as deciding.
    /// </returns>
    public static CedarAnswer Decide(CedarPolicySet policies, CedarEntities entities, CedarRequest request)
    {
        var answer = CedarAuthorizer.Decide(policies, entities, request);
        return answer is { IsAllowed: true, Erring.Count: > 0 }
            ? answer with { IsAllowed = false, Deciding = [] }
            : answer;
    }
}
