using Beholden.Oversight.LegalBasis;
using Beholden.Oversight.Purposes;
using Beholden.Store;

namespace Beholden.Tests.Oversight.LegalBasis;

/// <summary>Which basis a purpose, a collection's tags and a person's consent make together.</summary>
public sealed class BasisRuleTests
{
    private static readonly DateTimeOffset Now = History.Begin;

    private static readonly Purpose Lenient = Profile.OfId("personal").Find("personal")!;

    private static readonly Purpose Strict = Profile.OfId("public-safety").Find("enrolment")!;

    private static readonly PersonFacts Given = new(
        "c1", "consent", "given", Now.AddDays(10).ToUnixTimeMilliseconds(), HasObjected: false);

    [Fact]
    public void An_unmodified_client_of_a_first_start_needs_to_state_nothing()
    {
        var basis = Find(Lenient, new(BasisTags.None, false, PersonFacts.Unknown)).Basis!;

        Assert.Equal(("household", "one's own pictures"), (basis.Basis, basis.Source));
        Assert.Null(basis.Term);
    }

    [Theory]
    [InlineData(null, null, null, "beholden:basis")]
    [InlineData("law", "P1Y", null, "beholden:source")]
    [InlineData("law", "2020-01-01", "register", "the term is over")]
    [InlineData("consent", "P1Y", "desk", "ExternalImageId")]
    public void A_strict_purpose_says_what_is_missing(
        string? basis, string? term, string? source, string part)
    {
        var finding = Find(Strict, new(new(basis, term, source), false, PersonFacts.Unknown));

        Assert.Null(finding.Basis);
        Assert.Contains(part, finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shortest_of_tag_purpose_and_consent_is_the_term()
    {
        var tagged = Find(Strict, new(new("law", "P1Y", "register"), false, PersonFacts.Unknown)).Basis!;
        Assert.Equal(Now.AddYears(1), tagged.Term);
        var longer = Find(Strict, new(new("law", "P100Y", "register"), false, PersonFacts.Unknown)).Basis!;
        Assert.Equal(Now.AddDays(1095), longer.Term);
        var given = Find(Strict, new(new("consent", "P1Y", null), true, Given)).Basis!;
        Assert.Equal((Now.AddDays(10), "c1"), (given.Term!.Value, given.ConsentId));
        Assert.Equal("the person", given.Source);
        var untagged = Find(Strict, new(BasisTags.None, true, Given)).Basis!;
        Assert.Equal("consent", untagged.Basis);
    }

    [Fact]
    public void Where_no_end_is_set_a_strict_purpose_needs_a_term()
    {
        var archive = Profile.OfId("newsroom").Find("archive")!;

        var finding = Find(archive, new(new("archive", null, "own holdings"), false, PersonFacts.Unknown));
        Assert.Contains("beholden:term", finding.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("withdrawn", "household", false)]
    [InlineData("refused", "household", false)]
    [InlineData("expired", "household", true)]
    [InlineData("withdrawn", "law", true)]
    [InlineData("withdrawn", "consent", false)]
    [InlineData("expired", "consent", false)]
    public void A_no_stands_against_what_is_taken_by_default_and_not_against_a_stated_law(
        string state, string basis, bool isFound)
    {
        var tags = new BasisTags(basis == "household" ? null : basis, null, null);
        var finding = Find(Lenient, new(tags, true, Given with { State = state }));

        Assert.Equal(isFound, finding.Basis is not null);
        Assert.Equal(isFound, finding.Advice.Length == 0);
    }

    [Fact]
    public void Who_objects_is_not_enrolled_on_any_basis() => Assert.All(
        new[] { null, "law", "consent" },
        basis => Assert.Contains("objects", Find(
            Lenient, new(new(basis, null, null), true, Given with { HasObjected = true })).Advice,
            StringComparison.Ordinal));

    [Fact]
    public void A_plain_consent_is_no_written_release() => Assert.Contains(
        "bipa-consent", Find(Lenient, new(new("bipa-consent", null, null), true, Given)).Advice,
        StringComparison.Ordinal);

    private static BasisFinding Find(Purpose purpose, EnrolmentFacts facts) =>
        BasisRule.Find(purpose, facts, Now);
}
