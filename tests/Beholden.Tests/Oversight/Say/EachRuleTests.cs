using System.Text.RegularExpressions;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;

namespace Beholden.Tests.Oversight.Say;

/// <summary>Each rule of the base is needed: without it some request is decided otherwise.</summary>
public sealed class EachRuleTests
{
    private const string Search = "SearchFacesByImage";

    private static readonly Floor Card = new([new(80, 1e-3), new(99, 1e-5)], 99.2, 6e-6);

    private static readonly Profile Rules = WithOneCollection(Profile.OfId("public-safety"));

    private static readonly Stop Everything =
        new(1, StopScope.All, "", "drill", "KEY", DateTimeOffset.UnixEpoch);

    // One for each rule, that this rule alone decides.
    private static readonly Asked[] Requests =
    [
        Asked("ListCollections"),
        Asked("DetectFaces") with { Stop = Everything },
        Asked("ListFaces") with { Collection = "us-east-1/other" },
        Asked("DetectFaces") with { Attributes = ["EMOTIONS"] },
        Searched() with { IsLive = true },
        new("KEY", "enrolment", "IndexFaces"),
        Searched() with { SimilarityPercent = 80 },
        Searched() with { Faces = 1_000_000, SimilarityPercent = 100 },
        new("KEY", "review", "NextReview"),
        Searched() with { CaseLacks = "no authorisation" },
    ];

    public static TheoryData<string> RuleIds() =>
        [.. Regex.Matches(PolicySet.Base, "@id\\(\"([a-z]+)\"\\)").Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void Without_a_rule_some_request_is_decided_otherwise(string ruleId)
    {
        var whole = new PolicySet(1, Rules, "", Card);
        var without = new PolicySet(1, Rules, "", Card, Without(ruleId));

        Assert.Contains(Requests, one => whole.Decide(one).IsAllowed != without.Decide(one).IsAllowed);
    }

    [Fact]
    public void Each_denied_request_is_denied_by_its_own_rule_and_a_proper_search_is_not()
    {
        var whole = new PolicySet(1, Rules, "", Card);

        Assert.Equal(
            [
                "acts", "stopped", "collections", "attributes", "live", "basis", "floor", "reach", "training",
                "authorisation",
            ],
            Requests.Select(one => Assert.Single(whole.Decide(one).Rules)));
        Assert.True(whole.Decide(Searched()).IsAllowed);
    }

    private static string Without(string ruleId)
    {
        var rules = PolicySet.Base.Split("@id(");
        var kept = rules.Where(rule => !rule.StartsWith($"\"{ruleId}\")", StringComparison.Ordinal)).ToList();
        Assert.Equal(rules.Length - 1, kept.Count);
        return string.Join("@id(", kept);
    }

    private static Profile WithOneCollection(Profile profile) => profile with
    {
        Purposes =
        [
            .. profile.Purposes.Select(one => one.Id == "investigation"
                ? one with { Collections = ["us-east-1/case"] }
                : one),
        ],
    };

    private static Asked Asked(string operation) => new("KEY", "investigation", operation);

    private static Asked Searched() => Asked(Search) with
    {
        Collection = "us-east-1/case",
        SimilarityPercent = 99.9m,
        Faces = 100,
    };
}
