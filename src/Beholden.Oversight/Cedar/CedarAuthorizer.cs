using Beholden.Oversight.Cedar.Expressions;

namespace Beholden.Oversight.Cedar;

/// <summary>
/// Decides as Cedar is specified: a forbid beats every permit, nothing is allowed without a permit, and a
/// policy that cannot be evaluated counts as one that does not apply.
/// </summary>
public static class CedarAuthorizer
{
    /// <summary>
    /// The answer in Cedar's own sense, which a failing forbid does not hinder from allowing. Where people
    /// are at stake, <see cref="StrictAuthorizer"/> is the one to ask.
    /// </summary>
    public static CedarAnswer Decide(CedarPolicySet policies, CedarEntities entities, CedarRequest request)
    {
        Situation situation = new(request, entities);
        List<string> permits = [];
        List<string> forbids = [];
        List<CedarError> errors = [];
        foreach (var policy in policies.Policies)
        {
            try
            {
                if (policy.Applies(situation))
                {
                    (policy.IsPermit ? permits : forbids).Add(policy.Id);
                }
            }
            catch (EvaluationException e)
            {
                errors.Add(new(policy.Id, e.Message));
            }
        }

        return new(permits.Count > 0 && forbids.Count == 0, forbids.Count > 0 ? forbids : permits, errors);
    }
}
