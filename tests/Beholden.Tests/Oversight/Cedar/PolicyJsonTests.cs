using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Beholden.Oversight.Cedar;
using Beholden.Oversight.Cedar.Data;
using Beholden.Oversight.Cedar.Official;
using Beholden.Tests.Oversight.Cedar.Differential;

namespace Beholden.Tests.Oversight.Cedar;

/// <summary>Policies in Cedar's JSON decide as the same policies in Cedar's syntax.</summary>
public sealed class PolicyJsonTests(OfficialFixture official) : IClassFixture<OfficialFixture>
{
    private const int Cases = 10_000;

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What a slip in the reader would do.
    private static readonly (string From, string To)[] Swaps =
    [
        ("\"&&\"", "\"||\""), ("\"||\"", "\"&&\""), ("\"==\"", "\"!=\""), ("\"!=\"", "\"==\""),
        ("\"<\"", "\"<=\""), ("\"<=\"", "\"<\""), ("\">\"", "\"<\""), ("\">=\"", "\"<\""),
        ("\"+\"", "\"-\""), ("\"-\"", "\"+\""), ("\"*\"", "\"+\""), ("\"contains\"", "\"containsAll\""),
        ("\"containsAll\"", "\"containsAny\""), ("\"containsAny\"", "\"containsAll\""),
        ("\"hasTag\"", "\"getTag\""), ("\"permit\"", "\"forbid\""), ("\"when\"", "\"unless\""),
        ("\"principal\"", "\"resource\""), ("\"isIpv4\"", "\"isIpv6\""),
        ("\"Wildcard\"", "{\"Literal\":\"\"}"),
        ("\"!\"", "\"isEmpty\""), ("\"op\":\"in\"", "\"op\":\"==\""), ("\"neg\"", "\"!\""),
    ];

    [Fact]
    public void Random_policies_decide_alike_in_JSON_and_in_Cedars_syntax()
    {
        var engine = official.Require();
        var (compared, erring) = (0, 0);
        foreach (var (made, json) in Made(engine))
        {
            var (text, read) = (Answer(made, made.Policies), Answer(made, json));
            Assert.True(text == read, $"{text}\n{read}\n{made}\n{json}");
            compared++;
            erring += text.EndsWith("[]", StringComparison.Ordinal) ? 0 : 1;
        }

        // No blind test.
        Assert.True(compared > Cases / 2, $"{compared} of {Cases} could be compared.");
        Assert.True(erring > Cases / 10, $"{erring} had policies that could not be evaluated.");
    }

    [Fact]
    public void A_slip_in_any_operator_would_be_seen()
    {
        var made = Made(official.Require())
            .Select(one => (one.Made, one.Json, Is: Answer(one.Made, one.Json))).ToList();
        var unseen = Swaps.Where(swap => !made.Any(one =>
            one.Json.Contains(swap.From, StringComparison.Ordinal)
            && Answer(one.Made, one.Json.Replace(swap.From, swap.To, StringComparison.Ordinal)) != one.Is));
        Assert.Empty(unseen);
    }

    [Fact]
    public void Templates_are_linked_as_the_official_engine_links_them()
    {
        const string set = """
            {"staticPolicies": {"no": {"effect": "forbid", "principal": {"op": "all"},
               "action": {"op": "All"},
               "resource": {"op": "is", "entity_type": "Box",
                 "in": {"entity": {"type": "Box", "id": "shut"}}},
               "conditions": [], "annotations": {"id": "shut", "note": null}}},
             "templates": {"share": {"effect": "permit", "principal": {"op": "==", "slot": "?principal"},
               "action": {"op": "in", "entities": [{"type": "Action", "id": "open"}]},
               "resource": {"op": "is", "entity_type": "Box", "in": {"slot": "?resource"}},
               "conditions": []}},
             "templateLinks": [{"templateId": "share", "newId": "ann", "values": {
               "?principal": {"__entity": {"type": "User", "id": "ann"}},
               "?resource": {"type": "Box", "id": "b"}}}]}
            """;
        var engine = official.Require();
        var policies = CedarPolicySet.ParseJson(set);
        Assert.Equal("shut", policies.Policies[0].RuleId);
        Assert.Equal(["share"], policies.Templates);
        (string User, string Box, string Deciding)[] requests =
            [("ann", "b", "ann"), ("bob", "b", ""), ("ann", "shut", "no")];
        foreach (var (user, box, deciding) in requests)
        {
            var request = $$$"""
                {"principal": {"type": "User", "id": "{{{user}}}"},
                 "action": {"type": "Action", "id": "open"},
                 "resource": {"type": "Box", "id": "{{{box}}}"}, "context": {}}
                """;
            var own = CedarAuthorizer.Decide(
                policies, CedarEntities.Empty, CedarDataReader.Request(request, null, validates: false));
            var theirs = engine.Decide(set, null, "[]", request, validatesRequest: false);
            Assert.Equal(deciding, string.Join(",", own.Deciding));
            Assert.Equal((own.IsAllowed, deciding), (theirs.IsAllowed, string.Join(",", theirs.Deciding)));
        }
    }

