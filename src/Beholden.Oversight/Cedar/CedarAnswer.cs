namespace Beholden.Oversight.Cedar;

/// <summary>What the policies say to one request.</summary>
/// <param name="IsAllowed">A permit applies and no forbid does.</param>
/// <param name="Deciding">
/// Ids of the policies that decided, in the set's order: every forbid that applies, else every permit that
/// applies. Empty where none applies, which denies.
/// </param>
/// <param name="Erring">The policies that could not be evaluated, in the set's order.</param>
public sealed record CedarAnswer(
    bool IsAllowed, IReadOnlyList<string> Deciding, IReadOnlyList<CedarError> Erring);

/// <summary>Why one policy could not be evaluated.</summary>
/// <param name="PolicyId">Its id in the set.</param>
/// <param name="Reason">A clause for people; its words are no contract.</param>
public sealed record CedarError(string PolicyId, string Reason);
