using Beholden.Oversight.Consents;
using Beholden.Oversight.LegalBasis;

namespace Beholden.Tests.Oversight.LegalBasis;

/// <summary>Records as the steps of a history make them.</summary>
internal static class Consented
{
    private static readonly TimeSpan WrittenTerm = TimeSpan.FromDays(5_000);

    public static ConsentFields Fields { get; } = new(
        "ACME", "acme@example.org", null, ["letting people in"], "signed form", "en", "US-IL", null, [],
        null);

    public static Consent Of(HistoryStep step, DateTimeOffset now)
    {
        var id = Guid.NewGuid().ToString();
        var isWritten = step.Act == HistoryAct.GiveWritten;
        return step.Act == HistoryAct.Refuse
            ? Consent.Refuse(id, step.Person, BasisTags.Consent, now, History.DestroyDays, Fields)
            : Consent.Give(
                id, step.Person, isWritten ? BasisTags.BipaConsent : BasisTags.Consent, now,
                now + (step.Until ?? (isWritten ? WrittenTerm : null)), History.DestroyDays, Fields);
    }
}
