using Beholden.Oversight.Cedar.Official;
using Beholden.Oversight.Policy;
using Beholden.Oversight.Purposes;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Policy;

/// <summary>What the ready profiles say to requests, and what a denial tells.</summary>
public sealed class PolicySetTests
{
    private static readonly Floor Floor = new(
        [new(50, 0.01), new(80, 0.001), new(95, 0.0001), new(99, 0.00001)], 99.2, 0.000006);

    [Theory]
    [InlineData("personal", "personal", "SearchFaces", 80, 100_000, "acts")]
    [InlineData("newsroom", "reporting", "SearchFaces", 80, 10, "floor")]
    [InlineData("newsroom", "reporting", "SearchFaces", 99, 1_000, "acts")]
    [InlineData("public-safety", "investigation", "SearchFaces", 80, 10, "floor")]
    [InlineData("public-safety", "investigation", "SearchFacesByImage", 99.1, 10, "acts")]
    [InlineData("public-safety", "investigation", "SearchUsers", 99.9, 9_000, "reach")]
    [InlineData("public-safety", "investigation", "IndexFaces", 80, 10, "acts")]
    [InlineData("public-safety", "enrolment", "IndexFaces", 80, 10, "basis")]
    [InlineData("public-safety", "enrolment", "CreateUser", 80, 10, "acts")]
    [InlineData("public-safety", "enrolment", "SearchFaces", 99.9, 10, "acts")]
    [InlineData("public-safety", "oversight", "DescribeCollection", 80, 10, "acts")]
    [InlineData("access-control", "entrance", "CompareFaces", 80, 100, "floor")]
    public void A_profile_decides_by_the_rule_that_it_should(
        string profile, string purpose, string operation, double percent, long faces, string rule)
    {
        var set = new PolicySet(1, Profile.OfId(profile), "", Floor);
        var decision = set.Decide(new("KEY", purpose, operation)
        {
            Collection = "us-east-1/staff",
            SimilarityPercent = (decimal)percent,
            Faces = faces,
        });

        Assert.Equal([rule], decision.Rules);
        var isPermitted = profile != "public-safety"
            || (purpose, operation) is ("investigation", "SearchFacesByImage") or ("enrolment", "CreateUser");
        Assert.Equal(rule == "acts" && isPermitted, decision.IsAllowed);
        Assert.Equal(decision.IsAllowed, decision.Advice.Length == 0);
    }

    [Fact]
    public void A_denial_for_the_floor_tells_the_similarity_that_is_allowed()
    {
        var set = new PolicySet(1, Profile.OfId("public-safety"), "", Floor);
        var asked = new Asked("KEY", "investigation", "SearchFaces")
        {
            SimilarityPercent = 80,
            Faces = 6_000,
        };

        var denied = set.Decide(asked);
        Assert.False(denied.IsAllowed);
        var needed = denied.Floor!.RequiredPercent;
        Assert.Contains($"at least {needed:0.00}", denied.Advice, StringComparison.Ordinal);
        Assert.True(set.Decide(asked with { SimilarityPercent = needed }).IsAllowed);
        Assert.False(set.Decide(asked with { SimilarityPercent = needed - 0.0001m }).IsAllowed);
        Assert.False(set.Decide(asked with { SimilarityPercent = null }).IsAllowed);
    }

    [Fact]
    public void Without_a_calibration_no_floor_can_be_kept()
    {
        var set = new PolicySet(1, Profile.OfId("public-safety"), "", floor: null);
        var decision = set.Decide(new("KEY", "investigation", "SearchFaces")
        {
            SimilarityPercent = 100,
            Faces = 1,
        });

        Assert.False(decision.IsAllowed);
        Assert.Contains("never calibrated", decision.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_cannot_be_evaluated_denies()
    {
        const string rule = """
            @id("late") forbid (principal, action, resource)
            when { context.similarityPercent.lessThan(decimal("10.0")) };
            """;
        var set = new PolicySet(1, Profile.OfId("personal"), rule, Floor);

        var decision = set.Decide(new("KEY", "personal", "DetectFaces"));
        Assert.False(decision.IsAllowed);
        Assert.Equal(["late"], decision.Failed);
        Assert.Equal(["late"], decision.Rules);
        Assert.Contains("could not be evaluated", decision.Advice, StringComparison.Ordinal);
        Assert.True(set.Decide(
            new("KEY", "personal", "SearchFaces") { SimilarityPercent = 80, Faces = 1 }).IsAllowed);
    }

    [Fact]
    public void A_site_forbids_in_its_own_words_and_permits_nothing()
    {
        const string rule = """
            @id("office-hours") @advice("faces are searched between 6 and 20 o'clock UTC")
            forbid (principal, action in [Action::"identify"], resource)
            unless { context.hourUtc >= 6 && context.hourUtc < 20 };
            """;
        var set = new PolicySet(1, Profile.OfId("personal"), rule, Floor);
        var asked = new Asked("KEY", "personal", "SearchFaces") { SimilarityPercent = 80, Faces = 1 };

        var atNight = set.Decide(asked with { Time = new(2026, 1, 1, 3, 0, 0, TimeSpan.Zero) });
        Assert.Equal(["office-hours"], atNight.Rules);
        Assert.Equal("faces are searched between 6 and 20 o'clock UTC", atNight.Advice);
        Assert.True(set.Decide(asked with { Time = new(2026, 1, 1, 7, 0, 0, TimeSpan.Zero) }).IsAllowed);
        Assert.Throws<InvalidDataException>(() => new PolicySet(
            1, Profile.OfId("personal"), "permit (principal, action, resource);", Floor));
    }

    [Fact]
    public void A_gated_attribute_and_a_strange_collection_are_denied_by_name()
    {
        var profile = Profile.OfId("public-safety");
        var only = profile with
        {
            Purposes =
            [
                .. profile.Purposes.Select(one => one with { Collections = ["us-east-1/staff"] }),
            ],
        };
        var set = new PolicySet(1, only, "", Floor);
        var asked = new Asked("KEY", "investigation", "DetectFaces") { Attributes = ["SMILE", "GENDER"] };

        Assert.Equal(["attributes"], set.Decide(asked).Rules);
        Assert.True(set.Decide(asked with { Attributes = ["SMILE"] }).IsAllowed);
        var read = new Asked("KEY", "investigation", "ListFaces") { Collection = "us-east-1/others" };
        Assert.Equal(["collections"], set.Decide(read).Rules);
        Assert.True(set.Decide(read with { Collection = "us-east-1/staff" }).IsAllowed);
    }

    [Fact]
    public void A_purpose_that_the_profile_does_not_have_is_denied()
    {
        var decision = new PolicySet(1, Profile.OfId("newsroom"), "", Floor)
            .Decide(new("KEY", "personal", "ListCollections"));

        Assert.Equal((false, "purpose"), (decision.IsAllowed, decision.Rules.Single()));
        Assert.Contains("reporting", decision.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void The_base_rules_pass_strict_validation()
    {
        if (!File.Exists(Path.Combine(TestFolders.RequireWeights(), EngineFile.Name)))
        {
            Assert.Skip("The official Cedar engine is not installed; ./test installs it.");
        }

        using var engine = OfficialEngine.Load(TestFolders.Weights);
        Assert.Empty(engine.Validate(PolicySet.Base, PolicySet.Schema));
        Assert.NotEmpty(engine.Validate(
            PolicySet.Base + "\nforbid (principal, action, resource) when { context.faces > 3 };",
            PolicySet.Schema));
    }
}