    [Theory]
    [InlineData("""{"Var": "principle"}""", "no variable")]
    [InlineData("""{"Slot": "?principal"}""", "no operator 'Slot'")]
    [InlineData("""{"xor": {"left": {"Value": true}, "right": {"Value": true}}}""", "no operator 'xor'")]
    [InlineData("""{"!": {"arg": {"Value": true}, "also": 1}}""", "'also' means nothing")]
    [InlineData("""{"Value": true, "Var": "principal"}""", "one member, not 2")]
    [InlineData("""{"==": {"left": {"Value": 1}}}""", "'right' is missing")]
    [InlineData("""{"Value": 1.5}""", "no whole number")]
    [InlineData("""{"like": {"left": {"Value": "a"}, "pattern": ["Any"]}}""", "no part of a pattern")]
    [InlineData("""{"is": {"left": {"Var": "principal"}, "entity_type": "if"}}""", "no name of a type")]
    public void A_condition_that_means_nothing_is_refused_by_both(string condition, string part)
    {
        var set = $$$$"""
            {"staticPolicies": {"p": {"effect": "permit", "principal": {"op": "All"}, "action": {"op": "All"},
             "resource": {"op": "All"}, "conditions": [{"kind": "when", "body": {{{{condition}}}}}]}}}
            """;
        var refused = Assert.Throws<CedarDataException>(() => CedarPolicySet.ParseJson(set));
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
        Assert.Throws<OfficialEngineException>(() => official.Require().Validate(set, "entity U;"));
    }

    [Theory]
    [InlineData("""{"static": {}}""", "'static' means nothing")]
    [InlineData("""{"templateLinks": [{"templateId": "t", "newId": "x", "values": {}}]}""", "no template t")]
    [InlineData("""{"staticPolicies": []}""", "an object is needed")]
    [InlineData("[]", "an object is needed")]
    [InlineData("{", "cannot be read as JSON")]
    public void What_is_no_set_is_refused_in_a_sentence(string text, string part)
    {
        var refused = Assert.Throws<CedarDataException>(() => CedarPolicySet.ParseJson(text));
        Assert.Contains(part, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Cases that the engine turns into JSON, with that JSON.</summary>
    private static IEnumerable<(MadeCase Made, string Json)> Made(OfficialEngine engine) =>
        Enumerable.Range(1, Cases).Select(CaseMaker.Make).Where(made => made.Parts.Count > 0)
            .Select(made => (made, Json(engine, made)!)).Where(one => one.Item2 is not null);

    /// <summary>The policies of a case as a set; null where the engine finds a wrong syntax.</summary>
    internal static string? Json(OfficialEngine engine, MadeCase made)
    {
        try
        {
            // As text: numbers of 64 bits must not pass through anything shorter.
            var policies = made.Parts.Select((part, at) => $"\"policy{at}\":"
                + engine.Run("policyToJson", JsonValue.Create(part)!.ToJsonString())["json"]!
                    .ToJsonString(Plain));
            return $"{{\"staticPolicies\":{{{string.Join(',', policies)}}}}}";
        }
        catch (OfficialEngineException)
        {
            return null;
        }
    }

    private static string Answer(MadeCase made, string policies)
    {
        try
        {
            var schema = made.Schema is null ? null : CedarSchema.Parse(made.Schema);
            var answer = CedarAuthorizer.Decide(
                CedarPolicySet.IsJson(policies)
                    ? CedarPolicySet.ParseJson(policies)
                    : CedarPolicySet.Parse(policies),
                CedarDataReader.Entities(made.Entities, schema),
                CedarDataReader.Request(made.Request, schema, made.ValidatesRequest));
            return $"{answer.IsAllowed} [{string.Join(",", answer.Deciding)}] ["
                + $"{string.Join(",", answer.Erring.Select(error => error.PolicyId))}]";
        }
        catch (Exception e) when (e is CedarSyntaxException or CedarDataException)
        {
            return "refused";
        }
    }
}
