namespace Beholden.Oversight.Purposes;

/// <summary>What is to happen above the collection size that the calibration data support.</summary>
public enum BeyondReach
{
    /// <summary>The answer says so in a header.</summary>
    Warn,

    /// <summary>The search is denied.</summary>
    Refuse,
}

/// <summary>
/// What the requests of a key are for, and what that allows. Every access key carries one.
/// </summary>
/// <param name="Id">1 to 64 letters, digits, '-' and '_'.</param>
/// <param name="Description">One sentence, for the transparency page.</param>
/// <param name="Acts">Ids of <see cref="Act"/>; nothing that is not listed is allowed.</param>
/// <param name="Collections">Ids of collections; null: every collection.</param>
/// <param name="GatedAttributes">
/// Names of face attributes (EMOTIONS, GENDER, ...) that requests of this purpose may not read.
/// </param>
/// <param name="FalseCandidateInSearches">
/// The floor: at most one false candidate in so many searches, 2 to 1,000,000; null: no floor.
/// </param>
/// <param name="FacesAtLeast">
/// A collection counts as at least so many faces for the floor, from 1: it grows, and a floor that a young
/// one allows would soon be too low.
/// </param>
/// <param name="Live">Whether faces may be searched in a live stream.</param>
/// <param name="Review">
/// Whether searches give leads, and identities only once two people have confirmed them.
/// </param>
/// <param name="RetentionDays">How long what is stored may be kept, in days; null: no end.</param>
/// <param name="Authorisation">Whether somebody outside must authorise the case of the key.</param>
/// <param name="DefaultBasis">
/// The basis of faces whose collection states none; null: faces need a stated basis, source and term.
/// </param>
/// <param name="DefaultSource">The source of faces whose collection states none; null: it is needed.</param>
public sealed record Purpose(
    string Id,
    string Description,
    IReadOnlyList<string> Acts,
    IReadOnlyList<string>? Collections,
    IReadOnlyList<string> GatedAttributes,
    int? FalseCandidateInSearches,
    int FacesAtLeast,
    BeyondReach BeyondReach,
    bool Live,
    bool Review,
    int? RetentionDays,
    AuthorisationNeed Authorisation = AuthorisationNeed.None,
    string? DefaultBasis = null,
    string? DefaultSource = null)
{
    /// <summary>Of the keys that govern: they stop, propose, approve and read records.</summary>
    public const string Oversight = "oversight";
}
