using Beholden.Oversight.Purposes;
using Beholden.Store;

namespace Beholden.Oversight.LegalBasis;

/// <summary>What is known of an enrolment before a picture is looked at.</summary>
/// <param name="Tags">Of the collection.</param>
/// <param name="HasPerson">Whether the request names a person: it has an ExternalImageId.</param>
/// <param name="Person">What is known of that person.</param>
public sealed record EnrolmentFacts(BasisTags Tags, bool HasPerson, PersonFacts Person);

/// <summary>On what basis faces may be stored, or what is missing.</summary>
/// <param name="Basis">Null where there is none.</param>
/// <param name="Advice">What would satisfy the rule; empty where there is a basis.</param>
public sealed record BasisFinding(FaceBasis? Basis, string Advice);

/// <summary>
/// No face is stored without a basis, a source and a term. The collection's tags say which; else a consent of
/// the person; else what the purpose takes by default.
/// </summary>
public static class BasisRule
{
    private const string ConsentSource = "the person";

    public static BasisFinding Find(Purpose purpose, EnrolmentFacts? facts, DateTimeOffset now)
    {
        if (facts is null)
        {
            return purpose.DefaultBasis is null
                ? No($"the collection is not there, or has no tag {BasisTags.BasisKey}")
                : Of(
                    purpose, BasisTags.None, purpose.DefaultBasis, PersonFacts.Unknown, consentId: null, now);
        }

        var (tags, person) = (facts.Tags, facts.Person);
        if (person.HasObjected)
        {
            return No("the person objects; it ends with: beholden person release");
        }

        var inForce = person.State == ConsentStore.Given && (person.UntilMs ?? long.MaxValue) > Ms(now);
        if (tags.Basis is BasisTags.Consent or BasisTags.BipaConsent)
        {
            return !facts.HasPerson
                    ? No($"the basis {tags.Basis} is of a person: name the person as ExternalImageId")
                : !inForce
                    ? No($"the person needs a consent in force; the last record {Told(person)}: "
                        + "beholden consent give")
                : tags.Basis == BasisTags.BipaConsent && person.Kind != BasisTags.BipaConsent
                    ? No("the person gave no written release of the kind bipa-consent: beholden consent give")
                : Of(purpose, tags, person.Kind!, person, person.ConsentId, now);
        }

        if (tags.Basis is { } stated)
        {
            return Of(purpose, tags, stated, person, consentId: null, now);
        }

        if (inForce)
        {
            return Of(purpose, tags, person.Kind!, person, person.ConsentId, now);
        }

        // A no is a no: what the purpose takes by default does not stand against it.
        return person.State is ConsentStore.Refused or ConsentStore.Withdrawn
                ? No($"the person said no (the last record {Told(person)}); a new consent is needed: "
                    + "beholden consent give")
            : purpose.DefaultBasis is { } taken
                ? Of(purpose, tags, taken, person, consentId: null, now)
            : No($"give the collection the tag {BasisTags.BasisKey} ({string.Join(", ", BasisTags.Bases)}), "
                + "or enter the person's consent with beholden consent give");
    }

    private static BasisFinding Of(
        Purpose purpose, BasisTags tags, string basis, PersonFacts person, string? consentId,
        DateTimeOffset now)
    {
        var source = tags.Source ?? (consentId is null ? purpose.DefaultSource : ConsentSource);
        if (source is null)
        {
            return No($"the faces need a source: give the collection the tag {BasisTags.SourceKey}");
        }

        DateTimeOffset? term = null;
        void Bound(DateTimeOffset? end) => term = end < (term ?? DateTimeOffset.MaxValue) ? end : term;

        Bound(tags.Term is { } stated ? BasisTags.End(stated, now) : null);
        Bound(purpose.RetentionDays is { } days && days < (DateTimeOffset.MaxValue - now).TotalDays
            ? now.AddDays(days)
            : null);
        Bound(consentId is not null && person.UntilMs is { } untilMs
            ? DateTimeOffset.FromUnixTimeMilliseconds(untilMs)
            : null);
        if (term is null && purpose.DefaultBasis is null)
        {
            return No($"the faces need a term: give the collection the tag {BasisTags.TermKey}");
        }

        return term <= now
            ? No($"the term is over since {term:yyyy-MM-ddTHH:mm:ssZ}: change the tag {BasisTags.TermKey}")
            : new(new(basis, source, term, consentId) { Seen = person }, "");
    }

    private static string Told(PersonFacts person) => person switch
    {
        { ConsentId: null } => "is none",
        { State: ConsentStore.Given } => $"{person.ConsentId} is over",
        _ => $"{person.ConsentId} is {person.State}",
    };

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static BasisFinding No(string advice) => new(Basis: null, advice);
}
