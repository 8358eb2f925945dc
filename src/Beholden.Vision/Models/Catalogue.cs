using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Beholden.Vision.Models;

/// <summary>
/// models/catalogue.json: every weight file the server may load, and where each comes from.
/// </summary>
public sealed class Catalogue
{
    // Weights are hashed at the first use, which is at start; 43 MB take a tenth of a second.
    private readonly ConcurrentDictionary<string, Lazy<ModelFile>> verified = new(StringComparer.Ordinal);

    private Catalogue(IReadOnlyList<ModelEntry> models) => Models = models;

    /// <summary>
    /// Where the build puts the catalogue: <c>models/catalogue.json</c> beside the executable.
    /// </summary>
    public static string BesideExecutable { get; } =
        Path.Combine(AppContext.BaseDirectory, "models", "catalogue.json");

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ModelEntry> Models { get; }

    /// <summary>Reads and checks the catalogue; an unknown or missing member is an error.</summary>
    /// <exception cref="CatalogueException">The file is missing or says something it must not.</exception>
    public static Catalogue Load(string path)
    {
        try
        {
            var document =
                JsonSerializer.Deserialize<Document>(File.ReadAllBytes(path), StrictFile.Options)
                ?? throw new CatalogueException($"{path} is empty; restore it from the repository.");
            CatalogueRules.Require(document.Version, document.Models);
            return new(document.Models);
        }
        catch (JsonException e)
        {
            throw new CatalogueException($"{path} is not a catalogue: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CatalogueException($"The model catalogue {path} cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="CatalogueException">No model of this id.</exception>
    public ModelEntry Entry(string id) => Models.FirstOrDefault(m => m.Id == id)
        ?? throw new CatalogueException($"The catalogue has no model named {id}.");

    /// <summary>The installed and verified weight file.</summary>
    /// <exception cref="CatalogueException">
    /// Not in the catalogue, not installed, another hash, or a licence that forbids <paramref name="use"/>.
    /// </exception>
    public ModelFile Require(string id, string weightsFolder, ModelUse use = ModelUse.Any) =>
        Find(id, weightsFolder, use) ?? throw new CatalogueException(
            $"Model {id} is not installed in {weightsFolder}; run ./run or 'beholden models install'.");

    /// <summary>As <see cref="Require"/>, but null where the file is not there.</summary>
    /// <exception cref="CatalogueException">
    /// Not in the catalogue, another hash, or a licence that forbids <paramref name="use"/>.
    /// </exception>
    public ModelFile? Find(string id, string weightsFolder, ModelUse use = ModelUse.Any)
    {
        var model = Entry(id);
        Licences.Require(model.Id, model.Licence, use);
        var path = Path.GetFullPath(Path.Combine(weightsFolder, model.File));
        return File.Exists(path)
            ? verified.GetOrAdd(path, p => new(() => Verify(model, p))).Value
            : null;
    }

    /// <summary>Whether a file has the length and the hash that the catalogue gives.</summary>
    public static bool Matches(ModelEntry model, string path)
    {
        using var file = File.OpenRead(path);
        return file.Length == model.Bytes && Convert.ToHexStringLower(SHA256.HashData(file)) == model.Sha256;
    }

    private static ModelFile Verify(ModelEntry model, string path)
    {
        try
        {
            return Matches(model, path)
                ? new(model.Id, path) { Sha256 = model.Sha256 }
                : throw new CatalogueException(
                    $"{path} has another SHA-256 than the catalogue gives for {model.Id}; "
                    + "delete it and run ./run or 'beholden models install' again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CatalogueException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private sealed record Document(int Version, IReadOnlyList<ModelEntry> Models);
}
