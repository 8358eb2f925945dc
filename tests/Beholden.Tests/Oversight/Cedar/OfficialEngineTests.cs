using System.Text.Json.Nodes;
using Beholden.Oversight.Cedar;
using Beholden.Oversight.Cedar.Corpus;
using Beholden.Oversight.Cedar.Data;
using Beholden.Oversight.Cedar.Official;
using Beholden.Tests.Oversight.Cedar.Differential;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Cedar;

/// <summary>The engine that its authors publish, as validator and in the corpus command.</summary>
public sealed class OfficialEngineTests(OfficialFixture official) : IClassFixture<OfficialFixture>
{
    private const string Schema =
        "entity User { level: Long }; entity Box; action open appliesTo { principal: User, resource: Box, "
        + "context: { now?: datetime } };";

    /// <summary>The same in JSON.</summary>
    private const string JsonSchema = """
        {"": {"commonTypes": {"Rank": {"type": "Long"}},
              "entityTypes": {"User": {"shape": {"type": "Record",
              "attributes": {"level": {"type": "Rank"}}}},
                              "Box": {}},
              "actions": {"open": {"appliesTo": {"principalTypes": ["User"], "resourceTypes": ["Box"],
                "context": {"type": "Record", "attributes": {
                  "now": {"type": "Extension", "name": "datetime", "required": false}}}}}}}}
        """;

    [Theory]
    [InlineData("permit(principal, action, resource) when { principal.level > 1 };", 0)]
    [InlineData("permit(principal, action, resource) when { principal.rank > 1 };", 1)]
    [InlineData("permit(principal, action, resource) when { context.now > datetime(\"2026-01-01\") };", 1)]
    [InlineData("forbid(principal, action, resource) unless { context has now && context.now == 1 };", 1)]
    public void Validation_finds_what_would_fail_at_a_request(string policies, int findings)
    {
        var engine = official.Require();

        Assert.Equal(findings, engine.Validate(policies, Schema).Count);
        Assert.Equal(findings, engine.Validate(policies, JsonSchema).Count);
    }

    [Fact]
    public void A_text_that_is_too_deep_for_it_stops_the_call_and_not_the_engine()
    {
        var engine = official.Require();
        var deep = "permit(principal, action, resource) when { " + new string('(', 20_000) + "true"
            + new string(')', 20_000) + " };";

        Assert.Throws<OfficialEngineException>(() => engine.Validate(deep, Schema));
        Assert.Empty(engine.Validate("permit(principal, action, resource);", Schema));
    }

    [Theory]
    [InlineData("""{"level": 3}""", true)]
    [InlineData("""{"level": "3"}""", false)]
    [InlineData("""{"level": 3, "more": 1}""", false)]
    [InlineData("{}", false)]
    public void A_schema_in_JSON_says_what_the_same_in_Cedar_says(string attributes, bool fits)
    {
        var engine = official.Require();
        var entities = $$"""[{"uid": {"type": "User", "id": "a"}, "parents": [], "attrs": {{attributes}}}]""";
        const string request = """
            {"principal": {"type": "User", "id": "a"}, "action": {"type": "Action", "id": "open"},
             "resource": {"type": "Box", "id": "b"}, "context": {"now": "2026-11-25"}}
            """;
        const string policies = "permit(principal, action, resource) when { principal.level == 3 };";
        foreach (var text in new[] { Schema, JsonSchema })
        {
            var schema = CedarSchema.Parse(text);
            CedarAnswer Own() => CedarAuthorizer.Decide(
                CedarPolicySet.Parse(policies),
                CedarDataReader.Entities(entities, schema),
                CedarDataReader.Request(request, schema, validates: true));
            CedarAnswer Theirs() => engine.Decide(policies, text, entities, request, validatesRequest: true);

            if (fits)
            {
                Assert.Equal((true, true), (Own().IsAllowed, Theirs().IsAllowed));
            }
            else
            {
                Assert.Throws<CedarDataException>(Own);
                Assert.Throws<OfficialEngineException>(Theirs);
            }
        }
    }

