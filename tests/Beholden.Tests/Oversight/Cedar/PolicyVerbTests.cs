using System.Text.Json.Nodes;
using Beholden.Oversight.Cedar.Official;
using Beholden.Tests.Support;

namespace Beholden.Tests.Oversight.Cedar;

/// <summary><c>beholden policy</c> as a user calls it.</summary>
public sealed class PolicyVerbTests
{
    private const string Schema =
        "entity User; entity Box { size: Long }; action open appliesTo { principal: User, resource: Box };";

    [Fact]
    public async Task A_right_policy_passes_and_a_wrong_one_is_named_with_its_line()
    {
        using TemporaryFolder folder = new();
        var right = Write(folder, "right.cedar", "permit(principal, action, resource);");
        var wrong = Write(folder, "wrong.cedar", "permit(principal, action, resource)\nwhen { size > 1 };");

        var passed = await CommandLine.Plain("policy", "check", right);
        Assert.Equal(0, passed.Code);
        Assert.Contains("1 policies", passed.Out, StringComparison.Ordinal);

        var json = Write(folder, "right.cedar.json", """
            {"staticPolicies": {"p": {"effect": "permit", "principal": {"op": "All"}, "action": {"op": "All"},
             "resource": {"op": "All"}, "conditions": []}}}
            """);
        Assert.Equal(passed.Out, (await CommandLine.Plain("policy", "check", json)).Out
            .Replace(".cedar.json", ".cedar", StringComparison.Ordinal));

        var refused = await CommandLine.Plain("policy", "check", wrong, "--json");
        Assert.Equal(1, refused.Code);
        var finding = (string)Assert.Single(JsonNode.Parse(refused.Out)!["findings"]!.AsArray())!;
        Assert.Contains("Line 2, column 8", finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_is_held_against_the_policies_by_the_official_engine()
    {
        if (!File.Exists(Path.Combine(TestFolders.Weights, EngineFile.Name)))
        {
            Assert.Skip($"No official Cedar engine in {TestFolders.Weights}; ./test installs it.");
        }

        using TemporaryFolder folder = new();
        var schema = Write(folder, "schema.cedarschema", Schema);
        var wrong = Write(
            folder, "wrong.cedar", "permit(principal, action, resource) when { resource.colour == 1 };");

        var refused = await CommandLine.Plain(
            "policy", "check", wrong, "--schema", schema, "--weights", TestFolders.Weights);

        Assert.Equal(1, refused.Code);
        Assert.Contains("colour", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_engine_a_schema_cannot_be_checked_and_that_is_said()
    {
        using TemporaryFolder folder = new();
        var schema = Write(folder, "schema.cedarschema", Schema);
        var policies = Write(folder, "right.cedar", "permit(principal, action, resource);");

        var refused = await CommandLine.Plain(
            "policy", "check", policies, "--schema", schema, "--weights", folder.Path);

        CommandLine.RequireSentence(refused, "beholden models install");
    }

    [Fact]
    public async Task A_folder_without_cases_is_refused()
    {
        using TemporaryFolder folder = new();
        CommandLine.RequireSentence(await CommandLine.Plain("policy", "corpus", folder.Path), "no case");
    }

    [Fact]
    public async Task A_corpus_of_one_case_is_counted_and_a_difference_ends_with_code_1()
    {
        using TemporaryFolder folder = new();
        Write(folder, "one.cedar", "permit(principal, action, resource) when { resource.size == 3 };");
        Write(folder, "one.cedarschema", Schema);
        Write(folder, "one.entities.json", """
            [{"uid": {"type": "Box", "id": "b"}, "attrs": {"size": 3}, "parents": []}]
            """);
        Write(folder, "one.json", Case("allow", "\"policy0\""));
        var agreed = await CommandLine.Plain("policy", "corpus", folder.Path);
        Assert.Equal(0, agreed.Code);
        Assert.EndsWith("1 of 1 requests agree\n", agreed.Out, StringComparison.Ordinal);

        Write(folder, "one.json", Case("deny", ""));
        var differing = await CommandLine.Plain("policy", "corpus", folder.Path, "--json");
        Assert.Equal(1, differing.Code);
        Assert.Equal(0, (int)JsonNode.Parse(differing.Out)!["agree"]!);
    }

    private static string Case(string decision, string reasons) => $$"""
        {"policies": "one.cedar", "schema": "one.cedarschema", "entities": "one.entities.json",
         "shouldValidate": true, "requests": [{"description": "x", "principal": {"type": "User", "id": "u"},
         "action": {"type": "Action", "id": "open"}, "resource": {"type": "Box", "id": "b"}, "context": {},
         "decision": "{{decision}}", "reason": [{{reasons}}], "errors": []}]}
        """;

    private static string Write(TemporaryFolder folder, string name, string text)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
