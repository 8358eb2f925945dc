namespace Beholden.Store;

/// <summary>Why a face is kept, where it came from, and until when.</summary>
/// <param name="Basis">Such as <c>contract</c>; see docs/basis.md.</param>
/// <param name="Source">Where the picture came from, in words.</param>
/// <param name="Term">When the face must be gone; null: no end was stated.</param>
/// <param name="ConsentId">The record that it rests on, where it rests on one.</param>
public sealed record FaceBasis(string Basis, string Source, DateTimeOffset? Term, string? ConsentId = null)
{
    /// <summary>Of faces that were stored before a basis was asked for.</summary>
    public const string UnstatedId = "unstated";

    /// <summary>Written consent under Illinois law: destroyed three years after the last use.</summary>
    public const string BipaConsent = "bipa-consent";

    private const int BipaYearsMax = 3; // 740 ILCS 14/15(a).

    public static FaceBasis Unstated { get; } = new(UnstatedId, UnstatedId, Term: null);

    /// <summary>
    /// What was known of the person when the basis was decided on; null: nobody asked. Faces are stored only
    /// if it is still so.
    /// </summary>
    public PersonFacts? Seen { get; init; }

    /// <summary>From when on a face is not searched any more and is destroyed.</summary>
    /// <param name="termMs">Milliseconds since 1970; null: no end.</param>
    internal static long? DueMs(string basis, long? termMs, long lastUsedMs)
    {
        if (basis != BipaConsent)
        {
            return termMs;
        }

        var last = DateTimeOffset.FromUnixTimeMilliseconds(lastUsedMs).AddYears(BipaYearsMax);
        return Math.Min(termMs ?? long.MaxValue, last.ToUnixTimeMilliseconds());
    }
}

/// <summary>What is known of whoever is to be enrolled: the newest consent record, and objections.</summary>
/// <param name="ConsentId">Of the newest record; null: there is none.</param>
/// <param name="State">given, refused, withdrawn or expired.</param>
/// <param name="UntilMs">When a consent ends by itself, in milliseconds since 1970.</param>
public sealed record PersonFacts(
    string? ConsentId, string? Kind, string? State, long? UntilMs, bool HasObjected)
{
    public static PersonFacts Unknown { get; } = new(null, null, null, null, HasObjected: false);
}