    [Fact]
    public void An_absent_or_altered_file_is_said_in_a_sentence()
    {
        using TemporaryFolder folder = new();
        var absent = Assert.Throws<OfficialEngineException>(() => OfficialEngine.Load(folder.Path));
        Assert.Contains("beholden models install", absent.Message, StringComparison.Ordinal);

        File.WriteAllBytes(Path.Combine(folder.Path, EngineFile.Name), [0, 97, 115, 109]);
        var altered = Assert.Throws<OfficialEngineException>(() => OfficialEngine.Load(folder.Path));
        Assert.Contains("delete it", altered.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corpus_in_the_public_layout_is_answered_and_a_wrong_expectation_is_found()
    {
        var engine = official.Require();
        using TemporaryFolder root = new();
        var cases = WriteCorpus(root.Path, engine);
        CorpusFigures Run(OfficialEngine? by) => CorpusRun.Run(
            root.Path, by, TimeProvider.System, _ => { }, TestContext.Current.CancellationToken);

        var own = Run(null);
        Assert.True(own.Agreeing == own.Requests, string.Join("\n", own.Differences));
        Assert.Equal((cases, cases), (own.Cases, own.Requests));
        Assert.Equal(cases, Run(engine).Agreeing);

        var path = Directory.GetFiles(Path.Combine(root.Path, "corpus-tests"), "*0.json")[0];
        var turned = JsonNode.Parse(File.ReadAllText(path))!;
        turned["requests"]![0]!["reason"]!.AsArray().Add("policy99");
        File.WriteAllText(path, turned.ToJsonString());

        var one = Assert.Single(Run(null).Differences);
        Assert.Equal(path, one.Case);
        Assert.Contains("policy99", one.Expected, StringComparison.Ordinal);
    }

    // Half beside their case as the large corpus has them, half in a folder of their own as the small tests.
    private static int WriteCorpus(string root, OfficialEngine engine)
    {
        var folders = new[] { "corpus-tests", "tests/made", "sample-data" };
        Array.ForEach(folders, folder => Directory.CreateDirectory(Path.Combine(root, folder)));
        var count = 0;
        for (var seed = 1; count < 40; seed++)
        {
            var made = CaseMaker.Make(seed);
            if (made.Schema is null || Decided(engine, made) is not { } answer)
            {
                continue;
            }

            var data = count % 2 == 0 ? "corpus-tests" : "sample-data";
            var name = $"{data}/case{count}";
            var json = count % 4 == 3 && made.Parts.Count > 0 ? PolicyJsonTests.Json(engine, made) : null;
            var policies = json is null ? $"{name}.cedar" : $"{name}.cedar.json";
            File.WriteAllText(Path.Combine(root, policies), json ?? made.Policies);
            File.WriteAllText(Path.Combine(root, name + ".cedarschema"), made.Schema);
            File.WriteAllText(Path.Combine(root, name + ".entities.json"), made.Entities);
            var request = JsonNode.Parse(made.Request)!;
            request["description"] = "made";
            request["validateRequest"] = made.ValidatesRequest;
            request["decision"] = answer.IsAllowed ? "allow" : "deny";
            request["reason"] = new JsonArray([.. answer.Deciding.Select(id => (JsonNode)id)]);
            request["errors"] = new JsonArray([.. answer.Erring.Select(error => (JsonNode)error.PolicyId)]);
            var file = count % 2 == 0 ? $"{name}.json" : $"tests/made/{count}.json";
            File.WriteAllText(Path.Combine(root, file), new JsonObject
            {
                ["policies"] = policies,
                ["policyFormat"] = json is null ? "cedar" : "json",
                ["schema"] = name + ".cedarschema",
                ["entities"] = name + ".entities.json",
                ["shouldValidate"] = false,
                ["requests"] = new JsonArray(request),
            }.ToJsonString());
            count++;
        }

        return count;
    }

    private static CedarAnswer? Decided(OfficialEngine engine, MadeCase made)
    {
        try
        {
            return engine.Decide(
                made.Policies, made.Schema, made.Entities, made.Request, made.ValidatesRequest);
        }
        catch (OfficialEngineException)
        {
            return null;
        }
    }
}
