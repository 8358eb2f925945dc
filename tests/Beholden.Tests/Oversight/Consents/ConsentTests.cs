using Beholden.Oversight.Consents;
using Beholden.Tests.Oversight.LegalBasis;
using CsCheck;

namespace Beholden.Tests.Oversight.Consents;

/// <summary>The states of a consent record, and how it is told to others.</summary>
public sealed class ConsentTests
{
    private static readonly DateTimeOffset Now = History.Begin;

    [Fact]
    public void Whatever_happens_a_record_that_ended_stays_ended() => Gen.Select(
        Gen.Bool, Gen.Int[0, 40], Gen.Select(Gen.Bool, Gen.Int[0, 20]).Array[0, 12]).Sample(
        (isGiven, untilDays, steps) =>
        {
            var until = untilDays == 0 ? (DateTimeOffset?)null : Now.AddDays(untilDays);
            var consent = isGiven
                ? Consent.Give("c", "ann", "consent", Now, until, 30, Consented.Fields)
                : Consent.Refuse("c", "ann", "consent", Now, 30, Consented.Fields);
            var (time, ended) = (Now, isGiven ? until : Now);
            foreach (var (withdraws, days) in steps)
            {
                time = time.AddDays(days);
                var isInForce = isGiven && (ended is null || time < ended);
                Assert.Equal(isInForce, consent.IsInForce(time));
                if (!withdraws)
                {
                    consent = consent.At(time);
                }
                else if (isInForce)
                {
                    consent = consent.Withdraw(time);
                    ended = time;
                }
                else
                {
                    Assert.Throws<ConsentStepException>(() => consent.Withdraw(time));
                }

                Assert.Equal(Consent.Of(consent.ToRow()).ToRow(), consent.ToRow());
            }
        });

    [Fact]
    public void A_record_is_told_in_the_terms_of_the_vocabulary()
    {
        var consent = Consent.Give("c", "ann", "consent", Now, Now.AddDays(9), 30, Consented.Fields);
        var told = ConsentJsonLd.Of(consent, "us-east-1/staff", Now);

        Assert.Equal("dpv:ConsentRecord", (string?)told["@type"]);
        Assert.Equal("dpv:ConsentGiven", (string?)told["dpv:hasConsentStatus"]);
        Assert.Equal("ann", (string?)told["dpv:hasDataSubject"]);
        Assert.Equal("ACME", (string?)told["dpv:hasDataController"]!["dpv:hasName"]);
        Assert.Equal("letting people in", (string?)told["dpv:hasProcess"]!["dpv:hasPurpose"]![0]);
        Assert.Equal("signed form", (string?)told["dpv:hasIndicationMethod"]);
        Assert.Equal(
            "dpv:ConsentExpired",
            (string?)ConsentJsonLd.Of(consent, "us-east-1/staff", Now.AddDays(9))["dpv:hasConsentStatus"]);
        Assert.Equal(
            "dpv:ConsentWithdrawn",
            (string?)ConsentJsonLd.Of(consent.Withdraw(Now), "x", Now)["dpv:hasConsentStatus"]);
    }
}
