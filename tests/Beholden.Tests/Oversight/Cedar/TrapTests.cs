using Beholden.Oversight.Cedar;
using Beholden.Oversight.Cedar.Data;
using Beholden.Oversight.Cedar.Values;

namespace Beholden.Tests.Oversight.Cedar;

/// <summary>Where Cedar surprises.</summary>
public sealed class TrapTests
{
    private static readonly CedarRequest Request = new(
        new("User", "ana"), new("Action", "search"), new("Collection", "c"),
        new([new("count", new CedarLong(3)), new("note", new CedarString("a*c"))]));

    [Fact]
    public void A_forbid_that_fails_is_skipped_by_Cedar_and_denies_here()
    {
        var policies = CedarPolicySet.Parse(
            "permit(principal, action, resource);\n"
            + "forbid(principal, action, resource) when { context.stopped };");

        var open = CedarAuthorizer.Decide(policies, CedarEntities.Empty, Request);
        Assert.True(open.IsAllowed);
        Assert.Equal(["policy0"], open.Deciding);
        Assert.Equal("policy1", Assert.Single(open.Erring).PolicyId);

        var strict = StrictAuthorizer.Decide(policies, CedarEntities.Empty, Request);
        Assert.False(strict.IsAllowed);
        Assert.Empty(strict.Deciding);
        Assert.Equal("policy1", Assert.Single(strict.Erring).PolicyId);
    }

    [Fact]
    public void A_permit_that_fails_denies_too_where_another_would_allow()
    {
        var policies = CedarPolicySet.Parse(
            "permit(principal, action, resource);"
            + "permit(principal, action, resource) when { 1 + \"a\" == 2 };");

        Assert.False(StrictAuthorizer.Decide(policies, CedarEntities.Empty, Request).IsAllowed);
    }

    [Fact]
    public void A_strict_denial_names_the_forbid_that_applies_beside_the_one_that_fails()
    {
        var policies = CedarPolicySet.Parse(
            "@id(\"stop\") forbid(principal, action, resource);"
            + "forbid(principal, action, resource) when { 1 };");

        var answer = StrictAuthorizer.Decide(policies, CedarEntities.Empty, Request);

        Assert.Equal(["policy0"], answer.Deciding);
        Assert.Equal("stop", policies.Policies[0].RuleId);
        Assert.Null(policies.Policies[1].RuleId);
    }

    [Fact]
    public void Nothing_is_allowed_without_a_policy() =>
        Assert.False(
            CedarAuthorizer.Decide(CedarPolicySet.Parse(""), CedarEntities.Empty, Request).IsAllowed);

    [Theory]
    [InlineData("false && 1 == \"a\" + 1", false)]
    [InlineData("true || context.missing", true)]
    [InlineData("if true then true else context.missing", true)]
    [InlineData("context has missing.deeper", false)]
    [InlineData("User::\"nobody\" has name", false)]
    [InlineData("User::\"nobody\".hasTag(\"k\")", false)]
    [InlineData("1 == \"1\"", false)]
    [InlineData("[1, 2, 2] == [2, 1]", true)]
    [InlineData("decimal(\"1.0\") == decimal(\"1.0000\")", true)]
    [InlineData("ip(\"10.0.0.1/8\") == ip(\"10.0.0.2/8\")", false)]
    [InlineData("context.note like \"a\\*c\"", true)]
    [InlineData("\"abc\" like \"a\\*c\"", false)]
    [InlineData("\"abc\" like \"a\\x2ac\"", true)]
    [InlineData("principal in [User::\"ana\"]", true)]
    [InlineData("-9223372036854775808 < 0", true)]
    [InlineData("datetime(\"1969-12-31T23:59:59.999Z\").toTime() == duration(\"86399999ms\")", true)]
    public void Conditions_with_a_value(string condition, bool expected) =>
        Assert.Equal((expected, 0), Decide(condition));

    [Theory]
    [InlineData("context.missing == 1")]
    [InlineData("User::\"nobody\".name == 1")]
    [InlineData("true && 1")]
    [InlineData("context.count + 9223372036854775807 > 0")]
    [InlineData("--9223372036854775808 > 0")]
    [InlineData("decimal(\"1\") == decimal(\"1.0\")")]
    [InlineData("decimal(\"1.0\") < decimal(\"2.0\")")]
    [InlineData("principal in [User::\"ana\", 1]")]
    [InlineData("datetime(\"2023-02-29\") == datetime(\"2023-03-01\")")]
    [InlineData("context.count has a")]
    public void Conditions_without_one(string condition) => Assert.Equal((false, 1), Decide(condition));

    [Fact]
    public void Membership_reaches_through_groups_that_are_given_and_stops_at_those_that_are_not()
    {
        var entities = CedarDataReader.Entities(
            """
            [{"uid": {"type": "User", "id": "ana"}, "attrs": {}, "parents": [{"type": "Role", "id": "a"}]},
             {"uid": {"type": "Role", "id": "a"}, "attrs": {}, "parents": [{"type": "Role", "id": "b"}]}]
            """,
            schema: null);
        var policies = CedarPolicySet.Parse(new Dictionary<string, string>
        {
            ["near"] = "permit(principal in Role::\"a\", action, resource);",
            ["far"] = "permit(principal in Role::\"b\", action, resource);",
            ["beyond"] = "permit(principal in Role::\"c\", action, resource);",
        });

        Assert.Equal(["near", "far"], CedarAuthorizer.Decide(policies, entities, Request).Deciding);
    }

    [Fact]
    public void A_template_decides_nothing_until_it_is_linked()
    {
        var policies = CedarPolicySet.Parse(
            "permit(principal == ?principal, action, resource in ?resource);");
        Assert.Equal(["policy0"], policies.Templates);
        Assert.False(CedarAuthorizer.Decide(policies, CedarEntities.Empty, Request).IsAllowed);

        var values = new Dictionary<string, EntityUid>
        {
            ["?principal"] = Request.Principal,
            ["?resource"] = Request.Resource,
        };
        var linked = policies.Link("policy0", "for ana", values);

        Assert.Equal(["for ana"], CedarAuthorizer.Decide(linked, CedarEntities.Empty, Request).Deciding);
        Assert.Throws<CedarDataException>(() => linked.Link("policy0", "for ana", values));
        values.Remove("?resource");
        Assert.Throws<CedarDataException>(() => linked.Link("policy0", "other", values));
    }

    private static (bool IsAllowed, int Errors) Decide(string condition)
    {
        var policies = CedarPolicySet.Parse($"permit(principal, action, resource) when {{ {condition} }};");
        var answer = CedarAuthorizer.Decide(policies, CedarEntities.Empty, Request);
        return (answer.IsAllowed, answer.Erring.Count);
    }
}
