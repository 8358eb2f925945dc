using System.Text;
using System.Text.Json;

namespace Beholden.Tool;

/// <summary>
/// Writes docs/coverage.md and docs/coverage.json: which of the contract's operations are done, proven by
/// which AWS client, from the results of a conformance run and the known differences in
/// docs/differences.json.
/// </summary>
internal static class CoverageGenerator
{
    private const string Usage = "Usage: Beholden.Tool coverage --results DIR [--check]";

    private static readonly JsonSerializerOptions Layout = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        // Apostrophes and the like in the sentences stay readable; the file is never put into a page.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Verb <c>coverage</c>. With <c>--check</c> nothing is written; 1 when a page is stale.
    /// </summary>
    public static int Run(IReadOnlyList<string> options)
    {
        var check = options.Contains("--check");
        string[] named = [.. options.Where(option => option != "--check")];
        if (named is not ["--results", var results] || !Directory.Exists(results))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        var root = Checkout.Above(Directory.GetCurrentDirectory());
        var files = Generate(root, Results(results));
        return check ? Check(root, files) : Write(root, files);
    }

    /// <summary>What each client reported: one JSON file per client in <paramref name="folder"/>.</summary>
    public static IReadOnlyList<ClientResult> Results(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.json")
            .Select(file => JsonSerializer.Deserialize<ClientResult>(File.ReadAllText(file), Layout)!)
            .OrderBy(result => result.Client, StringComparer.Ordinal),
    ];

    /// <summary>File content by path below the checkout, with forward slashes.</summary>
    public static SortedDictionary<string, string> Generate(string root, IReadOnlyList<ClientResult> results)
    {
        var families = Families(Path.Combine(root, "spec", "shapes.json"));
        var known = JsonSerializer.Deserialize<Dictionary<string, KnownDifferences>>(
            File.ReadAllText(Path.Combine(root, "docs", "differences.json")), Layout)!;
        var coverage = new SortedDictionary<string, OperationCoverage>(StringComparer.Ordinal);
        foreach (var name in families.Keys)
        {
            coverage[name] = Judge(name, results, known.GetValueOrDefault(name, KnownDifferences.None));
        }

        return new(StringComparer.Ordinal)
        {
            ["docs/coverage.json"] = JsonSerializer.Serialize(coverage, Layout) + "\n",
            ["docs/coverage.md"] = CoveragePage.Write(families, coverage),
        };
    }

    /// <summary>
    /// Done: every client that knows the operation made at least one check of it and none failed. Partial:
    /// a check failed, a client that knows it never called it, or a difference is marked as a defect. None:
    /// no client saw it answer as built.
    /// </summary>
    public static OperationCoverage Judge(
        string operation, IReadOnlyList<ClientResult> results, KnownDifferences known)
    {
        var seen = results
            .Where(result => result.Operations.TryGetValue(operation, out var tally) && tally.Known)
            .Select(result => (result.Client, Tally: result.Operations[operation]))
            .ToArray();
        var proven = seen.Where(client => client.Tally is { Passed: > 0, Failed: 0 }).ToArray();
        var status = seen.Any(client => client.Tally.Built && client.Tally.Passed > 0)
            ? proven.Length == seen.Length && !known.Partial ? "done" : "partial"
            : "none";
        return new(status, [.. proven.Select(client => client.Client)], known.Differences);
    }

    /// <summary>Paths whose content on disk is not what would be generated now.</summary>
    public static IReadOnlyList<string> Stale(string root, IReadOnlyDictionary<string, string> files) =>
    [
        .. files
            .Where(file => !File.Exists(Path.Combine(root, file.Key))
                || File.ReadAllText(Path.Combine(root, file.Key)) != file.Value)
            .Select(file => file.Key),
    ];

    private static SortedDictionary<string, string> Families(string shapes)
    {
        using var spec = JsonDocument.Parse(File.ReadAllText(shapes));
        var operations = spec.RootElement.GetProperty("operations").EnumerateArray();
        return new(
            operations.ToDictionary(
                operation => operation.GetProperty("name").GetString()!,
                operation => operation.GetProperty("family").GetString()!),
            StringComparer.Ordinal);
    }

    private static int Check(string root, SortedDictionary<string, string> files)
    {
        var stale = Stale(root, files);
        if (stale.Count == 0)
        {
            Console.WriteLine("The coverage pages say what this run showed.");
            return 0;
        }

        Console.Error.WriteLine(
            $"This run shows another coverage than {string.Join(" and ", stale)}. "
            + "Run tests/conformance/run and commit what it writes.");
        return 1;
    }

    private static int Write(string root, SortedDictionary<string, string> files)
    {
        foreach (var (path, content) in files)
        {
            File.WriteAllText(Path.Combine(root, path), content, new UTF8Encoding(false));
            Console.WriteLine($"Wrote {path}.");
        }

        return 0;
    }
}
