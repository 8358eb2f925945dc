using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Beholden.Server.Commands.Models;

namespace Beholden.Tests.Setup;

/// <summary>A throw-away folder with a catalogue of one entry and what an install of it printed.</summary>
internal sealed class InstallBench : IDisposable
{
    private readonly StringWriter said = new();
    private readonly StringWriter complained = new();

    public InstallBench(byte[] right)
    {
        Root = Directory.CreateTempSubdirectory("beholden install ").FullName;
        Entry = new JsonObject
        {
            ["id"] = "net",
            ["file"] = "net.onnx",
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(right)),
            ["bytes"] = right.Length,
            ["required"] = false,
            ["purpose"] = "Tests set-up.",
            ["whenAbsent"] = "The other net serves instead.",
            ["licence"] = "MIT",
            ["licenceNotes"] = "Made here.",
            ["trainingData"] = "None.",
            ["sourceCommit"] = "None.",
            ["input"] = JsonNode.Parse("""{"tensor":"x","shape":"[1]","colour":"grey","values":"v","crop":"all"}"""),
            ["output"] = new JsonArray(),
            ["classes"] = new JsonArray(),
            ["accuracy"] = new JsonArray(),
        };
    }

    public string Root { get; }

    public JsonObject Entry { get; }

    public string Weights => Path.Combine(Root, "weights");

    public string Catalogue => Path.Combine(Root, "catalogue.json");

    public string Installed => Path.Combine(Weights, "net.onnx");

    public string Said => said.ToString();

    public string Complained => complained.ToString();

    /// <summary>Everything in the weights folder, hidden left-overs included.</summary>
    public IEnumerable<string> Left => Directory.Exists(Weights)
        ? Directory.EnumerateFileSystemEntries(Weights, "*", SearchOption.AllDirectories)
        : [];

    public void ComesFrom(Uri address) => Entry["source"] = new JsonObject
    {
        ["address"] = address.ToString(),
        ["folderFile"] = "net.onnx",
    };

    public void WriteCatalogue() => File.WriteAllText(
        Catalogue,
        new JsonObject { ["version"] = 1, ["models"] = new JsonArray(Entry.DeepClone()) }.ToJsonString());

    public Task<int> Install(string? modelsFolder = null)
    {
        WriteCatalogue();
        return ModelsCommand.Install(
            new()
            {
                Catalogue = Catalogue,
                WeightsFolder = Weights,
                ModelsFolder = modelsFolder,
                ShowsProgress = false,
                Out = said,
                Error = complained,
            },
            TestContext.Current.CancellationToken);
    }

    public ListOptions Listing(bool json) => new()
    {
        Catalogue = Catalogue,
        WeightsFolder = Weights,
        Json = json,
        Out = said,
        Error = complained,
    };

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
