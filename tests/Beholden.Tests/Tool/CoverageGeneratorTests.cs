using System.Text.Json;
using Beholden.Tool;

namespace Beholden.Tests.Tool;

public sealed class CoverageGeneratorTests
{
    private static readonly OperationTally Held =
        new(Known: true, Built: true, Passed: 3, Failed: 0, Skipped: 0);

    private static readonly OperationTally Broke = Held with { Failed = 1 };
    private static readonly OperationTally NeverCalled = Held with { Passed = 0, Skipped = 4 };
    private static readonly OperationTally Unknown = Held with { Known = false, Passed = 0 };
    private static readonly OperationTally NotBuilt = Held with { Built = false };

    [Fact]
    public void An_operation_is_done_when_every_client_that_knows_it_held()
    {
        var judged = Judge(Unknown, Held, Held);

        Assert.Equal("done", judged.Status);
        Assert.Equal(["boto3", "js"], judged.ProvenBy);
    }

    [Fact]
    public void One_failed_check_of_one_client_makes_it_partial_and_unproven_by_that_client()
    {
        var judged = Judge(Held, Broke, Held);

        Assert.Equal("partial", judged.Status);
        Assert.Equal(["aws-cli", "js"], judged.ProvenBy);
    }

    [Fact]
    public void A_client_that_knows_it_and_never_called_it_makes_it_partial() =>
        Assert.Equal("partial", Judge(NeverCalled, Held, Held).Status);

    [Fact]
    public void Answering_as_not_built_is_no_coverage() =>
        Assert.Equal("none", Judge(NotBuilt, NotBuilt, NotBuilt).Status);

    [Fact]
    public void A_difference_is_told_and_counts_as_partial_only_when_marked()
    {
        var harmless = JudgeJs(new(Partial: false, ["No model tells it."]));
        var defect = JudgeJs(new(Partial: true, ["It loses data."]));

        Assert.Equal(("done", "No model tells it."), (harmless.Status, harmless.Differences.Single()));
        Assert.Equal(("partial", "It loses data."), (defect.Status, defect.Differences.Single()));
    }

    [Fact]
    public void The_pages_list_every_operation_of_the_contract_once_and_in_order()
    {
        var root = Checkout.Above(AppContext.BaseDirectory);
        var files = CoverageGenerator.Generate(root, [Client("js", "CompareFaces", Held)]);
        using var json = JsonDocument.Parse(files["docs/coverage.json"]);
        string[] names = [.. json.RootElement.EnumerateObject().Select(operation => operation.Name)];

        Assert.Equal(75, names.Length);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(
            "done", json.RootElement.GetProperty("CompareFaces").GetProperty("status").GetString());
        Assert.Equal(75, files["docs/coverage.md"].Split('\n').Count(line =>
            names.Any(name => line.StartsWith($"| {name} |", StringComparison.Ordinal))));
        Assert.Contains("**1 of 75 operations are done**", files["docs/coverage.md"]);
    }

    [Fact]
    public void The_known_differences_name_operations_that_exist()
    {
        var root = Checkout.Above(AppContext.BaseDirectory);
        var files = CoverageGenerator.Generate(root, []);
        var differences = File.ReadAllText(Path.Combine(root, "docs", "differences.json"));
        using var known = JsonDocument.Parse(differences);
        using var coverage = JsonDocument.Parse(files["docs/coverage.json"]);

        Assert.All(known.RootElement.EnumerateObject(), entry =>
            Assert.True(coverage.RootElement.TryGetProperty(entry.Name, out _), entry.Name));
    }

    private static OperationCoverage Judge(OperationTally cli, OperationTally boto3, OperationTally js) =>
        CoverageGenerator.Judge(
            "SearchUsers",
            [
                Client("aws-cli", "SearchUsers", cli),
                Client("boto3", "SearchUsers", boto3),
                Client("js", "SearchUsers", js),
            ],
            KnownDifferences.None);

    private static OperationCoverage JudgeJs(KnownDifferences known) =>
        CoverageGenerator.Judge("SearchUsers", [Client("js", "SearchUsers", Held)], known);

    private static ClientResult Client(string name, string operation, OperationTally tally) =>
        new(name, "1.0", new Dictionary<string, OperationTally> { [operation] = tally });
}
