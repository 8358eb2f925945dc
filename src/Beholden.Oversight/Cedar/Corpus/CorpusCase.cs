using System.Text.Json;
using Beholden.Oversight.Cedar.Data;

namespace Beholden.Oversight.Cedar.Corpus;

/// <summary>
/// One case of Cedar's public integration tests: a JSON file that names a policy, a schema and an entity
/// file, and lists requests with what must be decided.
/// </summary>
internal sealed class CorpusCase : IDisposable
{
    private readonly JsonDocument document;

    private CorpusCase(string path, JsonDocument document) => (Path, this.document) = (path, document);

    public string Path { get; }

    public string Policies => Read("policies");

    /// <summary>Whether the policies are in JSON, as the member <c>policyFormat</c> says.</summary>
    public bool HasJsonPolicies =>
        document.RootElement.TryGetProperty("policyFormat", out var format) && format.ValueEquals("json");

    public string Schema => Read("schema");

    public string Entities => Read("entities");

    public IEnumerable<JsonElement> Requests => document.RootElement.GetProperty("requests").EnumerateArray();

    /// <summary>The cases of a folder and the folders in it, in the order of their paths.</summary>
    public static IReadOnlyList<string> Find(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".entities.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Null where the file is JSON but no case: entities and schemas lie between them.</summary>
    /// <exception cref="CedarDataException">The file is no JSON.</exception>
    public static CorpusCase? Open(string path)
    {
        var document = CedarJson.Parse(File.ReadAllText(path), path);
        string[] members = ["policies", "schema", "entities", "requests"];
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && Array.TrueForAll(members, member => document.RootElement.TryGetProperty(member, out _)))
        {
            return new(path, document);
        }

        document.Dispose();
        return null;
    }

    public void Dispose() => document.Dispose();

    // Names are relative to the repository's root, which is the case's own folder or one above it.
    private string Read(string member)
    {
        var name = CedarJson.Text(document.RootElement.GetProperty(member), Path);
        for (var folder = Directory.GetParent(Path); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, name);
            if (File.Exists(candidate))
            {
                return File.ReadAllText(candidate);
            }
        }

        var beside = System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(Path)!, System.IO.Path.GetFileName(name));
        return File.Exists(beside)
            ? File.ReadAllText(beside)
            : throw new CedarDataException($"{name}, which {Path} names, is not there.");
    }
}
