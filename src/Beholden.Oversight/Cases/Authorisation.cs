namespace Beholden.Oversight.Cases;

/// <summary>What somebody outside, such as a court, allowed in a case.</summary>
/// <param name="Issuer">Who.</param>
/// <param name="Reference">Where it can be looked up there.</param>
/// <param name="Collections">Region and id each; null: every collection.</param>
/// <param name="Operations">Of the API, such as SearchFaces; null: every one.</param>
/// <param name="To">It ends here, and holds at this moment still.</param>
public sealed record Authorisation(
    string Issuer,
    string Reference,
    IReadOnlyList<string>? Collections,
    IReadOnlyList<string>? Operations,
    DateTimeOffset From,
    DateTimeOffset To)
{
    /// <param name="collection">Null where the call names none.</param>
    public bool Covers(string operation, string? collection, DateTimeOffset now) =>
        From <= now && now <= To
        && (Operations is null || Operations.Contains(operation))
        && (Collections is null || (collection is not null && Collections.Contains(collection)));
}
